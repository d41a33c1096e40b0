/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The statistics that the suite and the probe keep for each CPU and policy (struct cpu_stats): read
 * them, add them up, take what was before from what is now.
 */
#ifndef SCX_COMMON_USER_STATS_H
#define SCX_COMMON_USER_STATS_H

#include "abi.h"

/*
 * Read the statistics of @policy since load from the map behind @fd. @each has room for those of
 * every possible CPU. 0; -ENOENT when @fd is negative; -errno.
 */
int cpu_stats_read(int fd, __u32 policy, struct cpu_stats *each);

/* The same, summed over all CPUs. Also -ENOMEM. */
int cpu_stats_read_sum(int fd, __u32 policy, struct cpu_stats *sum);

/* Add all that @s holds to @sum. */
void cpu_stats_add(struct cpu_stats *sum, const struct cpu_stats *s);

/* What @now holds more than @before; @diff may be @now. */
void cpu_stats_sub(struct cpu_stats *diff, const struct cpu_stats *now,
		   const struct cpu_stats *before);

/* Dispatch latency of all causes together; and the same, added to what @all holds. */
void cpu_stats_waits(struct hist *all, const struct cpu_stats *s);
void cpu_stats_add_waits(struct hist *all, const struct cpu_stats *s);

#endif
