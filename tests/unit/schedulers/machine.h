/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A simulated kernel and machine, for tests of the policies' arithmetic.
 *
 * The suite is compiled for this machine (inside.c), and its callbacks are called as the kernel's
 * core calls them: kernel.c has the queues, the mask of idle CPUs and the kernel functions that
 * policies call, machine.c the tasks, the CPUs, the clock and the order of the callbacks. What
 * policies depend on is as in kernel/sched/ext.c: a slice ends at a tick; at its end ops.dispatch
 * is called with the task still queued, and only then ops.stopping and ops.enqueue; a task that is
 * confined to one CPU has no ops.select_cpu; the callback that places a task ends before the task
 * is in its queue. Time passes only while tasks run: callbacks and switches take none. CPUs take
 * turns, so nothing here is a race. Real kernels in guests are for all of that: tests/vm.
 *
 * The same seed is the same run to the last nanosecond.
 */
#ifndef TESTS_UNIT_SCHEDULERS_MACHINE_H
#define TESTS_UNIT_SCHEDULERS_MACHINE_H

#include "bpf/kernel.bpf.h"
#include "hist.h"

#define MACHINE_CPUS 16
#define MACHINE_TASKS 128
#define SECOND (1000 * NSEC_PER_MSEC)

struct dsq {
	u64 id;
	struct task *first, *last;
	s32 nr;
};

struct sim_cgroup {
	/* What policies see. The next member is where they look for the state of "cpu". */
	struct cgroup kernel;
	struct task_group *cpu;
	struct task_group group;
	struct sim_cgroup *parent;
	/* What the suite keeps for it, if it keeps anything. */
	u64 storage[4];
	bool kept;
};

enum task_state {
	GONE,
	SLEEPS,
	WAITS,
	RUNS,
};

struct task {
	/* What policies see of the task. */
	struct task_struct kernel;
	struct cpumask mask;
	struct sim_cgroup *cgroup;
	/* What the suite keeps for the task. */
	void *storage;

	/* It runs for `run` ns, sleeps for `sleep` ns, and so on; run 0: it never sleeps. */
	u64 run, sleep;
	/* Both times differ from turn to turn, by up to a half. */
	bool uneven;
	/* The CPU time that is left until it sleeps next, ns; valid while it is runnable. */
	u64 left;
	/* When it wakes; valid while it sleeps. */
	u64 wakes_at;
	enum task_state state;
	s32 cpu;

	/* Where its callback placed it; dsq is 0 until then. */
	struct {
		u64 dsq, flags;
		bool by_vtime;
	} placed;
	/* The queue in which it waits, and its neighbours there. */
	struct dsq *dsq;
	struct task *next, *previous;

	/* Figures: CPU time, ns; how often it woke; waits after it woke, and the longest of all. */
	u64 used, woken;
	struct hist waits;
	u64 longest;
	/* Since when it waits, and whether it woke then. */
	u64 waits_since;
	bool woke;
};

struct cpu {
	struct task *runs; /* NULL: it idles */
	struct dsq local;
	/* It is in the kernel's mask of idle CPUs. */
	bool idle;
	bool resched;
	/* Until when the CPU time of the task that runs is charged. */
	u64 charged;
};

struct machine {
	u32 nr_cpus, nr_llcs, nr_tasks;
	u64 now, tick, next_tick;
	/* The CPU on which the present callback runs, and how far its clock is behind, ns. */
	s32 here;
	u64 behind;
	u64 seed;
	/* Called after all that happens at one moment, to see that something always holds. */
	void (*always)(void);
	struct cpu cpu[MACHINE_CPUS];
	struct task task[MACHINE_TASKS];
};
extern struct machine machine;

/* From here on, all that is random follows from @seed. */
void machine_seed(u64 seed);
/* A machine that has just started, with @policy in charge; its CPUs are dealt out to the LLCs. */
void machine_start(u32 cpus, u32 llcs, u32 hz, u32 policy);
/* Let @ns pass. */
void machine_run(u64 ns);
/* Forget the figures of all tasks. */
void machine_count_anew(void);
/* A random number from @low to @high, from the machine's seed. */
u64 machine_random(u64 low, u64 high);

/*
 * A new task on @cpu, or on any if that is negative: then the first to ask. @pinned confines it to
 * @cpu. It wakes at once.
 */
struct task *task_start(int nice, u64 run, u64 sleep, s32 cpu, bool pinned,
			struct sim_cgroup *cgroup);
static inline struct task *hog_start(int nice)
{
	return task_start(nice, 0, 0, -1, false, NULL);
}
void task_renice(struct task *t, int nice);
void task_end(struct task *t);
/* @cgroup is new, below @parent; NULL: below the root. */
void cgroup_start(struct sim_cgroup *cgroup, struct sim_cgroup *parent, u32 weight);

/* kernel.c, for machine.c */

static inline struct task *task_of(struct task_struct *p)
{
	return (struct task *)p;
}
void kernel_start(void);
/* Put @t where the callback that has just ended placed it; false if it did not. */
bool kernel_settle(struct task *t);
void dsq_remove(struct task *t);
/* The mask of idle CPUs: take @cpu out of it, true if it was in. */
bool kernel_claim(s32 cpu);

#endif
