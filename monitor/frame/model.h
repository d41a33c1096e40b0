/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model: frames put together. Totals since start, the history that heatmap and sparklines
 * show, and the log of events. Pure arithmetic on frames: no kernel, no terminal, no clock.
 */
#ifndef MONITOR_FRAME_MODEL_H
#define MONITOR_FRAME_MODEL_H

#include "frame/frame.h"

#define HISTORY 512 /* intervals that are remembered for the machine */
#define SPARKS 64   /* and for each CPU */
#define MAX_LOG 512 /* events; the oldest are forgotten */

enum event_kind {
	EVENT_POLICY,  /* another policy of the suite */
	EVENT_ATTACH,  /* a sched_ext scheduler came, or replaced another */
	EVENT_DETACH,  /* it ended as wished */
	EVENT_EJECT,   /* the kernel threw it out; the text says why */
	EVENT_HOTPLUG, /* a CPU went off or on */
	EVENT_COUNTER, /* a counter of the kernel grew for the first time */
	EVENT_SOURCE,  /* figures come from elsewhere now */
};

struct event {
	__u64 at_ns; /* CLOCK_REALTIME, end of the interval in which it was seen */
	enum event_kind kind;
	char text[200];
};

/* One interval of the machine. */
struct column {
	__u64 end_ns, span_ns;
	char who[POLICY_NAME]; /* machine_who() */
	bool marked;	       /* who schedules, or the source, changed in it */
	struct hist wait;      /* all causes */
};

struct model {
	__u64 nr_frames;
	__u64 span_ns;		/* of all intervals; no difference of clocks that may be set */
	struct cpu_stats since; /* all frames of the present source together */
	int nr_policies;	/* the same for each policy, in order of appearance */
	struct policy_frame policies[2 * MAX_POLICIES];
	unsigned int nr_columns; /* newest at (nr_columns - 1) % HISTORY, HISTORY at most kept */
	struct column *columns;
	unsigned int nr_cpus;
	__u64 (*sparks)[SPARKS]; /* p99, ns, of each of the frame's cpus[]; in step with columns */
	unsigned int nr_log;	 /* as nr_columns, with MAX_LOG */
	struct event *log;
	int nr_counters; /* of the kernel, since start */
	struct kernel_event counters[MAX_KERNEL_EVENTS];
	struct machine machine; /* of the last frame, and which CPUs were online in it */
	enum source source;
	bool *online;
	__u64 *runs; /* of each of the frame's cpus[], since start as above */
};

/* 0 or -ENOMEM. */
int model_init(struct model *m);
void model_free(struct model *m);

/* Take @f into account. 0 or -ENOMEM. A frame with another number of CPUs starts sparks anew. */
int model_add(struct model *m, const struct frame *f);

/* Column and event by age: 0 is the newest. NULL when there is none so old. */
const struct column *model_column(const struct model *m, unsigned int age);
const struct event *model_event(const struct model *m, unsigned int age);

const char *event_name(enum event_kind kind);

#endif
