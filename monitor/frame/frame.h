/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame: what happened on the machine in one interval. All that the monitor shows, prints or
 * records is made from frames. They come from the running kernel (feed/live.c) or from a recording
 * (feed/replay.c).
 */
#ifndef MONITOR_FRAME_FRAME_H
#define MONITOR_FRAME_FRAME_H

#include <stdbool.h>
#include "abi.h"
#include "user/stats.h"
#include "user/sysfs.h"

/* Counters of the kernel that a frame has room for. */
#define MAX_KERNEL_EVENTS 32

/* Who measured. Figures of two sources are never added up. */
enum source {
	/* As a wish: the suite if it is attached, else the probe. In a frame: no figures. */
	SOURCE_AUTO,
	/* The suite, in its own maps: dispatch latency. */
	SOURCE_SUITE,
	/* The probe, on tracepoints, under any scheduler: from wakeup or preemption to the run. */
	SOURCE_PROBE,
};

/* Who schedules, at the end of the interval. */
struct machine {
	char host[64];
	/* The kernel's release. */
	char kernel[64];
	/* The state of sched_ext: "disabled", "enabled", …; "" on a kernel without sched_ext. */
	char state[STATE_NAME];
	/* The name of the sched_ext scheduler. "" while the kernel's own scheduler runs. */
	char ops[OPS_NAME];
	/* The active policy of the suite. "" while the suite is not attached. */
	char policy[POLICY_NAME];
	/* How many sched_ext schedulers the kernel has attached since boot. */
	__u64 enable_seq;
	/* How many tasks the sched_ext scheduler has rejected, as the kernel counts them. */
	__u64 nr_rejected;
	/* When the suite was attached, CLOCK_REALTIME, ns; 0 when unknown. */
	__u64 since_ns;
	/* Why the last attachment of the suite ended. "" when unknown, or when none has ended. */
	char exit_text[192];
};

struct cpu_frame {
	/* The CPU's number, and the numbers of its last-level cache and of its NUMA node. */
	unsigned int cpu, llc, node;
	/* The CPU was online at the end of the interval. */
	bool online;
	/* What happened on the CPU in the interval. */
	struct cpu_stats stats;
};

/* One policy. Figures of the probe have one "policy", which is named by machine_who(). */
struct policy_frame {
	char name[POLICY_NAME];
	/* What happened under the policy in the interval, on all CPUs. */
	struct cpu_stats stats;
};

/* A task that has waited. */
struct task_frame {
	/* The task's waits since the watch began, not only those of this interval. */
	struct task_record record;
	/* The policy that had the task last. "" for the probe. */
	char policy[POLICY_NAME];
};

/* A counter of the kernel. */
struct kernel_event {
	/* The kernel's name, SCX_EV_… */
	char name[48];
	/* How much the counter has grown in the interval. */
	__u64 grown;
};

struct frame {
	/* The end of the interval, CLOCK_REALTIME, ns. */
	__u64 end_ns;
	/* The measured length of the interval, ns. */
	__u64 span_ns;
	enum source source;
	struct machine machine;
	/* The sum of cpus[].stats. frame_sum() fills it. */
	struct cpu_stats total;
	/* The present CPUs, sorted by node, then LLC, then number. */
	unsigned int nr_cpus;
	struct cpu_frame *cpus;
	int nr_policies;
	struct policy_frame policies[MAX_POLICIES];
	/* The counters of the kernel that have grown in the interval. */
	int nr_events;
	struct kernel_event events[MAX_KERNEL_EVENTS];
	/* Tasks were watched: nr_tasks and tasks are valid. */
	bool has_tasks;
	/* The tasks that have waited since the watch began, in no order. */
	unsigned int nr_tasks;
	struct task_frame *tasks;
};

/* An empty frame for @nr_cpus CPUs; NULL without memory. */
struct frame *frame_new(unsigned int nr_cpus);

/* Free @f, which may be NULL. */
void frame_free(struct frame *f);

/* Replace the tasks of @f by @nr zeroed ones. 0 or -ENOMEM. */
int frame_new_tasks(struct frame *f, unsigned int nr);

/* Take the figures of all CPUs and policies out of @f. */
void frame_clear(struct frame *f);

/* Fill @f->total from @f->cpus. */
void frame_sum(struct frame *f);

/* Who schedules, in a word: the policy, else the sched_ext scheduler, else "default". */
const char *machine_who(const struct machine *m);

/* The word for a source, and back. source_of() returns SOURCE_AUTO for an unknown word. */
const char *source_name(enum source source);
enum source source_of(const char *name);

/* The upper bound, ns, of the bucket with the @permille-th wait of a task; 0 without waits. */
__u64 task_waits_percentile(const struct task_waits *w, unsigned int permille);

#endif
