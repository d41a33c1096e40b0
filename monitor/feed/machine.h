/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine: who schedules, which CPUs are online and what the kernel counts. It is all of a live
 * frame except the statistics and the tasks.
 */
#ifndef MONITOR_FEED_MACHINE_H
#define MONITOR_FEED_MACHINE_H

#include "feed/maps.h"
#include "user/topology.h"

/* The kernel's event counters, SCX_EV_…: at[].grown is the growth since the attach. */
struct kernel_counters {
	int nr;
	struct kernel_event at[MAX_KERNEL_EVENTS];
};

/* Fill in host and kernel, which do not change. */
void machine_begin(struct machine *m);

/* Fill in who schedules now, from the kernel's state and the open maps. */
void machine_read(struct machine *m, const struct scx_state *st, const struct maps *maps);

/* Put the present CPUs of @t into @f, sorted by node, then LLC, then number. */
void machine_cpus(struct frame *f, const struct topology *t);

/*
 * Find for each CPU of @f the index of its value in a per-CPU map. Such a map has a value for each
 * possible CPU, in the order of their numbers. @value is zeroed.
 */
void machine_values(unsigned int *value, const struct frame *f, const struct topology *t);

/* Note in @f which CPUs are online now. 0 or -errno. */
int machine_online(struct frame *f);

/* Read the counters of the kernel; none on a kernel that has none. */
void machine_counters(struct kernel_counters *now);

/*
 * Put into @f what @now has more than @before. A counter that is smaller than before has begun
 * again at zero.
 */
void machine_grown(struct frame *f, const struct kernel_counters *now,
		   const struct kernel_counters *before);

#endif
