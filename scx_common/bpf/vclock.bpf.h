/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Weighted virtual time: the arithmetic that `weighted` and `latency` share.
 *
 * A task's vtime advances by the CPU time it uses times 1024 / weight, so tasks with equal vtime
 * have had CPU time in proportion to their weights. Each queue has a clock: the largest vtime with
 * which a task from it began to run. A task that joins a queue after sleeping, or from another
 * queue, is placed near that clock; a task that stayed runnable keeps the vtime it earned, or the
 * heavy user of a CPU would be forgiven what it owes at every turn.
 *
 * Nobody is ever further from the clock than a bound, or it would make all others wait, or wait
 * itself. Behind: a task whose weight is worth more than the one CPU it can use; the queue of a CPU
 * as a whole, as pinned tasks that crowd it advance more slowly than the LLC. Ahead: a task of
 * small weight that had a CPU for itself. How long that can be in time is overdue.bpf.h's.
 *
 * Virtual time as a service order: start-time fair queueing, Goyal, Vin and Cheng (1996); bounding
 * what a sleeper may claim is the place_entity() idea of the kernel's fair class.
 */
#ifndef SCX_COMMON_BPF_VCLOCK_BPF_H
#define SCX_COMMON_BPF_VCLOCK_BPF_H

#include "bpf/balance.bpf.h"
#include "weight.h"

/*
 * How far behind the clock a task may be that did not sleep, ns of vtime; a heavy one less, as it
 * may keep a CPU for so long times weight / 1024. More than what comes of slices that end late.
 */
#define VCLOCK_LAG (200 * NSEC_PER_MSEC)
#define VCLOCK_LAG_WALL (2000 * NSEC_PER_MSEC)

/* How far ahead of the clock, ns of vtime. */
#define VCLOCK_DEBT (8000 * NSEC_PER_MSEC)

static __always_inline bool before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* Wall time to virtual time at @weight, in 1/WEIGHT_UNIT. */
static __always_inline u64 vclock_scale(u64 ns, u32 weight)
{
	return ns * (WEIGHT_NICE_0 * WEIGHT_UNIT) / (weight ?: 1);
}

static __always_inline void vclock_advance(u64 *clock, u64 vtime)
{
	if (before(*clock, vtime))
		*clock = vtime;
}

/* The clock of the queue of @tc: its LLC's, or that of @cc, the CPU it is pinned to. */
static __always_inline u64 *vclock_of(const struct task_ctx *tc, struct cpu_ctx *cc, u32 policy)
{
	struct llc_ctx *llc = &llcs[tc->llc & (MAX_LLCS - 1)];

	policy &= MAX_POLICIES - 1;
	return tc->pinned ? &cc->clock[policy] : &llc->clock[policy];
}

/* @vtime, but not behind @clock for more than a task of @weight may be. */
static __always_inline u64 vclock_not_behind(u64 vtime, u64 clock, u32 weight)
{
	u64 least = clock - VCLOCK_LAG, wall = clock - vclock_scale(VCLOCK_LAG_WALL, weight);

	if (before(least, wall))
		least = wall;
	return before(vtime, least) ? least : vtime;
}

