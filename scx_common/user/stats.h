/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The statistics that the suite and the probe keep for each CPU and policy (struct cpu_stats of
 * abi.h): read, add, subtract.
 */
#ifndef SCX_COMMON_USER_STATS_H
#define SCX_COMMON_USER_STATS_H

#include "abi.h"

/*
 * Read the statistics of @policy since load from the map @fd into @each, an array with an element
 * for every possible CPU. Returns 0; -ENOENT: @fd is negative; -errno.
 */
int cpu_stats_read(int fd, __u32 policy, struct cpu_stats *each);

/* Read the same, and add up all CPUs in @sum. Also -ENOMEM. */
int cpu_stats_read_sum(int fd, __u32 policy, struct cpu_stats *sum);

/* Add all that @s holds to @sum. */
void cpu_stats_add(struct cpu_stats *sum, const struct cpu_stats *s);

/* What @now holds more than @before; @diff may be @now. */
void cpu_stats_sub(struct cpu_stats *diff, const struct cpu_stats *now,
		   const struct cpu_stats *before);

/* Set @all to the waits of all causes in @s. */
void cpu_stats_waits(struct hist *all, const struct cpu_stats *s);

/* Add the waits of all causes in @s to @all. */
void cpu_stats_add_waits(struct hist *all, const struct cpu_stats *s);

#endif
