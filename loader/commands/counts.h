/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --interval: one line for each interval, of what the policy in charge has counted in it. Another
 * scx-load may switch the policy between two readings; a line then says so, and the counts of the
 * new policy begin with the next interval.
 */
#ifndef LOADER_COMMANDS_COUNTS_H
#define LOADER_COMMANDS_COUNTS_H

#include <jansson.h>
#include <stdio.h>
#include "user/stats.h"
#include "user/suite.h"

struct counts {
	/* Id of the policy that was in charge at the last reading. */
	__u32 policy;
	/* What that policy had counted by then, since load. */
	struct cpu_stats before;
	/* When the last reading was: CLOCK_MONOTONIC, ns. */
	__u64 at;
};

/* Take the first reading: the first interval begins. */
void counts_begin(struct counts *c, const struct suite *s);

/*
 * Take a reading, print what is new since the last one as text or JSON, and begin the next
 * interval. Nothing is printed for an object that is not a suite.
 */
void counts_print(struct counts *c, const struct suite *s);

/* One line: what @policy counted between @before and @now, @seconds apart. */
void counts_text(FILE *out, const char *policy, const struct cpu_stats *now,
		 const struct cpu_stats *before, double seconds);

/* The same as JSON, schema scx-load/counts/1, a new reference; the unit is in each key. */
json_t *counts_json(const char *policy, const struct cpu_stats *now, const struct cpu_stats *before,
		    double seconds);

#endif
