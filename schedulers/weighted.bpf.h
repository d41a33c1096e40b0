/* SPDX-License-Identifier: GPL-2.0 */
/*
 * weighted: weighted virtual time.
 *
 * The runnable task with the least virtual time runs next, where virtual time is the CPU time a
 * task has used divided by its weight; see vclock.bpf.h. Busy tasks so get CPU time in proportion
 * to the weights of nice and of their cgroups (group.bpf.h), over any number of slices. A task that
 * slept may claim a bounded credit, so it runs soon after it wakes but cannot save up for a long
 * stretch alone.
 *
 * Good where shares matter: batch work under different nice values, many users on one machine.
 *
 * Bad where waking tasks must run at once: nothing is preempted before its slice ends, so a wakeup
 * waits for the rest of a running slice when no CPU is idle. Use `latency` there.
 */
#ifndef SCHEDULERS_WEIGHTED_BPF_H
#define SCHEDULERS_WEIGHTED_BPF_H

#include "bpf/vclock.bpf.h"

TUNABLE(weighted, slice_us, 4000, 100, 1000000,
	"how long a task runs before the order is looked at");
TUNABLE(weighted, credit_us, 4000, 0, 1000000, "how far behind the others a task may wake up");

static __always_inline u64 weighted_slice(void)
{
	return weighted_slice_us * NSEC_PER_USEC;
}

static __always_inline u64 weighted_credit(void)
{
	return weighted_credit_us * NSEC_PER_USEC;
}

static __always_inline s32 weighted_select_cpu(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					       u64 wake_flags)
{
	return vclock_select_cpu(p, tc, cpu, wake_flags, weighted_slice(), weighted_credit());
}

static __always_inline void weighted_enqueue(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					     struct cpu_ctx *cc, bool joins, u64 enq_flags)
{
	vclock_place(p, tc, cpu, cc, joins, weighted_credit());
	if (enqueue_direct(p, tc, cpu, cc, joins, weighted_slice(), enq_flags)) {
		vclock_forgive(tc, cc, 0);
		return;
	}
	enqueue_by_key(p, tc, cpu, tc->vtime, weighted_slice(), enq_flags);
}

static __always_inline bool weighted_keeps(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   struct cpu_ctx *cc)
{
	return !comes_before(tc->policy, cpu, cc, vclock_now(tc, cc));
}

static __always_inline u64 weighted_renew(struct task_struct *p, struct task_ctx *tc,
					  struct cpu_ctx *cc, bool alone)
{
	vclock_renew(tc, cc, alone);
	return weighted_slice();
}

static __always_inline void weighted_running(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					     struct cpu_ctx *cc)
{
	vclock_running(tc, cpu, cc);
}

static __always_inline void weighted_stopping(struct task_struct *p, struct task_ctx *tc, u64 used,
					      bool runnable)
{
	tc->vtime += vclock_scale(used, tc->weight);
}

static __always_inline s64 weighted_served(u32 policy, u32 llc)
{
	return vclock_served(policy, llc);
}

#endif
