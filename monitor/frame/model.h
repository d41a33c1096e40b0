/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model: frames put together.
 *
 * model_add() takes in one frame after the other. The model has the totals since the start, the
 * history that the heatmap and the sparklines show, and the log of events. It is arithmetic on
 * frames alone: without kernel, terminal and clock, so a recording gives the same model again.
 */
#ifndef MONITOR_FRAME_MODEL_H
#define MONITOR_FRAME_MODEL_H

#include "frame/frame.h"

/* Intervals that the model remembers of the machine, and of each CPU. */
#define HISTORY 512
#define SPARKS 64

/* Events that the model remembers; older ones are forgotten. */
#define MAX_LOG 512

enum event_kind {
	EVENT_POLICY,  /* The suite switched to another policy. */
	EVENT_ATTACH,  /* A sched_ext scheduler was attached. */
	EVENT_DETACH,  /* A sched_ext scheduler ended as user space asked. */
	EVENT_EJECT,   /* The kernel ejected the scheduler; the text says why. */
	EVENT_HOTPLUG, /* A CPU went offline or online. */
	EVENT_COUNTER, /* A counter of the kernel grew for the first time. */
	EVENT_SOURCE,  /* The figures come from another source. */
};

struct event {
	/* The end of the interval in which the event was seen, CLOCK_REALTIME, ns. */
	__u64 at_ns;
	enum event_kind kind;
	/* What happened, for people. */
	char text[200];
};

/* One interval of the machine, as the heatmap shows it. */
struct column {
	/* The end, CLOCK_REALTIME, and the length of the interval, ns. */
	__u64 end_ns, span_ns;
	/* Who scheduled at the end of the interval: machine_who(). */
	char who[POLICY_NAME];
	/* The scheduler or the source changed in the interval. */
	bool marked;
	/* The waits of all causes on all CPUs. */
	struct hist wait;
};

struct model {
	/* The number of frames taken in. */
	__u64 nr_frames;
	/*
	 * The start is the first frame, or the frame in which the source changed last. The next
	 * five members are sums since the start. span_ns is the sum of the intervals, ns: a
	 * difference of two times would be wrong after the clock was set.
	 */
	__u64 span_ns;
	struct cpu_stats since;
	/* The policies in the order in which they appeared. */
	int nr_policies;
	struct policy_frame policies[2 * MAX_POLICIES];
	/* The runs of each of the frame's cpus[]. */
	__u64 *runs;
	/*
	 * The history, two rings. nr_columns counts all intervals; the newest one is in
	 * columns[(nr_columns - 1) % HISTORY] and, for each of the frame's cpus[], as p99 in ns,
	 * in sparks[cpu][(nr_columns - 1) % SPARKS].
	 */
	unsigned int nr_columns;
	struct column *columns;
	unsigned int nr_cpus;
	__u64 (*sparks)[SPARKS];
	/* The events, a ring: the newest one is in log[(nr_log - 1) % MAX_LOG]. */
	unsigned int nr_log;
	struct event *log;
	/* The counters of the kernel, since the first frame. */
	int nr_counters;
	struct kernel_event counters[MAX_KERNEL_EVENTS];
	/* Of the last frame: who scheduled, who measured, which of its cpus[] were online. */
	struct machine machine;
	enum source source;
	bool *online;
};

/* Make an empty model. 0 or -ENOMEM. */
int model_init(struct model *m);

/* Free what the model holds. Harmless on a zeroed model. */
void model_free(struct model *m);

/*
 * Take @f in. 0 or -ENOMEM. A frame with another number of CPUs empties what the model has for each
 * CPU.
 */
int model_add(struct model *m, const struct frame *f);

/* The column or event of an age; 0 is the newest. NULL when the model has none so old. */
const struct column *model_column(const struct model *m, unsigned int age);
const struct event *model_event(const struct model *m, unsigned int age);

/* The word for a kind of event. */
const char *event_name(enum event_kind kind);

#endif
