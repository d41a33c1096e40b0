/* SPDX-License-Identifier: GPL-2.0 */
/*
 * latency: short waits for tasks that sleep and wake, without giving up shares.
 *
 * 1. Measured: virtual time as in `weighted` (vclock.bpf.h), and the burst of each task, which is
 *    the CPU time it uses between two sleeps: of this burst so far, and on average. A task whose
 *    burst reaches hog_us is a hog; a task whose burst is below burst_us is short. A task is brief
 *    if a usual turn on its CPU takes brief_ratio times as long as its burst. In a crowd of tasks
 *    of one kind none is.
 * 2. Order: the task with the least virtual time runs next, but a hog queues as if it had
 *    patience_us more. Every hog has the same patience, so shares among hogs stay those of their
 *    weights. It stands for the later deadline that a long request has in earliest eligible virtual
 *    deadline first (Stoica and Abdel-Wahab, 1995). A deadline that grows with every task's burst
 *    was tried and is worse: readers of a pipe overtake its writers and then find one message
 *    instead of many. The same happens where hog_us is so short that writers are hogs (8 ms in
 *    hackbench by sockets). So only a brief task queues as if it had patience_us less: it does not
 *    wait for all of a crowd that is not like it.
 *    Sleep earns no credit, unlike in `weighted`: a task that wakes is placed at the clock, before
 *    all hogs. Where the tasks of a crowd each come with a credit, one that has used up its own
 *    waits until all of them have used up theirs.
 *    Short bursts have a rebate: they are charged charge_pct percent of the time they took, so that
 *    a server of many small requests is not stopped at the share of one hog.
 * 3. Slice: slice_us for every task, which ends at the first tick at 250 Hz and the third at 1000.
 * 4. Preemption: a short task that wakes takes its CPU from a hog, if the task comes before the hog
 *    in virtual time. Other tasks are about to sleep anyway, and a switch costs more than the
 *    wait. How long the hog has run does not matter: where it had to run for 0.25 ms first, a task
 *    that was woken earlier waited for the next tick, and one that is always woken just after a
 *    tick did so each time.
 *    In a crowd, where more than crowd_per_cpu tasks wait for each CPU, there is neither this
 *    preemption nor a rebate: such a machine works for throughput, a task that wakes has to wait
 *    for others than the hog, and with a rebate the readers of a socket come before its writers and
 *    find one message instead of many.
 *    A brief task takes its CPU from every task that has run for grace_us, also in a crowd: such a
 *    task may run for long yet.
 * 5. Bound: that of `weighted`. charge_pct is at least 50, so a hog has at least half of its fair
 *    share beside any number of tasks that pretend to be short.
 * 6. Good for desktops, games, request servers beside batch work; nice keeps its meaning.
 *    Bad for hogs beside many short tasks: they change CPUs and stop more often than under
 *    `weighted`. A task that sleeps little but must never wait should be SCHED_FIFO.
 */
#ifndef SCHEDULERS_LATENCY_BPF_H
#define SCHEDULERS_LATENCY_BPF_H

#include "policy.bpf.h"

TUNABLE(latency, slice_us, 2800, 100, 1000000, "how long a task runs in one turn");
TUNABLE(latency, hog_us, 16000, 100, 1000000,
	"a task that runs this long without sleeping is a hog");
TUNABLE(latency, patience_us, 8000, 0, 1000000, "how far behind all other tasks a hog queues");
TUNABLE(latency, burst_us, 2000, 0, 1000000,
	"a task that runs less than this between sleeps may preempt a hog; 0: none may");
TUNABLE(latency, crowd_per_cpu, 4, 0, 1000,
	"no rebate, and only brief tasks preempt, while more tasks than this wait for each CPU");
TUNABLE(latency, brief_ratio, 20, 1, 1000000,
	"a task is brief if a usual turn is this many times as long as its bursts");
TUNABLE(latency, grace_us, 300, 0, 1000000, "a brief task preempts none that has run for less");
TUNABLE(latency, charge_pct, 60, 50, 100, "percent of their time that short bursts are charged");

struct latency_task {
	/* CPU time since the task last woke, ns. */
	u64 burst;
	/* CPU time between two sleeps, moving average, ns. */
	u64 avg_burst;
};
OWN_TASK(latency, 0)

struct latency_cpu {
	/* CPU time of a turn here, an average in which each turn counts by its length, ns. */
	u64 turn;
	/* A hog runs; while a task of another policy runs: ran before it. */
	bool hog;
};
OWN_CPU(latency)

/* The average over turns is one over so much CPU time: about 67 ms, in powers of two of 1 ns. */
#define LATENCY_TURNS_SHIFT 26

/* The burst of a task: that of now if it is already longer than its usual ones, ns. */
static __always_inline u64 latency_burst(const struct task_ctx *tc)
{
	const struct latency_task *t = latency_task(tc);

	return t->avg_burst > t->burst ? t->avg_burst : t->burst;
}

