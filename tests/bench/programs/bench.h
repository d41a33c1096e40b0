/* SPDX-License-Identifier: GPL-2.0 */
/* The command line, time and results that the load generators have in common. */
#ifndef BENCH_H
#define BENCH_H

/*
 * Figures of two runs are compared. Buckets of 12.5 % would hide smaller differences, and would
 * show a false difference where a percentile lies at the edge of a bucket. These are 0.4 % wide.
 */
#define HIST_SUB_BITS 8

#include <stdio.h>
#include "user/clock.h"
#include "hist.h"
#include "user/optparse.h"

#define NSEC_PER_USEC 1000ULL
#define NSEC_PER_SEC 1000000000ULL

/* Nothing is counted before caches and the scheduler's averages have settled for this time. */
#define WARMUP_NS (100 * 1000 * NSEC_PER_USEC)

enum bench_action {
	BENCH_RUN,
	BENCH_VERSION,
	BENCH_HELP,
};

/* The last rows of each table of options. */
#define BENCH_OPTIONS(action_at)                                                                   \
	{"version", 'V', NULL, OPT_ACTION, action_at, BENCH_VERSION, 0, "print the version"},      \
		{"help", 'h', NULL, OPT_ACTION, action_at, BENCH_HELP, 0, "print this help"}

struct bench_program {
	const char *name, *about;
	struct opt_table options;
};

/*
 * Parse the command line @into a struct that begins with its unsigned action. Returns -1 to go on,
 * or the exit status of --help, --version or wrong usage.
 */
int bench_begin(const struct bench_program *p, void *into, int argc, char **argv);

/* Sleep until clock_ns() says @ns. */
void sleep_until(__u64 ns);

/* Use @ns of CPU time in the calling thread. */
void use_cpu(__u64 ns);

/* Print a line with the name and microseconds, not rounded. */
void print_us(const char *name, __u64 ns);

/*
 * Print a line for each of p50, p90, p99, p999 and max, with @prefix before the name. Returns
 * -ENODATA after an error message if @h is empty.
 */
int print_percentiles(const char *prefix, const struct hist *h);

#endif
