/* SPDX-License-Identifier: GPL-2.0 */
/* CPU hogs, which are processes that only use CPU time, and the CPU time that each has used. */
#ifndef HOGS_H
#define HOGS_H

#include <linux/types.h>
#include <time.h>
#include <unistd.h>

#define MOST_HOGS 1024
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

/* Start @nr hogs at nice 0, free on all CPUs. The same return values. */
int hogs_start_all(struct hogs *h, unsigned int nr);

/* Set @ns to the CPU time of each hog so far, read within 1 ms if the scheduler allows. */
void hogs_cpu_ns(const struct hogs *h, __u64 *ns);

/*
 * End all hogs. Returns -ECHILD after an error message if one had ended before, which makes the
 * measurement wrong.
 */
int hogs_stop(struct hogs *h);

/*
 * What hogs got of the CPU time that the program beside them left over. The time of a program is
 * that of its threads and of the children that it has waited for, other than hogs.
 */
struct hog_share {
	unsigned int hogs;
	__u64 begin, end; /* Clock time of the two readings, ns. */
	/* Between the two readings: CPU time of the program and of all hogs, ns. */
	__u64 own_ns, hog_ns;
};

void hog_share_begin(struct hog_share *s, const struct hogs *h);
void hog_share_end(struct hog_share *s, const struct hogs *h);

/* Print lines for hogs_cpu, left_over (seconds) and hog_share (percent). */
void hog_share_print(const struct hog_share *s);

#endif
