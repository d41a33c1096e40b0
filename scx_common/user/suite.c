/* SPDX-License-Identifier: GPL-2.0 */
/* A build of the suite seen through its data sections: not loaded yet, loaded, or pinned. */
#include "user/suite.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "user/pinned.h"

/* Every section of the suite: its name in the object, its place in struct suite. */
static const struct {
	const char *section;
	size_t offset;
} suite_sections[] = {
#define AT(member) offsetof(struct suite, member)
	{".rodata.policies", AT(policies)},
	{".rodata.tunables", AT(tunables)},
	{".data.tunables", AT(values)},
	{".data.control", AT(control)},
	{".bss", AT(exit)},
#undef AT
};

#define NR_SECTIONS (sizeof(suite_sections) / sizeof(suite_sections[0]))

static struct vars *section_at(struct suite *s, size_t i)
{
	return (struct vars *)((char *)s + suite_sections[i].offset);
}

/* Are the statistics in the map @stats laid out as this program reads them? */
static bool fits(int stats)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	return !bpf_map_get_info_by_fd(stats, &info, &size) &&
	       info.type == BPF_MAP_TYPE_PERCPU_ARRAY &&
	       info.value_size == sizeof(struct cpu_stats);
}

/* Read the catalog if all sections are open; close all if one could not be opened: @err. */
static int finish_open(struct suite *s, int err)
{
	if (err)
		suite_close(s);
	else
		catalog_read(&s->catalog, &s->policies, &s->tunables);
	return err;
}

int suite_of_object(struct suite *s, const struct bpf_object *o)
{
	int err = 0;

	memset(s, 0, sizeof(*s));
	s->stats = bpf_object__find_map_fd_by_name(o, "stats");
	for (size_t i = 0; !err && i < NR_SECTIONS; i++)
		err = vars_of_object(section_at(s, i), o, suite_sections[i].section);
	if (s->stats >= 0 && !fits(s->stats))
		s->stats = -1;
	return finish_open(s, err);
}

int suite_of_pins(struct suite *s)
{
	int err = 0, fd;

	memset(s, 0, sizeof(*s));
	s->stats = pinned_map("stats");
	s->stats_owned = true;
	if (s->stats >= 0 && !fits(s->stats)) {
		close(s->stats);
		s->stats = -1;
	}
	for (size_t i = 0; !err && i < NR_SECTIONS; i++) {
		fd = pinned_map(suite_sections[i].section);
		err = fd < 0 ? fd : vars_of_map(section_at(s, i), fd);
		if (fd >= 0)
			close(fd);
	}
	return finish_open(s, err);
}

void suite_close(struct suite *s)
{
	for (size_t i = 0; i < NR_SECTIONS; i++)
		vars_close(section_at(s, i));
	if (s->stats_owned && s->stats >= 0)
		close(s->stats);
	memset(s, 0, sizeof(*s));
	s->stats = -1;
}

bool suite_is_open(const struct suite *s)
{
	return s->policies.data;
}

struct exit_record *suite_exit(const struct suite *s)
{
	struct exit_record *r = vars_find(&s->exit, "exit_record", sizeof(*r));

	return (uintptr_t)r % _Alignof(struct exit_record) ? NULL : r;
}

__u32 *suite_active(const struct suite *s)
{
	return vars_find(&s->control, "active", sizeof(__u32));
}

const struct policy_desc *suite_policy(const struct suite *s)
{
	const __u32 *active = suite_active(s);

	return active ? catalog_policy_by_id(&s->catalog, *active) : NULL;
}

__u64 *suite_value(const struct suite *s, const struct tunable_desc *t)
{
	char name[sizeof(t->owner) + sizeof(t->name) + 1];

	snprintf(name, sizeof(name), "%s_%s", t->owner, t->name);
	return vars_find(&s->values, name, sizeof(__u64));
}
