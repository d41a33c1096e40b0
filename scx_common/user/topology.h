/* SPDX-License-Identifier: GPL-2.0 */
/* Which CPUs there are, which of them share a last-level cache, and their nodes, from sysfs. */
#ifndef SCX_COMMON_USER_TOPOLOGY_H
#define SCX_COMMON_USER_TOPOLOGY_H

#include <stdbool.h>
#include "abi.h"

struct topology {
	unsigned int nr_cpus;	/* highest possible CPU number + 1 */
	unsigned int nr_online; /* CPUs that are online now */
	unsigned int nr_llcs;	/* numbered from 0 in the order of their first CPU */
	unsigned int nr_nodes;	/* NUMA nodes; their numbers may have gaps */
	bool folded;		/* there are more than MAX_LLCS: some share a number */
	bool possible[MAX_CPUS];
	bool present[MAX_CPUS]; /* many a virtual machine could have 128 and has 4 */
	bool online[MAX_CPUS];
	__u8 llc[MAX_CPUS];
	__u16 node[MAX_CPUS]; /* 0 for a CPU that is offline */
};

/*
 * Read the topology below @root ("/sys", or a test's own tree). CPUs share an LLC when sysfs says
 * so for their highest cache; where no cache is described, when they are in one package. A CPU that
 * is offline has no cache directory and counts to LLC 0 unless a sibling's list names it.
 * 0, -ENOENT when there is no CPU list, -EINVAL when it cannot be understood, -E2BIG when there are
 * CPUs numbered MAX_CPUS or higher.
 */
int topology_read(struct topology *t, const char *root);

#endif
