/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the maps of a loaded object take: once, and for each CPU, task and cgroup. */
#include "commands/mapsize.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* BPF_MAP_TYPE_CGRP_STORAGE, which the headers of Debian 12 lack. */
#define TYPE_CGRP_STORAGE 32

enum per {
	PER_MACHINE,
	PER_CPU,
	PER_TASK,
	PER_CGROUP,
	NR_PER
};

static const char *const words[NR_PER] = {"once", "cpu", "task", "cgroup"};

struct mapsize {
	const char *name;
	enum per per;
	unsigned int value, entries; /* of a storage, entries is 1 */
	unsigned long long bytes;    /* of values, without what the kernel adds to manage them */
};

static enum per per_what(const char *name, unsigned int type)
{
	if (!strcmp(name, "cpus"))
		return PER_CPU; /* the suite's array of an entry for each */
	switch (type) {
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
		return PER_CPU;
	case BPF_MAP_TYPE_TASK_STORAGE:
		return PER_TASK;
	case TYPE_CGRP_STORAGE:
		return PER_CGROUP;
	default:
		return PER_MACHINE;
	}
}

/* False for a map that is not in the kernel. */
static bool measure(const struct bpf_map *map, struct mapsize *m)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_map__fd(map) < 0 || bpf_map_get_info_by_fd(bpf_map__fd(map), &info, &size))
		return false;
	m->name = bpf_map__name(map);
	m->per = per_what(m->name, info.type);
	m->value = info.value_size;
	m->entries = info.max_entries;
	if (m->per == PER_TASK || m->per == PER_CGROUP ||
	    (m->per == PER_CPU && info.type == BPF_MAP_TYPE_ARRAY))
		m->entries = 1;
	/* Values begin at multiples of eight bytes. */
	m->bytes = (m->value + 7ULL) / 8 * 8 * m->entries;
	return true;
}

void mapsize_print(const struct object *o)
{
	unsigned long long sums[NR_PER] = {0};
	const struct bpf_map *map;
	struct mapsize m;

	printf("%-28s %9s %7s %9s %9s\n", "map", "value B", "entries", "bytes", "for each");
	bpf_object__for_each_map(map, o->bpf) {
		if (!measure(map, &m))
			continue;
		sums[m.per] += m.bytes;
		printf("%-28s %9u %7u %9llu %9s\n", m.name, m.value, m.entries, m.bytes,
		       words[m.per]);
	}
	printf("maps: %llu bytes", sums[PER_MACHINE]);
	for (int per = PER_CPU; per < NR_PER; per++)
		printf(", %llu for each %s", sums[per], words[per]);
	putchar('\n');
}

void mapsize_json(const struct object *o, json_t *to)
{
	unsigned long long sums[NR_PER] = {0};
	json_t *maps = json_array(), *memory = json_object();
	const struct bpf_map *map;
	struct mapsize m;
	char key[24];

	bpf_object__for_each_map(map, o->bpf) {
		if (!measure(map, &m))
			continue;
		sums[m.per] += m.bytes;
		json_array_append_new(
			maps, json_pack("{s:s, s:s, s:I, s:I, s:I}", "name", m.name, "per",
					words[m.per], "value_bytes", (json_int_t)m.value, "entries",
					(json_int_t)m.entries, "bytes", (json_int_t)m.bytes));
	}
	for (int per = 0; per < NR_PER; per++) {
		snprintf(key, sizeof(key), "per_%s_bytes", words[per]);
		json_object_set_new(memory, per ? key : "once_bytes", json_integer(sums[per]));
	}
	json_object_set_new(to, "maps", maps);
	json_object_set_new(to, "memory", memory);
}
