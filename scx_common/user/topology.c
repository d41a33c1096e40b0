/* SPDX-License-Identifier: GPL-2.0 */
/* The CPUs of this machine, their last-level caches (LLCs) and their nodes, from sysfs. */
#include "user/topology.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "user/sysfs.h"

/* Room for the longest list of MAX_CPUS CPUs that sysfs prints: every second one by its number. */
#define LIST_SIZE (MAX_CPUS / 2 * 5 + 1)
/* How many descriptions of caches are read for each CPU. */
#define MAX_CACHES 16
#define NO_LLC 0xff

struct mark {
	bool *set;
	bool beyond;
};

static void mark_cpu(unsigned int cpu, void *arg)
{
	struct mark *mark = arg;

	if (cpu < MAX_CPUS)
		mark->set[cpu] = true;
	else
		mark->beyond = true;
}

static int read_cpus(bool *set, const char *root, const char *name)
{
	struct mark mark = {.set = set};
	char list[LIST_SIZE];
	int err;

	memset(set, 0, MAX_CPUS * sizeof(*set));
	err = sysfs_read(list, sizeof(list), "%s/devices/system/%s", root, name);
	if (!err)
		err = sysfs_list(list, mark_cpu, &mark);
	return err ?: mark.beyond ? -E2BIG : 0;
}

/*
 * Read the CPUs that share the highest cache of @cpu; where no such cache is described, those of
 * its package. Returns 0; -ENOENT: neither is described; -errno.
 */
static int read_llc(bool *set, const char *root, unsigned int cpu)
{
	__u64 level, highest = 0;
	char name[64];
	int best = 0;

	for (int i = 0; i < MAX_CACHES; i++) {
		if (sysfs_read_u64(&level, "%s/devices/system/cpu/cpu%u/cache/index%d/level", root,
				   cpu, i))
			break;
		if (level > highest) {
			highest = level;
			best = i;
		}
	}
	/* A cache of level 1 is that of one core. */
	snprintf(name, sizeof(name), "cpu/cpu%u/cache/index%d/shared_cpu_list", cpu, best);
	if (highest >= 2 && !read_cpus(set, root, name))
		return 0;
	snprintf(name, sizeof(name), "cpu/cpu%u/topology/package_cpus_list", cpu);
	return read_cpus(set, root, name);
}

struct node_walk {
	struct topology *t;
	const char *root;
};

static void read_node(unsigned int node, void *arg)
{
	struct node_walk *walk = arg;
	bool set[MAX_CPUS];
	char name[64];

	snprintf(name, sizeof(name), "node/node%u/cpulist", node);
	if (node > UINT16_MAX || read_cpus(set, walk->root, name))
		return;
	for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++)
		if (set[cpu])
			walk->t->node[cpu] = node;
	walk->t->nr_nodes++;
}

/* A kernel without NUMA shows no nodes: all CPUs are on node 0. */
static void read_nodes(struct topology *t, const char *root)
{
	struct node_walk walk = {.t = t, .root = root};
	char list[LIST_SIZE];

	if (!sysfs_read(list, sizeof(list), "%s/devices/system/node/online", root))
		sysfs_list(list, read_node, &walk);
	if (!t->nr_nodes)
		t->nr_nodes = 1;
}

int topology_read(struct topology *t, const char *root)
{
	bool set[MAX_CPUS];
	unsigned int llcs = 0;
	int err;

	memset(t, 0, sizeof(*t));
	memset(t->llc, NO_LLC, sizeof(t->llc));
	err = read_cpus(t->possible, root, "cpu/possible")
		      ?: read_cpus(t->present, root, "cpu/present")
		      ?: read_cpus(t->online, root, "cpu/online");
	if (err)
		return err;

	for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (t->possible[cpu])
			t->nr_cpus = cpu + 1;
		t->nr_online += t->online[cpu];
		if (!t->online[cpu] || t->llc[cpu] != NO_LLC || read_llc(set, root, cpu))
			continue;
		for (unsigned int other = 0; other < MAX_CPUS; other++)
			if (set[other] || other == cpu)
				t->llc[other] = llcs % MAX_LLCS;
		llcs++;
	}
	t->folded = llcs > MAX_LLCS;
	t->nr_llcs = t->folded ? MAX_LLCS : llcs ?: 1;
	for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++)
		if (t->llc[cpu] == NO_LLC)
			t->llc[cpu] = 0;
	read_nodes(t, root);
	return t->nr_cpus ? 0 : -EINVAL;
}