/* @vtime, but not ahead of @clock for more than a task may be. */
static __always_inline u64 vclock_not_ahead(u64 vtime, u64 clock)
{
	u64 most = clock + VCLOCK_DEBT;

	return before(most, vtime) ? most : vtime;
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

/* @key of @tc in its queue on the CPU of @cc, as compared to the keys of the LLC's queue. */
static __always_inline u64 vclock_compared(const struct task_ctx *tc, const struct cpu_ctx *cc,
					   u64 key)
{
	return tc->pinned ? key + cc->shift[tc->policy & (MAX_POLICIES - 1)] : key;
}

/* Virtual time of the present run of @tc, ns. */
static __always_inline u64 vclock_used(const struct task_ctx *tc)
{
	return vclock_scale(now_ns() - tc->run_from, tc->weight);
}

/*
 * The vtime of a running task, with what it has used of its present run, as compared to the keys of
 * the LLC's queue.
 */
static __always_inline u64 vclock_now(const struct task_ctx *tc, struct cpu_ctx *cc)
{
	u64 vtime = tc->vtime + vclock_used(tc);
	u32 policy = tc->policy & (MAX_POLICIES - 1);

	vclock_shift(cc, tc->llc, policy, VCLOCK_LAG);
	vtime = vclock_not_behind(vtime, *vclock_of(tc, cc, policy), tc->weight);
	return vclock_compared(tc, cc, vtime);
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
		if (tc->home != cpu)
			old = cpu_ctx(tc->home) ?: cc;
		ahead = tc->vtime - *vclock_of(tc, old, policy);
	}
	if (queue_assign(p, tc, cpu, cc)) {
		tc->vtime = *vclock_of(tc, cc, policy) + ahead;
		joins = true;
	}
	/* Nobody who is pinned here waits or runs: what their queue lagged behind is nobody's. */
	if (tc->pinned && joins && !(cc->run_from && cc->run_pinned) && !cpu_waiting(policy, cc))
		vclock_shift(cc, tc->llc, policy, 0);
	clock = *vclock_of(tc, cc, policy);
	if (!joins)
		tc->vtime = vclock_not_behind(tc->vtime, clock, tc->weight);
	else if (before(tc->vtime, clock - credit))
		tc->vtime = clock - credit;
	tc->vtime = vclock_not_ahead(tc->vtime, clock);
}

/*
 * Nobody waits for what @tc owes: it got an idle CPU, or goes on because there is nobody else. So
 * it owes nothing, and the clock will not run ahead with it. @used: vtime of its present run, ns.
 */
static __always_inline void vclock_forgive(struct task_ctx *tc, struct cpu_ctx *cc, u64 used)
{
	u64 most = *vclock_of(tc, cc, tc->policy) - used;

	if (before(most, tc->vtime))
		tc->vtime = most;
}

/*
 * @tc goes on for another slice, @alone if nothing else waits for its CPU. Only a second time makes
 * sure of that: what another CPU puts back is in no queue for a moment, and ticks come together.
 */
static __always_inline void vclock_renew(struct task_ctx *tc, struct cpu_ctx *cc, bool alone)
{
	if (alone && cc->run_alone)
		vclock_forgive(tc, cc, vclock_used(tc));
	cc->run_alone = alone;
}

/* The ops.select_cpu() of both: as in select_idle(), with a place in virtual time on that CPU. */
static __always_inline s32 vclock_select_cpu(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					     u64 wake_flags, u64 slice, u64 credit)
{
	struct cpu_ctx *cc;

	if (!select_idle(p, tc, &cpu, wake_flags, slice))
		return cpu;
	cc = cpu_ctx(cpu);
	if (!cc)
		return cpu;
	vclock_place(p, tc, cpu, cc, true, credit);
	vclock_forgive(tc, cc, 0);
	return cpu;
}

/*
 * How well the queue of @llc was served since this was asked last: virtual time that its clock went
 * on, ns. See balance.bpf.h.
 */
static __always_inline s64 vclock_served(u32 policy, u32 llc)
{
	struct llc_ctx *lc = &llcs[llc & (MAX_LLCS - 1)];
	u64 clock = lc->clock[policy & (MAX_POLICIES - 1)];
	s64 served = clock - lc->clock_then;

	lc->clock_then = clock;
	return llc_waiting(policy, llc) ? served : SERVED_BEST;
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
	cc->run_alone = false;
	if (tc->overdue)
		vclock_forgive(tc, cc, 0); /* or the clock would run ahead with it */
	if (tc->pinned) {
		vclock_advance(&cc->clock[policy], tc->vtime);
		vclock_shift(cc, llc, policy, VCLOCK_LAG);
		vclock_advance(clock, tc->vtime + cc->shift[policy]);
	} else {
		vclock_advance(clock, tc->vtime);
	}
}

#endif
