/* SPDX-License-Identifier: GPL-2.0 */
/* What a running suite counts: read the per-CPU statistics and print them as a line. */
#ifndef SCX_COMMON_USER_STATS_H
#define SCX_COMMON_USER_STATS_H

#include <jansson.h>
#include <stdio.h>
#include "abi.h"

/*
 * The statistics of @policy since attach, summed over all CPUs, from the map behind @fd. 0; -ENOENT
 * when @fd is none; -ENOMEM or -errno.
 */
int stats_read(int fd, __u32 policy, struct cpu_stats *sum);

/* One line: what happened between @before and @now, @seconds apart, as rates and percentiles. */
void stats_print(FILE *out, const char *policy, const struct cpu_stats *now,
		 const struct cpu_stats *before, double seconds);

/* The same as JSON, a new reference; the unit is in each key. */
json_t *stats_json(const char *policy, const struct cpu_stats *now, const struct cpu_stats *before,
		   double seconds);

#endif
