/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Weighted virtual time: the arithmetic that `weighted` and `latency` share.
 *
 * A task's vtime advances by the CPU time it uses times 100 / weight, so tasks with equal vtime
 * have had CPU time in proportion to their weights. Each queue has a clock: the largest vtime with
 * which a task from it began to run. A task that joins a queue after sleeping, or from another
 * queue, is placed near that clock; a task that stayed runnable keeps the vtime it earned, whatever
 * the clock says, or the heavy user of a CPU would be forgiven what it owes at every turn.
 *
 * Virtual time as a service order: start-time fair queueing, Goyal, Vin and Cheng (1996); bounding
 * what a sleeper may claim is the place_entity() idea of the kernel's fair class.
 */
#ifndef SCX_COMMON_VCLOCK_BPF_H
#define SCX_COMMON_VCLOCK_BPF_H

#include "queue.bpf.h"

/* A task that comes from another queue may be this far ahead of the clock, ns of vtime. */
#define VCLOCK_MAX_DEBT 1000000000ULL

static __always_inline bool before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* Wall time to virtual time at @weight (1..10000, 100 is nice 0). */
static __always_inline u64 vclock_scale(u64 ns, u32 weight)
{
	return ns * 100 / (weight ?: 1);
}

static __always_inline void vclock_advance(u64 *clock, u64 vtime)
{
	if (before(*clock, vtime))
		*clock = vtime;
}

/* The vtime of a running task, with what it has used of its present run. */
static __always_inline u64 vclock_now(const struct task_struct *p, const struct task_ctx *tc)
{
	return tc->vtime + vclock_scale(now_ns() - tc->run_from, p->scx.weight);
}

/*
 * The clock of the queue of @tc. An LLC's clock leads: it also follows the pinned tasks of its
 * CPUs. The clock of a CPU's own queue may lag behind it while pinned tasks crowd that CPU, and
 * catches up when the queue is empty.
 */
static __always_inline u64 *vclock_of(struct task_ctx *tc, struct cpu_ctx *cc, u32 policy)
{
	struct llc_ctx *llc = &llcs[tc->llc & (MAX_LLCS - 1)];

	policy &= MAX_POLICIES - 1;
	return tc->pinned ? &cc->clock[policy] : &llc->clock[policy];
}

/*
 * Choose the queue for @p, about to wait on @cpu, and its place in virtual time there. @joins: it
 * was not runnable until now. @credit: how far behind the clock it may then be, ns of vtime.
 */
static __always_inline void vclock_place(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 struct cpu_ctx *cc, bool joins, u64 credit)
{
	u32 policy = tc->policy & (MAX_POLICIES - 1);
	struct cpu_ctx *old = cc;
	u64 ahead = 0, *clock;

	if (tc->llc != QUEUE_NONE) {
		if (tc->cpu != cpu)
			old = cpu_ctx(tc->cpu) ?: cc;
		ahead = tc->vtime - *vclock_of(tc, old, policy);
	}
	if (queue_assign(p, tc, cpu)) {
		clock = vclock_of(tc, cc, policy);
		if ((s64)ahead > (s64)VCLOCK_MAX_DEBT)
			ahead = VCLOCK_MAX_DEBT;
		tc->vtime = *clock + ahead;
		joins = true;
	}
	if (!joins)
		return;
	clock = vclock_of(tc, cc, policy);
	if (tc->pinned && !scx_bpf_dsq_nr_queued(cpu_queue(policy, cpu)))
		vclock_advance(clock, llcs[tc->llc & (MAX_LLCS - 1)].clock[policy]);
	if (before(tc->vtime, *clock - credit))
		tc->vtime = *clock - credit;
}

/* @p begins to run on @cpu: bring it onto that LLC's clock and move the clocks on. */
static __always_inline void vclock_running(struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc)
{
	u32 policy = tc->policy & (MAX_POLICIES - 1), llc = llc_of(cpu);
	u64 *clock = &llcs[llc].clock[policy];

	if (tc->llc == QUEUE_NONE) {
		tc->vtime = *clock;
	} else if (tc->llc != llc) {
		/* Pulled from another LLC; a pinned task never is. */
		tc->vtime += *clock - llcs[tc->llc & (MAX_LLCS - 1)].clock[policy];
	}
	tc->llc = llc;
	vclock_advance(clock, tc->vtime);
	if (tc->pinned)
		vclock_advance(&cc->clock[policy], tc->vtime);
}

#endif
