/* SPDX-License-Identifier: GPL-2.0 */
/* CPU hogs: processes that do nothing but use a CPU, and the CPU time that each has had. */
#ifndef HOGS_H
#define HOGS_H

#include <linux/types.h>
#include <time.h>
#include <unistd.h>

#define MOST_HOGS 256
#define ANY_CPU -1

struct hogs {
	pid_t pid[MOST_HOGS];
	clockid_t clock[MOST_HOGS];
	unsigned int nr;
};

/* Fork a child that is killed when this process ends, for whatever reason. As fork(). */
pid_t fork_bound(void);

/*
 * Start one more, at this nice value and, unless @cpu is ANY_CPU, on that CPU only. 0 or a negative
 * errno after an error message.
 */
int hogs_start(struct hogs *h, int nice, int cpu);

/* CPU time of each so far, into @ns: all read within a millisecond, if the scheduler allows. */
void hogs_cpu_ns(const struct hogs *h, __u64 *ns);

/* End all. -ECHILD after an error message if one had ended before: what was measured is wrong. */
int hogs_stop(struct hogs *h);

#endif
