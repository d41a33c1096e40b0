/* SPDX-License-Identifier: GPL-2.0 */
/*
 * latency: short waits for tasks that sleep and wake, without giving up shares.
 *
 * Three ideas:
 * - Virtual deadlines. Tasks are served by vtime (see vclock.bpf.h) plus the CPU time they usually
 *   use between two sleeps: of two tasks with equal claims the one that will be done sooner goes
 *   first. Earliest virtual deadline first: Stoica and Abdel-Wahab (1995).
 * - Credit by wakeup rate. How far behind the clock a task may wake up grows with how often it
 *   wakes: a task that wakes a thousand times a second depends on short waits, one that wakes once
 *   a second hardly does. The idea is that of scx_bpfland and scx_flash, where the credit
 *   multiplies without a bound; here it is bounded by credit_us, and only placed on a wakeup.
 * - Preemption, rarely. A task that wakes takes the CPU it is on from a running hog if its bursts
 *   are short, its deadline is earlier, and the hog has run for a minimum time. Everything else
 *   waits for the end of a slice; slices shrink as the queue grows.
 *
 * Good for desktops, games, request servers beside batch work. CPU time is charged by weight as in
 * `weighted`, so nice keeps its meaning.
 *
 * Bad for pure throughput: shorter slices and preemptions cost context switches. A task that sleeps
 * little but must never wait should be SCHED_FIFO, not under this policy.
 */
#ifndef SCHEDULERS_LATENCY_BPF_H
#define SCHEDULERS_LATENCY_BPF_H

#include "vclock.bpf.h"

TUNABLE(latency, slice_us, 4000, 100, 1000000, "how long a task runs when nobody else waits");
TUNABLE(latency, slice_min_us, 500, 50, 1000000, "shortest slice, when many wait");
TUNABLE(latency, credit_us, 20000, 0, 1000000, "how far behind the others a frequent waker may be");
TUNABLE(latency, burst_us, 1000, 0, 1000000,
	"a task that runs shorter than this between sleeps may preempt; 0: no preemption");
TUNABLE(latency, granularity_us, 500, 0, 1000000, "a running task keeps its CPU at least so long");

/* Wakeups a second from which a task has all of its credit. */
#define LATENCY_FULL_RATE 256

/* A task's slice: its part of slice_us among those who wait, but not below slice_min_us. */
static __always_inline u64 latency_slice(struct task_ctx *tc, s32 cpu)
{
	s32 waiting = scx_bpf_dsq_nr_queued(queue_of(tc, tc->policy, cpu));
	u64 slice = latency_slice_us * NSEC_PER_USEC, least = latency_slice_min_us * NSEC_PER_USEC;

	if (waiting > 0)
		slice /= (u32)waiting + 1;
	return slice > least ? slice : least;
}

static __always_inline void latency_place(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					  bool joins)
{
	u32 rate = tc->wake_rate < LATENCY_FULL_RATE ? tc->wake_rate : LATENCY_FULL_RATE;
	u64 credit = latency_credit_us * NSEC_PER_USEC * rate / LATENCY_FULL_RATE;
	struct cpu_ctx *cc = cpu_ctx(cpu);

	if (cc)
		vclock_place(p, tc, cpu, cc, joins, credit);
}

/*
 * The deadline of a task at @vtime: what it may need until it sleeps comes on top, at most a slice.
 * A task that has not slept for long is expected to go on.
 */
static __always_inline u64 latency_deadline(struct task_struct *p, struct task_ctx *tc, u64 vtime)
{
	u64 burst = tc->avg_burst > tc->burst ? tc->avg_burst : tc->burst;
	u64 most = latency_slice_us * NSEC_PER_USEC;

	return vtime + vclock_scale(burst < most ? burst : most, p->scx.weight);
}

/* Moving average of the wakeups a second, from the time since the last one. */
static __always_inline void latency_woken(struct task_ctx *tc)
{
	u64 interval = tc->wait_from - tc->woken_at;
	u32 rate = 1000000000ULL / (interval > 1000 ? interval : 1000);

	tc->wake_rate = tc->wake_rate - tc->wake_rate / 4 + rate / 4;
	tc->woken_at = tc->wait_from;
}

static __always_inline s32 latency_select_cpu(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					      u64 wake_flags)
{
	if (select_idle(p, tc, &cpu, wake_flags, latency_slice_us * NSEC_PER_USEC)) {
		latency_woken(tc);
		latency_place(p, tc, cpu, true);
		vclock_forgive(tc, cpu, 0);
	}
	return cpu;
}

/* Should @tc, just woken on @cpu with @deadline, take the CPU from what runs there? */
static __always_inline bool latency_preempts(struct task_struct *p, struct task_ctx *tc,
					     struct cpu_ctx *cc, u64 deadline)
{
	u64 run_from = cc->run_from, ran;

	if (!run_from || cc->asked || tc->avg_burst >= latency_burst_us * NSEC_PER_USEC)
		return false;
	ran = tc->wait_from - run_from;
	if ((s64)ran < (s64)(latency_granularity_us * NSEC_PER_USEC))
		return false;
	/* Equals share by turns: only a task with clearly longer bursts makes room. */
	if (cc->run_burst + ran < 2 * tc->avg_burst)
		return false;
	return before(deadline, cc->run_key + vclock_scale(ran, cc->run_weight));
}

static __always_inline void latency_enqueue(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					    bool joins, u64 enq_flags)
{
	struct cpu_ctx *cc = cpu_ctx(cpu);
	u64 deadline, slice;

	if (joins)
		latency_woken(tc);
	latency_place(p, tc, cpu, joins);
	slice = latency_slice(tc, cpu);
	if (enqueue_direct(p, tc, cpu, joins, slice, enq_flags)) {
		vclock_forgive(tc, cpu, 0);
		return;
	}
	deadline = latency_deadline(p, tc, tc->vtime);
	if (joins && cc && latency_preempts(p, tc, cc, deadline)) {
		cc->asked = true;
		dsq_insert(p, SCX_DSQ_LOCAL, slice,
			   enq_flags | kernel_flag(scx_enq_flags, SCX_ENQ_PREEMPT));
		COUNT(tc->policy, local_direct);
		COUNT(tc->policy, preempted);
		return;
	}
	enqueue_by_key(p, tc, cpu, deadline, slice, enq_flags);
}

static __always_inline bool latency_keeps(struct task_struct *p, struct task_ctx *tc, s32 cpu)
{
	u64 deadline = latency_deadline(p, tc, vclock_now(p, tc, cpu));

	return !comes_before(tc->policy, cpu, deadline);
}

static __always_inline u64 latency_renew(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 bool alone)
{
	if (alone)
		vclock_forgive(tc, cpu, vclock_used(p, tc));
	return latency_slice_us * NSEC_PER_USEC;
}

static __always_inline void latency_running(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					    struct cpu_ctx *cc)
{
	vclock_running(tc, cpu, cc);
	cc->run_key = latency_deadline(p, tc, tc->vtime);
	cc->run_burst = tc->avg_burst;
	cc->run_weight = p->scx.weight;
}

static __always_inline void latency_stopping(struct task_struct *p, struct task_ctx *tc, u64 used,
					     bool runnable)
{
	tc->vtime += vclock_scale(used, p->scx.weight);
	tc->burst += used;
	if (runnable)
		return;
	tc->avg_burst = tc->avg_burst - tc->avg_burst / 4 + tc->burst / 4;
	tc->burst = 0;
}

#endif