static __always_inline bool latency_is_hog(const struct task_ctx *tc)
{
	return latency_burst(tc) >= latency_hog_us * NSEC_PER_USEC;
}

static __always_inline u64 latency_slice(const struct task_ctx *tc)
{
	return latency_slice_us * NSEC_PER_USEC;
}

static __always_inline bool latency_is_short(const struct task_ctx *tc)
{
	return latency_burst(tc) < latency_burst_us * NSEC_PER_USEC;
}

/* Is a turn of @tc brief beside what is usual on the CPU of @cc? */
static __always_inline bool latency_is_brief(const struct task_ctx *tc, const struct cpu_ctx *cc)
{
	return latency_burst(tc) * latency_brief_ratio < latency_cpu(cc)->turn;
}

/* The key under which a task at @vtime queues on the CPU of @cc. */
static __always_inline u64 latency_key(const struct task_ctx *tc, const struct cpu_ctx *cc,
				       u64 vtime)
{
	u64 patience = latency_patience_us * NSEC_PER_USEC;

	if (latency_is_hog(tc))
		return vtime + patience;
	return latency_is_brief(tc, cc) ? vtime - patience : vtime;
}

/* Is there a crowd in the queue of @tc? */
static __always_inline bool latency_crowded(const struct task_ctx *tc)
{
	return queue_depth(tc) > latency_crowd_per_cpu * cpus_per_llc();
}

static __always_inline s32 latency_select_cpu(struct task_struct *p, struct task_ctx *tc,
					      s32 prev_cpu, u64 wake_flags)
{
	return vclock_select_cpu(p, tc, prev_cpu, wake_flags, latency_slice(tc), 0);
}

/* Should @tc, which has just been woken, take the CPU of @cc? */
static __always_inline bool latency_preempts(const struct task_ctx *tc, const struct cpu_ctx *cc)
{
	bool may;

	if (!cc->run_from || cc->asked)
		return false;
	may = (latency_cpu(cc)->hog && latency_is_short(tc) && !latency_crowded(tc)) ||
	      (latency_is_brief(tc, cc) &&
	       elapsed(cc->run_from, tc->wait_from) > latency_grace_us * NSEC_PER_USEC);
	return may && vclock_lead(tc, cc) + (s64)(latency_patience_us * NSEC_PER_USEC) > 0;
}

static __always_inline void latency_enqueue(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					    struct cpu_ctx *cc, bool joins, u64 enq_flags)
{
	u64 slice = latency_slice(tc);

	vclock_place(p, tc, cpu, cc, joins, 0);
	if (enqueue_direct(p, tc, cpu, cc, joins, slice, enq_flags)) {
		vclock_forgive(tc, cc, 0);
		return;
	}
	if (joins && latency_preempts(tc, cc)) {
		enqueue_preempting(p, tc, cc, slice, enq_flags);
		return;
	}
	enqueue_by_key(p, tc, cpu, latency_key(tc, cc, tc->vtime), slice, enq_flags);
}

static __always_inline bool latency_keeps(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					  struct cpu_ctx *cc)
{
	return !comes_before(tc->policy, cpu, cc, latency_key(tc, cc, vclock_now(tc, cc)));
}

static __always_inline void latency_running(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					    struct cpu_ctx *cc)
{
	vclock_running(p, tc, cpu, cc);
	latency_cpu(cc)->hog = latency_is_hog(tc);
}

/* A turn on the CPU of @cc took @used ns. */
static __always_inline void latency_turned(struct cpu_ctx *cc, u64 used)
{
	u64 *turn = &latency_cpu(cc)->turn, most = 1ULL << LATENCY_TURNS_SHIFT;

	if (used > most)
		used = most;
	*turn = *turn + (used * used >> LATENCY_TURNS_SHIFT) -
		(*turn * used >> LATENCY_TURNS_SHIFT);
}

static __always_inline void latency_stopping(struct task_struct *p, struct task_ctx *tc, u64 used,
					     bool runnable)
{
	struct latency_task *t = latency_task(tc);
	struct cpu_ctx *cc = cpu_ctx(tc->cpu);

	if (cc)
		latency_turned(cc, used);
	t->burst += used;
	if (latency_is_short(tc) && !latency_crowded(tc))
		used = used * latency_charge_pct / 100;
	tc->vtime += vclock_scale(used, tc->share.weight);
	if (runnable)
		return;
	t->avg_burst = t->avg_burst - t->avg_burst / 4 + t->burst / 4;
	t->burst = 0;
}

static const struct policy latency = {
	.slice = latency_slice,
	.select_cpu = latency_select_cpu,
	.enqueue = latency_enqueue,
	.keeps = latency_keeps,
	.renew = vclock_renew,
	.running = latency_running,
	.stopping = latency_stopping,
	.served = vclock_served,
};

#endif
