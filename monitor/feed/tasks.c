/* SPDX-License-Identifier: GPL-2.0 */
/* Waits of single tasks, read through the task iterator. */
#include "feed/tasks.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "user/pinned.h"
#include "user/vars.h"

/* Read all of @fd into *@data, which the caller frees. Returns its size or -errno. */
static ssize_t read_all(int fd, char **data)
{
	size_t size = 0, room = 1 << 16;
	ssize_t got;

	*data = malloc(room);
	if (!*data)
		return -ENOMEM;
	while ((got = read(fd, *data + size, room - size)) > 0 || (got < 0 && errno == EAGAIN)) {
		char *more;

		size += got > 0 ? got : 0;
		if (room - size >= 1 << 14)
			continue;
		more = realloc(*data, room * 2);
		if (!more) {
			errno = ENOMEM;
			got = -1;
			break;
		}
		*data = more;
		room *= 2;
	}
	return got < 0 ? -errno : (ssize_t)size;
}

/* The name of the suite's policy with @id; "" from the probe. */
static const char *policy_name(const struct maps *m, __u32 id)
{
	const struct policy_desc *p = catalog_policy_by_id(&m->suite.catalog, id);

	return p ? p->name : "";
}

/* Read the task iterator into *@data, which the caller frees. Returns its size or -errno. */
static ssize_t read_iterator(const struct maps *m, char **data)
{
	int link = bpf_link_create(m->tasks_prog, 0, BPF_TRACE_ITER, NULL);
	int iter = link < 0 ? link : bpf_iter_create(link);
	ssize_t size = iter < 0 ? iter : read_all(iter, data);

	if (iter >= 0)
		close(iter);
	if (link >= 0)
		close(link);
	return size;
}

int tasks_read(const struct maps *m, struct frame *f)
{
	char *data = NULL;
	ssize_t size = read_iterator(m, &data);
	int err = size < 0 ? (int)size : frame_new_tasks(f, size / sizeof(struct task_record));

	for (unsigned int i = 0; !err && i < f->nr_tasks; i++) {
		struct task_frame *t = &f->tasks[i];

		memcpy(&t->record, data + i * sizeof(t->record), sizeof(t->record));
		t->record.comm[sizeof(t->record.comm) - 1] = '\0';
		snprintf(t->policy, sizeof(t->policy), "%s", policy_name(m, t->record.policy));
	}
	f->has_tasks = !err;
	free(data);
	return err;
}

void tasks_keep_watching(const struct maps *m)
{
	char *data = NULL;

	read_iterator(m, &data);
	free(data);
}

int tasks_end_watch(const struct maps *m)
{
	int fd = -1, err;
	struct vars watch;
	__u64 *at;

	if (m->source == SOURCE_SUITE) {
		fd = pinned_map(".data.watch");
		err = fd < 0 ? fd : vars_of_map(&watch, fd);
	} else {
		err = vars_of_object(&watch, m->probe, ".data.watch");
	}
	at = err ? NULL : vars_find(&watch, "watch_at", sizeof(*at));
	if (at)
		*at = 0;
	else
		err = err ?: -ENOENT;
	if (at)
		vars_close(&watch);
	if (fd >= 0)
		close(fd);
	return err;
}
