/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame: what happened on the machine in one interval. Everything the monitor shows, prints or
 * records is made from frames; they come from the running kernel (live) or a recording (replay).
 */
#ifndef MONITOR_FRAME_FRAME_H
#define MONITOR_FRAME_FRAME_H

#include <stdbool.h>
#include "abi.h"
#include "user/stats.h"
#include "user/sysfs.h"

#define MAX_KERNEL_EVENTS 32

/* Whose figures these are; never mixed. */
enum source {
	SOURCE_AUTO,  /* only as a wish: the suite's if it is attached, else the probe's */
	SOURCE_SUITE, /* dispatch latency, as the suite's own maps have it */
	SOURCE_PROBE, /* tracepoints: wakeup to run and put back to run, under any scheduler */
};

/* Who schedules, at the end of the interval. */
struct machine {
	char host[64];
	char kernel[64];
	/* What sched_ext does: "disabled", "enabled", …; "" when the kernel has none. */
	char state[STATE_NAME];
	/* The sched_ext scheduler; "" when the kernel's own runs. */
	char ops[OPS_NAME];
	/* The policy of the suite; "" when the suite is not attached. */
	char policy[POLICY_NAME];
	/* The kernel's count of attachments. */
	__u64 enable_seq;
	__u64 nr_rejected;
	/* When the scheduler was attached, CLOCK_REALTIME, ns; 0 when unknown. */
	__u64 since_ns;
	/* Why the last scheduler of the suite ended; "" when unknown, or when none has. */
	char exit_text[192];
};

struct cpu_frame {
	unsigned int cpu, llc, node;
	bool online;
	struct cpu_stats stats;
};

/* What happened under one policy; from the probe there is one, named by machine_who(). */
struct policy_frame {
	char name[POLICY_NAME];
	struct cpu_stats stats;
};

/* A task that waited, since tasks are watched (not only in this interval). */
struct task_frame {
	struct task_record record;
	char policy[POLICY_NAME];
};

/* A counter of the kernel (SCX_EV_…): how much it grew in the interval. */
struct kernel_event {
	char name[48];
	__u64 grown;
};

struct frame {
	__u64 end_ns;  /* CLOCK_REALTIME */
	__u64 span_ns; /* length of the interval */
	enum source source;
	struct machine machine;
	struct cpu_stats total; /* the sum over cpus[] */
	unsigned int nr_cpus;
	struct cpu_frame *cpus; /* by node, then LLC, then number */
	int nr_policies;
	struct policy_frame policies[MAX_POLICIES];
	int nr_events;
	struct kernel_event events[MAX_KERNEL_EVENTS];
	bool has_tasks; /* tasks were watched */
	unsigned int nr_tasks;
	struct task_frame *tasks; /* in no order */
};

/* An empty frame for @nr_cpus CPUs; NULL without memory. */
struct frame *frame_new(unsigned int nr_cpus);
void frame_free(struct frame *f);

/* Make room for @nr tasks, zeroed; 0 or -ENOMEM. */
int frame_new_tasks(struct frame *f, unsigned int nr);

/* No figures of CPUs and policies. */
void frame_clear(struct frame *f);

/* Fill @f->total from @f->cpus. */
void frame_sum(struct frame *f);

/* The policy, else the sched_ext scheduler, else "default": who schedules, in a word. */
const char *machine_who(const struct machine *m);

/* "suite" or "probe" and back; source_of() returns SOURCE_AUTO for another word. */
const char *source_name(enum source source);
enum source source_of(const char *name);

/* Bucket's upper bound that holds the @permille-th wait of a task, ns; 0 when it never waited. */
__u64 task_waits_percentile(const struct task_waits *w, unsigned int permille);

#endif
