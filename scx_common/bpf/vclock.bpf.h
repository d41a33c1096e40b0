/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Weighted virtual time: the arithmetic that `weighted` and `latency` share.
 *
 * The vtime of a task advances by the CPU time that the task uses times 1024 / weight, so tasks
 * with equal vtime have had CPU time in proportion to their weights. Each queue has a clock: the
 * largest vtime with which a task from that queue began to run. A task that joins a queue, after a
 * sleep or from another queue, is placed near the clock of that queue. A task that stayed runnable
 * keeps the vtime it has earned; otherwise the heavy user of a CPU would be forgiven its debt at
 * every turn.
 *
 * A bound holds each task near the clock, on both sides. A task far behind the clock would make all
 * others wait: a task whose weight is worth more than the one CPU it can use is one, and so is the
 * whole queue of a CPU that is crowded with pinned tasks, whose clock advances more slowly than its
 * LLC's. A task far ahead of the clock would itself wait: a task of small weight that had a CPU for
 * itself is one. How long that can be in time is bounded by overdue.bpf.h.
 *
 * Virtual time as an order of service: start-time fair queueing, Goyal, Vin and Cheng (1996). The
 * bound on what a sleeper may claim is the idea of place_entity() in the kernel's fair class.
 */
#ifndef SCX_COMMON_BPF_VCLOCK_BPF_H
#define SCX_COMMON_BPF_VCLOCK_BPF_H

#include "bpf/balance.bpf.h"
#include "weight.h"

/*
 * How far behind the clock a task may be that did not sleep, ns of vtime. Less for a heavy task,
 * which may keep a CPU for that long times weight / 1024. Both are more than what comes of slices
 * that end late.
 */
#define VCLOCK_LAG (200 * NSEC_PER_MSEC)
#define VCLOCK_LAG_WALL (2000 * NSEC_PER_MSEC)

/* How far ahead of the clock a task may be, ns of vtime. */
#define VCLOCK_DEBT (8000 * NSEC_PER_MSEC)

/* Wall time @ns as virtual time at @weight, in 1/WEIGHT_UNIT. */
static __always_inline u64 vclock_scale(u64 ns, u32 weight)
{
	return ns * (WEIGHT_NICE_0 * WEIGHT_UNIT) / (weight ?: 1);
}

static __always_inline void vclock_advance(u64 *clock, u64 vtime)
{
	if (before(*clock, vtime))
		*clock = vtime;
}

/* The clock of the queue of @tc: its LLC's, or that of @cc, the CPU to which the task is pinned. */
static __always_inline u64 *vclock_of(const struct task_ctx *tc, struct cpu_ctx *cc, u32 policy)
{
	struct llc_policy *llc = llc_policy(tc->queue.llc, policy);

	return tc->queue.pinned ? &cpu_policy(cc, policy)->clock : &llc->clock;
}

/* @vtime, but no further behind @clock than a task of @weight may be. */
static __always_inline u64 vclock_not_behind(u64 vtime, u64 clock, u32 weight)
{
	u64 least = clock - VCLOCK_LAG, wall = clock - vclock_scale(VCLOCK_LAG_WALL, weight);

	if (before(least, wall))
		least = wall;
	return before(vtime, least) ? least : vtime;
}

/* @vtime, but no further ahead of @clock than a task may be. */
static __always_inline u64 vclock_not_ahead(u64 vtime, u64 clock)
{
	u64 most = clock + VCLOCK_DEBT;

	return before(most, vtime) ? most : vtime;
}

/*
 * Bring the clock of the own queue of @cc to at most @behind, ns of vtime, behind that of its LLC.
 * A shift of all its keys does that, so their order stays.
 */
static __always_inline void vclock_shift(struct cpu_ctx *cc, u32 llc, u32 policy, u64 behind)
{
	struct cpu_policy *own = cpu_policy(cc, policy);
	u64 least = llc_policy(llc, policy)->clock - behind - own->clock;

	if (before(own->shift, least))
		own->shift = least;
}

/* @key of @tc in its queue on the CPU of @cc, as it compares with keys of the LLC's queue. */
static __always_inline u64 vclock_compared(const struct task_ctx *tc, const struct cpu_ctx *cc,
					   u64 key)
{
	return tc->queue.pinned ? key + cpu_policy(cc, tc->policy)->shift : key;
}

/* Virtual time of the present run of @tc, ns. */
static __always_inline u64 vclock_used(const struct task_ctx *tc)
{
	return vclock_scale(elapsed(tc->run_from, now_ns()), tc->share.weight);
}

/*
 * The vtime of a running task, with what the task has used of its present run, as it compares with
 * keys of the LLC's queue.
 */
