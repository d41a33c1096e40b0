/* SPDX-License-Identifier: GPL-2.0 */
/* The share of the CPUs that a task that never sleeps is due by its nice value. */
#include "fairshare.h"

#include <math.h>
#include <stdbool.h>

void fair_shares(const unsigned int *weight, unsigned int nr, unsigned int cpus, double *share)
{
	double left, sum;
	bool again;

	for (unsigned int i = 0; i < nr; i++)
		share[i] = 0;
	do {
		left = cpus;
		sum = 0;
		for (unsigned int i = 0; i < nr; i++) {
			if (share[i] == 1)
				left--;
			else
				sum += weight[i];
		}
		again = false;
		for (unsigned int i = 0; i < nr; i++) {
			if (share[i] == 1)
				continue;
			share[i] = left * weight[i] / sum;
			if (share[i] >= 1) {
				share[i] = 1;
				again = true;
			}
		}
	} while (again);
}

struct unfairness unfairness(const double *got, const double *due, unsigned int nr)
{
	struct unfairness u = {.error = 0, .fairness = 100};
	double all_got = 0, all_due = 0;

	for (unsigned int i = 0; i < nr; i++) {
		all_got += got[i];
		all_due += due[i];
	}
	for (unsigned int i = 0; i < nr; i++) {
		double ratio = got[i] / all_got / (due[i] / all_due);

		u.error = fmax(u.error, 100 * fabs(ratio - 1));
		u.fairness = fmin(u.fairness, 100 * fmin(ratio, 1 / ratio));
	}
	return u;
}
