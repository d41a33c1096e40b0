/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --interval: a line for each interval, with what the policy in charge has counted in it. Another
 * scx-load may switch the policy between two readings. A line then says so, and the counts of the
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
 * Take a reading, put what is new since the last one on stdout, and begin the next interval.
 * Nothing is put there for an object that is not a suite.
 */
void counts_output(struct counts *c, const struct suite *s);

/*
 * What @policy counted between @before and @now, which are @seconds apart: an object of schema
 * scx-load/counts/1, a new reference. The unit is in each key.
 */
json_t *counts_json(const char *policy, const struct cpu_stats *now, const struct cpu_stats *before,
		    double seconds);

/* The same in one line of text. */
void counts_print(const json_t *json, FILE *out);

#endif
