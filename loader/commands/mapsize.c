/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the maps of a loaded object take: once, and for each CPU, task and cgroup. */
#include "commands/mapsize.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>
#include "cli/output.h"

/* BPF_MAP_TYPE_CGRP_STORAGE, which the headers of Debian 12 lack. */
#define TYPE_CGRP_STORAGE 32

enum per {
	PER_MACHINE,
	PER_CPU,
	PER_TASK,
	PER_CGROUP,
	NR_PER
};

#define KEY_SIZE 24

static const char *const words[NR_PER] = {"once", "cpu", "task", "cgroup"};

struct mapsize {
	/* The object's. */
	const char *name;
	/* What there is one of for each such part of memory. */
	enum per per;
	/* The size of a value, bytes. */
	unsigned int value;
	/* How many values there are for each part; 1 for a storage of tasks or cgroups. */
	unsigned int entries;
	/* The size of all values of a part, bytes, without what the kernel adds to manage them. */
	unsigned long long bytes;
};

/* The key of the sum of all maps with @per. */
static const char *sum_key(char key[KEY_SIZE], enum per per)
{
	snprintf(key, KEY_SIZE, per == PER_MACHINE ? "%s_bytes" : "per_%s_bytes", words[per]);
	return key;
}

static enum per per_what(const char *name, unsigned int type)
{
	if (!strcmp(name, "cpus"))
		return PER_CPU; /* the suite's array with an entry for each CPU */
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

/* Measure @map. Returns false if it is not in the kernel. */
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

void mapsize_add(const struct object *o, json_t *to)
{
	unsigned long long sums[NR_PER] = {0};
	json_t *maps = json_array(), *memory = json_object();
	const struct bpf_map *map;
	struct mapsize m;
	char key[KEY_SIZE];

	bpf_object__for_each_map(map, o->bpf) {
		if (!measure(map, &m))
			continue;
		sums[m.per] += m.bytes;
		json_array_append_new(
			maps, json_pack("{s:s, s:s, s:I, s:I, s:I}", "name", m.name, "per",
					words[m.per], "value_bytes", (json_int_t)m.value, "entries",
					(json_int_t)m.entries, "bytes", (json_int_t)m.bytes));
	}
	for (int per = 0; per < NR_PER; per++)
		json_object_set_new(memory, sum_key(key, per), json_integer(sums[per]));
	json_object_set_new(to, "maps", maps);
	json_object_set_new(to, "memory", memory);
}

void mapsize_print(const json_t *json, FILE *out)
{
	const json_t *memory = json_object_get(json, "memory"), *map;
	char key[KEY_SIZE];
	size_t i;

	fprintf(out, "%-28s %9s %7s %9s %9s\n", "map", "value B", "entries", "bytes", "for each");
	json_array_foreach(json_object_get(json, "maps"), i, map)
		fprintf(out, "%-28s %9lld %7lld %9lld %9s\n", member_text(map, "name"),
			member_int(map, "value_bytes"), member_int(map, "entries"),
			member_int(map, "bytes"), member_text(map, "per"));
	fprintf(out, "maps: %lld bytes", member_int(memory, sum_key(key, PER_MACHINE)));
	for (int per = PER_CPU; per < NR_PER; per++)
		fprintf(out, ", %lld for each %s", member_int(memory, sum_key(key, per)),
			words[per]);
	fputc('\n', out);
}
