/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Weighted virtual time: the arithmetic that `weighted` and `latency` share.
 *
 * A task's vtime advances by the CPU time it uses times 100 / weight, so tasks with equal vtime
 * have had CPU time in proportion to their weights. Each queue has a clock: the largest vtime with
 * which a task from it began to run. A task that joins a queue after sleeping, or from another
 * queue, is placed near that clock; a task that stayed runnable keeps the vtime it earned, or the
 * heavy user of a CPU would be forgiven what it owes at every turn.
 *
 * Nobody is ever further from the clock than a bound, or it would wait, or make others wait, until
 * the watchdog comes. Behind: a task whose weight is worth more than the one CPU it can use. Ahead:
 * a task of small weight that had a CPU for itself. A CPU's own queue as a whole: pinned tasks that
 * crowd it advance more slowly than the LLC does.
 *
 * Virtual time as a service order: start-time fair queueing, Goyal, Vin and Cheng (1996); bounding
 * what a sleeper may claim is the place_entity() idea of the kernel's fair class.
 */
#ifndef SCX_COMMON_VCLOCK_BPF_H
#define SCX_COMMON_VCLOCK_BPF_H

#include "queue.bpf.h"

/* How far a task, or a CPU's queue, may be behind its clock, ns of vtime. */
#define VCLOCK_LAG (50 * NSEC_PER_MSEC)

/* How far ahead: what it uses in so long, ns of wall time, within these bounds of vtime. */
#define VCLOCK_DEBT (10 * NSEC_PER_MSEC)
#define VCLOCK_DEBT_MIN (50 * NSEC_PER_MSEC)
#define VCLOCK_DEBT_MAX (1000 * NSEC_PER_MSEC)

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

/* The clock of the queue of @tc: its LLC's, or that of @cc, the CPU it is pinned to. */
static __always_inline u64 *vclock_of(struct task_ctx *tc, struct cpu_ctx *cc, u32 policy)
{
	struct llc_ctx *llc = &llcs[tc->llc & (MAX_LLCS - 1)];

	policy &= MAX_POLICIES - 1;
	return tc->pinned ? &cc->clock[policy] : &llc->clock[policy];
}

static __always_inline u64 vclock_bound(u64 vtime, u64 clock, u64 behind, u32 weight)
{
	u64 ahead = vclock_scale(VCLOCK_DEBT, weight);

	if (ahead < VCLOCK_DEBT_MIN)
		ahead = VCLOCK_DEBT_MIN;
	if (ahead > VCLOCK_DEBT_MAX)
		ahead = VCLOCK_DEBT_MAX;
	if (before(vtime, clock - behind))
		return clock - behind;
	return before(clock + ahead, vtime) ? clock + ahead : vtime;
}

/*
 * Bring the clock of the own queue of @cc up to that of its LLC by a shift of all its keys, so that
 * their order stays: to @behind of it, ns of vtime.
 */
static __always_inline void vclock_shift(struct cpu_ctx *cc, u32 llc, u32 policy, u64 behind)
{
	u64 least;

	policy &= MAX_POLICIES - 1;
	least = llcs[llc & (MAX_LLCS - 1)].clock[policy] - behind - cc->clock[policy];
	if (before(cc->shift[policy], least))
		cc->shift[policy] = least;
}

/*
 * The vtime of a running task, with what it has used of its present run, as compared to the keys of
 * the LLC's queue.
 */
static __always_inline u64 vclock_now(const struct task_struct *p, struct task_ctx *tc, s32 cpu)
{
	u64 vtime = tc->vtime + vclock_scale(now_ns() - tc->run_from, p->scx.weight);
	u32 policy = tc->policy & (MAX_POLICIES - 1);
	struct cpu_ctx *cc = cpu_ctx(cpu);

	if (!cc)
		return vtime;
	vclock_shift(cc, tc->llc, policy, VCLOCK_LAG);
	vtime = vclock_bound(vtime, *vclock_of(tc, cc, policy), VCLOCK_LAG, p->scx.weight);
	return tc->pinned ? vtime + cc->shift[policy] : vtime;
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
	u64 ahead = 0, clock;

	if (tc->llc != QUEUE_NONE) {
		if (tc->cpu != cpu)
			old = cpu_ctx(tc->cpu) ?: cc;
		ahead = tc->vtime - *vclock_of(tc, old, policy);
	}
	if (queue_assign(p, tc, cpu)) {
		tc->vtime = *vclock_of(tc, cc, policy) + ahead;
		joins = true;
	}
	/* Nobody who is pinned here waits or runs: what their queue lagged behind is nobody's. */
	if (tc->pinned && joins && !(cc->run_from && cc->run_pinned) &&
	    !scx_bpf_dsq_nr_queued(cpu_queue(policy, cpu)))
		vclock_shift(cc, tc->llc, policy, 0);
	clock = *vclock_of(tc, cc, policy);
	tc->vtime = vclock_bound(tc->vtime, clock, joins ? credit : VCLOCK_LAG, p->scx.weight);
}

/* @p got an idle CPU: nobody waits for what it owes, and the clock must not run ahead with it. */
static __always_inline void vclock_forgive(struct task_ctx *tc, s32 cpu)
{
	struct cpu_ctx *cc = cpu_ctx(cpu);
	u64 clock;

	if (!cc)
		return;
	clock = *vclock_of(tc, cc, tc->policy);
	if (before(clock, tc->vtime))
		tc->vtime = clock;
}

/* @p begins to run on @cpu: bring it onto that LLC's clock and move the clocks on. */
static __always_inline void vclock_running(struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc)
{
	u32 policy = tc->policy & (MAX_POLICIES - 1), llc = llc_of(cpu);
	u64 *clock = &llcs[llc].clock[policy];

	if (tc->llc == QUEUE_NONE) {
		tc->pinned = false;
		tc->vtime = *clock;
	} else if (tc->llc != llc && !tc->pinned) {
		/* Pulled from another LLC. */
		tc->vtime += *clock - llcs[tc->llc & (MAX_LLCS - 1)].clock[policy];
	}
	tc->llc = llc;
	cc->run_pinned = tc->pinned;
	if (tc->pinned) {
		vclock_advance(&cc->clock[policy], tc->vtime);
		vclock_shift(cc, llc, policy, VCLOCK_LAG);
		vclock_advance(clock, tc->vtime + cc->shift[policy]);
	} else {
		vclock_advance(clock, tc->vtime);
	}
}

#endif
