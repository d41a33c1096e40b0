/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Properties over random cases: what a policy promises must hold in each of them.
 *
 * A case is chosen by its seed, and nothing else. A failure says it, and
 * `SEED=N build/tests/unit/schedulers/test_x.t` runs that case alone.
 */
#ifndef TESTS_UNIT_SCHEDULERS_PROPERTY_H
#define TESTS_UNIT_SCHEDULERS_PROPERTY_H

#include "unit.h"
#include "inside.h"
#include "machine.h"

/* The seed of the present case. */
static u64 seed;

/* Run @check with @cases seeds, those from 1 on, or with the one of the environment. */
static inline void for_seeds(u64 cases, void (*check)(void))
{
	const char *only = getenv("SEED");

	for (seed = 1; seed <= cases; seed++) {
		if (only)
			seed = strtoull(only, NULL, 0);
		machine_seed(seed);
		check();
		if (only)
			break;
	}
}

#define HOLDS(condition, format, ...)                                                              \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail_msg("SEED=%llu: " format, (unsigned long long)seed, ##__VA_ARGS__);   \
	} while (0)

/* A property that the present code does not have, and why. ALL=1 in the environment tests it. */
#define NOT_YET(reason)                                                                            \
	do {                                                                                       \
		if (!getenv("ALL")) {                                                              \
			print_message("# not yet: %s\n", reason);                                  \
			skip();                                                                    \
		}                                                                                  \
	} while (0)

/* As `keeps` is true where nothing waits. */
#define ALONE "a task that goes on alone is not forgiven its debt: dispatch never says `alone`"

#define MS(ns) ((double)(ns) / NSEC_PER_MSEC)

/* One of the numbers of @list. */
#define ANY(list...)                                                                               \
	({                                                                                         \
		static const int list_[] = {list};                                                 \
		list_[machine_random(0, ARRAY_SIZE(list_) - 1)];                                   \
	})

#endif
