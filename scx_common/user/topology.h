/* SPDX-License-Identifier: GPL-2.0 */
/* The CPUs of this machine, their last-level caches (LLCs) and their nodes, from sysfs. */
#ifndef SCX_COMMON_USER_TOPOLOGY_H
#define SCX_COMMON_USER_TOPOLOGY_H

#include <stdbool.h>
#include "abi.h"

struct topology {
	/* The highest number of a possible CPU, and 1. */
	unsigned int nr_cpus;
	/* How many CPUs are online. */
	unsigned int nr_online;
	/* How many LLCs there are. They are numbered from 0, in the order of their first CPUs. */
	unsigned int nr_llcs;
	/* How many NUMA nodes there are. Their numbers, the kernel's, may have gaps. */
	unsigned int nr_nodes;
	/* There are more than MAX_LLCS LLCs, and some share a number. */
	bool folded;
	/* All that follows is by the number of the CPU. */
	bool possible[MAX_CPUS];
	/* Many a virtual machine has 128 possible CPUs, of which 4 are present. */
	bool present[MAX_CPUS];
	bool online[MAX_CPUS];
	/* Number of the LLC. */
	__u8 llc[MAX_CPUS];
	/* Number of the node; 0 for a CPU that is offline. */
	__u16 node[MAX_CPUS];
};

/*
 * Read the topology below @root: "/sys", or a test's own tree. CPUs share an LLC if sysfs says so
 * of their highest cache; where no cache is described, if they are in one package. A CPU that is
 * offline has no description; it counts to LLC 0 unless another CPU's list names it.
 * Returns 0; -ENOENT: there is no list of CPUs; -EINVAL: a list cannot be understood; -E2BIG: a CPU
 * has the number MAX_CPUS or a higher one; -errno.
 */
int topology_read(struct topology *t, const char *root);

#endif
