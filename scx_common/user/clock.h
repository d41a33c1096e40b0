/* SPDX-License-Identifier: GPL-2.0 */
/* Reading the clock, in nanoseconds. */
#ifndef SCX_COMMON_USER_CLOCK_H
#define SCX_COMMON_USER_CLOCK_H

#include <linux/types.h>
#include <time.h>

static inline __u64 clock_read(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/* CLOCK_MONOTONIC, ns, which is the clock of bpf_ktime_get_ns(). */
static inline __u64 clock_ns(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

/* The time since @begin, a reading of clock_ns(), in milliseconds. */
static inline double clock_ms_since(__u64 begin)
{
	return (clock_ns() - begin) / 1e6;
}

#endif
