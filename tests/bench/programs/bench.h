/* SPDX-License-Identifier: GPL-2.0 */
/* What the load generators share: command line, time and results. */
#ifndef BENCH_H
#define BENCH_H

/*
 * Figures of two runs are compared: buckets of 12.5 % would hide what differs less, and show a
 * difference that is none where a percentile lies on an edge. These are 0.4 % wide.
 */
#define HIST_SUB_BITS 8

#include <stdio.h>
#include "user/clock.h"
#include "hist.h"
#include "user/optparse.h"

#define NSEC_PER_USEC 1000ULL
#define NSEC_PER_SEC 1000000000ULL

/* Caches and the scheduler's averages settle so long before anything is counted. */
#define WARMUP_NS (100 * 1000 * NSEC_PER_USEC)

enum bench_action {
	BENCH_RUN,
	BENCH_VERSION,
	BENCH_HELP,
};

/* The last lines of each table of options. */
#define BENCH_OPTIONS(action_at)                                                                   \
	{"version", 'V', NULL, OPT_ACTION, action_at, BENCH_VERSION, 0, "print the version"},      \
		{"help", 'h', NULL, OPT_ACTION, action_at, BENCH_HELP, 0, "print this help"}

struct bench_program {
	const char *name, *about;
	struct opt_table options;
};

/*
 * Parse the command line @into a struct that begins with its unsigned action. -1: go on; otherwise
 * the exit status: of --help, of --version, or of wrong usage.
 */
int bench_begin(const struct bench_program *p, void *into, int argc, char **argv);

/* Sleep until clock_ns() says @ns. */
void sleep_until(__u64 ns);

/* One line: the name and microseconds, not rounded. */
void print_us(const char *name, __u64 ns);

/*
 * p50, p90, p99, p999 and max, each with @prefix before it: a line each. -ENODATA after an error
 * message if there is none.
 */
int print_percentiles(const char *prefix, const struct hist *h);

#endif
