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

/* See KNOWN_FAULT(). */
static bool fault_is_known;
static jmp_buf fault_shown;

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
	if (fault_is_known) {
		fault_is_known = false;
		fail_msg("the known fault is gone: take the line KNOWN_FAULT() out of this test");
	}
}

#define HOLDS(condition, format, ...)                                                              \
	do {                                                                                       \
		if (condition)                                                                     \
			break;                                                                     \
		if (fault_is_known)                                                                \
			longjmp(fault_shown, 1);                                                   \
		fail_msg("SEED=%llu: " format, (unsigned long long)seed, ##__VA_ARGS__);           \
	} while (0)

/*
 * First in a test of what the present code does not hold, and why. Until it does, the test passes
 * where it finds the fault, and fails where the fault is gone. With KNOWN_FAULTS=show in the
 * environment it is a test like any other, with KNOWN_FAULTS=skip nothing is tested.
 */
#define KNOWN_FAULT(reason)                                                                        \
	do {                                                                                       \
		const char *mode = getenv("KNOWN_FAULTS");                                         \
		if (mode && !strcmp(mode, "skip"))                                                 \
			return;                                                                    \
		fault_is_known = !mode;                                                            \
		if (setjmp(fault_shown)) {                                                         \
			fault_is_known = false;                                                    \
			print_message("# known fault: %s\n", reason);                              \
			return;                                                                    \
		}                                                                                  \
	} while (0)

#define MS(ns) ((double)(ns) / NSEC_PER_MSEC)

/* One of the numbers of @list. */
#define ANY(list...)                                                                               \
	({                                                                                         \
		static const int list_[] = {list};                                                 \
		list_[machine_random(0, ARRAY_SIZE(list_) - 1)];                                   \
	})

#endif
