/* SPDX-License-Identifier: GPL-2.0 */
/* Small files of /sys, and what they say about sched_ext. */
#include "user/sysfs.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_line(char *buf, size_t size, const char *format, va_list args)
{
	char path[PATH_MAX];
	FILE *file;
	int err = 0;

	if ((size_t)vsnprintf(path, sizeof(path), format, args) >= sizeof(path))
		return -ENAMETOOLONG;
	file = fopen(path, "re");
	if (!file)
		return -errno;
	if (fgets(buf, (int)size, file))
		buf[strcspn(buf, "\n")] = '\0';
	else if (ferror(file))
		err = -errno;
	else
		buf[0] = '\0';
	fclose(file);
	return err;
}

int sysfs_read(char *buf, size_t size, const char *format, ...)
{
	va_list args;
	int err;

	va_start(args, format);
	err = read_line(buf, size, format, args);
	va_end(args);
	return err;
}

int sysfs_read_u64(__u64 *value, const char *format, ...)
{
	char buf[64], *end;
	va_list args;
	int err;

	va_start(args, format);
	err = read_line(buf, sizeof(buf), format, args);
	va_end(args);
	if (err)
		return err;
	errno = 0;
	*value = strtoull(buf, &end, 0);
	return errno || end == buf || *end ? -EINVAL : 0;
}

int sysfs_list(const char *list, void (*each)(unsigned int n, void *arg), void *arg)
{
	while (*list) {
		unsigned long first, last;
		char *end;

		first = last = strtoul(list, &end, 10);
		if (end == list)
			return -EINVAL;
		if (*end == '-') {
			list = end + 1;
			last = strtoul(list, &end, 10);
			if (end == list || last < first)
				return -EINVAL;
		}
		if (last > INT_MAX)
			return -EINVAL;
		for (; first <= last; first++)
			each((unsigned int)first, arg);
		if (*end && *end != ',')
			return -EINVAL;
		list = *end ? end + 1 : end;
	}
	return 0;
}

int scx_state_read(struct scx_state *st)
{
	memset(st, 0, sizeof(*st));
	if (sysfs_read(st->state, sizeof(st->state), SCX_SYSFS "/state"))
		return -EOPNOTSUPP;
	/* The kernel has root/ops only while a scheduler is loaded. */
	if (sysfs_read(st->ops, sizeof(st->ops), SCX_SYSFS "/root/ops"))
		st->ops[0] = '\0';
	sysfs_read_u64(&st->enable_seq, SCX_SYSFS "/enable_seq");
	sysfs_read_u64(&st->nr_rejected, SCX_SYSFS "/nr_rejected");
	sysfs_read_u64(&st->hotplug_seq, SCX_SYSFS "/hotplug_seq");
	return 0;
}

bool scx_in_between(const struct scx_state *st)
{
	return st->state[0] && strcmp(st->state, "enabled") && strcmp(st->state, "disabled");
}

bool scx_enabled(void)
{
	struct scx_state st;

	return !scx_state_read(&st) && !strcmp(st.state, "enabled");
}

int scx_events_read(void (*each)(const char *name, __u64 value, void *arg), void *arg)
{
	FILE *file = fopen(SCX_SYSFS "/root/events", "re");
	unsigned long long value;
	char name[64];

	if (!file)
		return -ENOENT;
	while (fscanf(file, "%63s %llu", name, &value) == 2)
		each(name, value, arg);
	fclose(file);
	return 0;
}
