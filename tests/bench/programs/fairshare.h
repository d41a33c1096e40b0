/* SPDX-License-Identifier: GPL-2.0 */
/* Which share of the CPUs each of some tasks that never sleep is due by its nice value. */
#ifndef FAIRSHARE_H
#define FAIRSHARE_H

#include "weight.h"

/*
 * The share, in CPUs, of @nr tasks of these weights on @cpus CPUs: in proportion to their weights,
 * but nobody can use more than one CPU; what that leaves is shared among the others (max-min
 * fairness).
 */
void fair_shares(const unsigned int *weight, unsigned int nr, unsigned int cpus, double *share);

/* How far what each got is from what it was due; both are compared by their part of the sum. */
struct unfairness {
	double error;	 /* largest |got / due - 1|, percent */
	double fairness; /* smallest of got / due and due / got, percent: 100 is exact */
};

struct unfairness unfairness(const double *got, const double *due, unsigned int nr);

#endif
