/* SPDX-License-Identifier: GPL-2.0 */
/* CPU hogs, which are processes that only use CPU time, and the CPU time that each has used. */
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

/*
 * Fork a child that is killed when this process ends for any reason. Returns what fork() returns.
 */
pid_t fork_bound(void);

/*
 * Start one more hog, at this nice value and, unless @cpu is ANY_CPU, on that CPU only. Returns 0,
 * or a negative errno after an error message.
 */
int hogs_start(struct hogs *h, int nice, int cpu);

/* Set @ns to the CPU time of each hog so far, read within 1 ms if the scheduler allows. */
void hogs_cpu_ns(const struct hogs *h, __u64 *ns);

/*
 * End all hogs. Returns -ECHILD after an error message if one had ended before, which makes the
 * measurement wrong.
 */
int hogs_stop(struct hogs *h);

#endif
