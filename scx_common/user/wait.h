/* SPDX-License-Identifier: GPL-2.0 */
/* Wait for a state of which no event tells, such as a file in /sys: look again and again. */
#ifndef SCX_COMMON_USER_WAIT_H
#define SCX_COMMON_USER_WAIT_H

#include <stdbool.h>
#include <time.h>

/*
 * Call @done with @arg, at once and then every @step_us microseconds, until it returns true or the
 * sleeps add up to @limit_us. Returns what @done returned last. @step_us is less than a second.
 * Since the sleeps count and not the clock, the wait is longer on a machine that is slow to run
 * this process.
 */
static inline bool wait_until(unsigned int limit_us, unsigned int step_us, bool (*done)(void *arg),
			      void *arg)
{
	const struct timespec step = {.tv_nsec = step_us * 1000L};

	for (unsigned int slept_us = 0; !done(arg); slept_us += step_us) {
		if (slept_us >= limit_us)
			return false;
		nanosleep(&step, NULL);
	}
	return true;
}

#define MS_IN_US 1000U

#endif
