/* SPDX-License-Identifier: GPL-2.0 */
/* The share of the CPUs that a task that never sleeps is due by its nice value. */
#ifndef FAIRSHARE_H
#define FAIRSHARE_H

#include "weight.h"

/*
 * Set @share to the CPUs that each of @nr tasks is due on @cpus CPUs: in proportion to its weight,
 * at most one CPU. What a task cannot use is shared among the others (max-min fairness).
 */
void fair_shares(const unsigned int *weight, unsigned int nr, unsigned int cpus, double *share);

/* The distance between what tasks got and what they were due, both as parts of their sums. */
struct unfairness {
	double error;	 /* The largest |got / due - 1| of all tasks, percent. */
	double fairness; /* The smallest of got / due and due / got, percent; 100 is exact. */
};

struct unfairness unfairness(const double *got, const double *due, unsigned int nr);

#endif
