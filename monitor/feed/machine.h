/* SPDX-License-Identifier: GPL-2.0 */
/* Who schedules, which CPUs are online and what the kernel counts: all but the statistics. */
#ifndef MONITOR_FEED_MACHINE_H
#define MONITOR_FEED_MACHINE_H

#include "feed/maps.h"
#include "user/topology.h"

/* The kernel's event counters since the scheduler was loaded. */
struct kernel_counters {
	int nr;
	struct kernel_event at[MAX_KERNEL_EVENTS];
};

/* Host and kernel, which do not change. */
void machine_begin(struct machine *m);

/* Who schedules now, as the kernel and the open maps tell. */
void machine_read(struct machine *m, const struct scx_state *st, const struct maps *maps);

/* Put the CPUs of @t into @f: by node, then LLC, then number. */
void machine_cpus(struct frame *f, const struct topology *t);

/* Which of them are online now. 0 or -errno. */
int machine_online(struct frame *f);

void machine_counters(struct kernel_counters *now);

/* What @now has more than @before, into @f; counters that went back began anew. */
void machine_grown(struct frame *f, const struct kernel_counters *now,
		   const struct kernel_counters *before);

#endif
