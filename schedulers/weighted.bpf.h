/* SPDX-License-Identifier: GPL-2.0 */
/*
 * weighted: weighted virtual time.
 *
 * 1. Measured: the virtual time of each task, which is the CPU time it has used divided by its
 *    weight; see vclock.bpf.h. The weight is that of nice and of its cgroups: group.bpf.h.
 * 2. Order: the task with the least virtual time runs next. So busy tasks get CPU time in
 *    proportion to their weights, over any number of turns. A task that slept keeps a credit of at
 *    most credit_us: it runs soon after it wakes, and cannot save up for a long stretch alone.
 * 3. Slice: slice_us for every task. Slices end at ticks: at 250 Hz this one ends at the first, one
 *    of 4 ms at the second, and shares are as coarse as a turn. A task that is still first when its
 *    slice ends goes on.
 * 4. Preemption: a task that wakes takes its CPU from a task that is lead_us ahead of it in virtual
 *    time. Among tasks of like weight none is that far ahead in one turn. A task of small weight is
 *    soon: beside background work, a woken task does not wait for the end of a turn.
 * 5. Bound: no task is further behind the clock of its queue than VCLOCK_LAG nor further ahead than
 *    VCLOCK_DEBT, and a task that has waited for OVERDUE runs next.
 * 6. Good where shares matter: batch work under different nice values, many users on one machine.
 *    Bad where waking tasks must run at once: a wakeup waits for the rest of a running slice if no
 *    CPU is idle. `latency` is for that.
 */
#ifndef SCHEDULERS_WEIGHTED_BPF_H
#define SCHEDULERS_WEIGHTED_BPF_H

#include "policy.bpf.h"

TUNABLE(weighted, slice_us, 2800, 100, 1000000, "how long a task runs in one turn");
TUNABLE(weighted, credit_us, 4000, 0, 1000000, "the most credit a task keeps while it sleeps");
TUNABLE(weighted, lead_us, 16000, 0, 1000000,
	"a task gives way to a woken one of which it is this far ahead");

static __always_inline u64 weighted_slice(const struct task_ctx *tc)
{
	return weighted_slice_us * NSEC_PER_USEC;
}

static __always_inline u64 weighted_credit(void)
{
	return weighted_credit_us * NSEC_PER_USEC;
}

static __always_inline s32 weighted_select_cpu(struct task_struct *p, struct task_ctx *tc,
					       s32 prev_cpu, u64 wake_flags)
{
	return vclock_select_cpu(p, tc, prev_cpu, wake_flags, weighted_slice(tc),
				 weighted_credit());
}

/* Should @tc, which has just been woken, take the CPU of @cc? */
static __always_inline bool weighted_preempts(const struct task_ctx *tc, const struct cpu_ctx *cc)
{
	return cc->run_from && !cc->asked &&
	       vclock_lead(tc, cc) > (s64)(weighted_lead_us * NSEC_PER_USEC);
}

static __always_inline void weighted_enqueue(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					     struct cpu_ctx *cc, bool joins, u64 enq_flags)
{
	vclock_place(p, tc, cpu, cc, joins, weighted_credit());
	if (enqueue_direct(p, tc, cpu, cc, joins, weighted_slice(tc), enq_flags)) {
		vclock_forgive(tc, cc, 0);
		return;
	}
	if (joins && weighted_preempts(tc, cc)) {
		enqueue_preempting(p, tc, cc, weighted_slice(tc), enq_flags);
		return;
	}
	enqueue_by_key(p, tc, cpu, tc->vtime, weighted_slice(tc), enq_flags);
}

static __always_inline bool weighted_keeps(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   struct cpu_ctx *cc)
{
	return !comes_before(tc->policy, cpu, cc, vclock_now(tc, cc));
}

static __always_inline void weighted_stopping(struct task_struct *p, struct task_ctx *tc, u64 used,
					      bool runnable)
{
	tc->vtime += vclock_scale(used, tc->share.weight);
}

static const struct policy weighted = {
	.slice = weighted_slice,
	.select_cpu = weighted_select_cpu,
	.enqueue = weighted_enqueue,
	.keeps = weighted_keeps,
	.renew = vclock_renew,
	.running = vclock_running,
	.stopping = weighted_stopping,
	.served = vclock_served,
};

#endif