static __always_inline u64 vclock_now(const struct task_ctx *tc, struct cpu_ctx *cc)
{
	u64 vtime = tc->vtime + vclock_used(tc);
	u32 policy = tc->policy;

	vclock_shift(cc, tc->queue.llc, policy, VCLOCK_LAG);
	vtime = vclock_not_behind(vtime, *vclock_of(tc, cc, policy), tc->share.weight);
	return vclock_compared(tc, cc, vtime);
}

/*
 * Choose the queue for @p, which is about to wait on @cpu, and its place in virtual time there.
 * @joins: the task was not runnable until now; it may then be @credit ns of vtime behind the clock.
 */
static __always_inline void vclock_place(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 struct cpu_ctx *cc, bool joins, u64 credit)
{
	struct cpu_ctx *old = cc;
	u64 ahead = 0, clock;

	if (tc->queue.llc != QUEUE_NONE) {
		if (tc->queue.home != cpu)
			old = cpu_ctx(tc->queue.home) ?: cc;
		ahead = tc->vtime - *vclock_of(tc, old, tc->policy);
	}
	if (queue_assign(p, tc, cpu, cc)) {
		tc->vtime = *vclock_of(tc, cc, tc->policy) + ahead;
		joins = true;
	}
	/* No pinned task waits or runs here: what their queue lagged behind belongs to no task. */
	if (tc->queue.pinned && joins && !(cc->run_from && cc->run.pinned) &&
	    !cpu_waiting(tc->policy, cc))
		vclock_shift(cc, tc->queue.llc, tc->policy, 0);
	clock = *vclock_of(tc, cc, tc->policy);
	if (!joins)
		tc->vtime = vclock_not_behind(tc->vtime, clock, tc->share.weight);
	else if (before(tc->vtime, clock - credit))
		tc->vtime = clock - credit;
	tc->vtime = vclock_not_ahead(tc->vtime, clock);
}

/*
 * No other task waits for what @tc owes: the task got an idle CPU, or goes on as the only one. So
 * its debt is forgiven, and the clock does not run ahead with it. @used: vtime of its present run,
 * ns.
 */
static __always_inline void vclock_forgive(struct task_ctx *tc, struct cpu_ctx *cc, u64 used)
{
	u64 most = *vclock_of(tc, cc, tc->policy) - used;

	if (before(most, tc->vtime))
		tc->vtime = most;
}

/*
 * The renew of both policies: @p goes on for another slice, @alone if no other task waits for its
 * CPU; then the debt of @p is forgiven. Only a second time in a row makes sure of that: a task that
 * another CPU puts back is in no queue for a moment, and the ticks of all CPUs come together.
 */
static __always_inline void vclock_renew(struct task_struct *p, struct task_ctx *tc,
					 struct cpu_ctx *cc, bool alone)
{
	if (alone && cc->run.alone)
		vclock_forgive(tc, cc, vclock_used(tc));
	cc->run.alone = alone;
}

/* The select_cpu of both policies: select_idle(), with a place in virtual time on that CPU. */
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
 * The served of both policies: the virtual time by which the clock of the queue of @llc has
 * advanced since the last call, ns.
 */
static __always_inline s64 vclock_served(u32 policy, u32 llc)
{
	u64 clock = llc_policy(llc, policy)->clock;
	s64 served = clock - llc_ctx(llc)->clock_then;

	llc_ctx(llc)->clock_then = clock;
	return llc_waiting(policy, llc) ? served : SERVED_BEST;
}

/*
 * The running of both policies: bring @p onto the clock of the LLC of @cpu, and advance the clocks.
 */
static __always_inline void vclock_running(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   struct cpu_ctx *cc)
{
	u32 policy = tc->policy, llc = llc_of(cpu);
	u64 *clock = &llc_policy(llc, policy)->clock;

	if (tc->queue.llc == QUEUE_NONE) {
		tc->queue.pinned = false;
		tc->vtime = *clock;
	} else if (tc->queue.llc != llc && !tc->queue.pinned) {
		/* Taken from another LLC. */
		tc->vtime += *clock - llc_policy(tc->queue.llc, policy)->clock;
	}
	tc->queue.llc = llc;
	cc->run.pinned = tc->queue.pinned;
	cc->run.alone = false;
	if (tc->overdue)
		vclock_forgive(tc, cc, 0); /* or the clock would run ahead with it */
	if (tc->queue.pinned) {
		vclock_advance(&cpu_policy(cc, policy)->clock, tc->vtime);
		vclock_shift(cc, llc, policy, VCLOCK_LAG);
		vclock_advance(clock, tc->vtime + cpu_policy(cc, policy)->shift);
	} else {
		vclock_advance(clock, tc->vtime);
	}
}

#endif
