/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract of a policy.
 *
 * A policy NAME is the file schedulers/NAME.bpf.h, which includes this one and ends in
 *
 *	static const struct policy NAME = { .slice = ..., .enqueue = ..., ... };
 *
 * and its two lines in policies.h. It defines `slice` and `enqueue` and, of the other operations,
 * those in which it differs from the defaults below, as fifo.bpf.h does.
 * The suite calls an operation as the kernel calls its callback, after it has done what is the same
 * for all policies: accounting, cgroups' weights, hotplug, the switch from one policy to another.
 *
 * What an operation is given:
 *
 *	p	the task, of the kernel's
 *	tc	what the suite keeps for the task: state.bpf.h. tc->policy is this policy's id.
 *	cpu	a CPU's number
 *	cc	what the suite keeps for that CPU
 *
 * What a policy keeps for itself: OWN_TASK() and OWN_CPU() of state.bpf.h for each task and CPU,
 * TUNABLE() of tunable.bpf.h for what a user sets. What it may call:
 *
 *	select_idle()		in select_cpu: an idle CPU, and the task on it at once
 *	queue_assign()		in enqueue, first: which queue the task belongs to
 *	enqueue_direct()	in enqueue, then: past the queues, for pinned tasks and idle CPUs
 *	enqueue_by_key()	in enqueue, last: into the queue; the smallest key is served first
 *	comes_before()		in keeps: does a task with a smaller key wait for this CPU?
 *	queue_depth(), cpus_per_llc(), llc_waiting()	anywhere: how long queues are
 *	vclock_...()		weighted virtual time: vclock.bpf.h
 *	now_ns(), COUNT(), before(), dsq_insert()	as their comments say
 *
 * Operations run with a lock of the kernel's held: they cannot sleep, loops need bpf_for() or a
 * constant bound, and a callback with all that it calls has 512 bytes of stack.
 */
#ifndef SCHEDULERS_POLICY_BPF_H
#define SCHEDULERS_POLICY_BPF_H

#include "bpf/balance.bpf.h"
#include "bpf/tunable.bpf.h"
#include "bpf/vclock.bpf.h"

struct policy {
	/* How long a turn of the task of @tc is, ns; the task waits or runs. Required. */
	u64 (*slice)(const struct task_ctx *tc);

	/*
	 * @p wakes. Return a CPU for it, near @prev_cpu, on which it ran last; if that CPU is
	 * idle, insert @p there at once, and enqueue is not called. Not called for a task that is
	 * confined to one CPU.
	 * Default: an idle CPU of the same LLC, else of any, by the kernel's own choice.
	 */
	s32 (*select_cpu)(struct task_struct *p, struct task_ctx *tc, s32 prev_cpu, u64 wake_flags);

	/*
	 * @p is runnable and on @cpu, that of @cc. Place it: insert it into exactly one DSQ.
	 * @joins: it was not runnable until now; else its turn has ended and it goes on waiting, or
	 * it was moved. tc->wait_from is set: the time since which it waits. Hand @enq_flags on.
	 * Required.
	 */
	void (*enqueue)(struct task_struct *p, struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc,
			bool joins, u64 enq_flags);

	/*
	 * The slice of @p is over on @cpu, that of @cc, and @p could go on; @p is in no queue. True
	 * if it is still before all tasks that wait for this CPU, and has another turn at once.
	 * Default: false, every task that waits comes before.
	 */
	bool (*keeps)(struct task_struct *p, struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc);

	/*
	 * @p goes on for another turn on the CPU of @cc: @alone, as no other task waits for that
	 * CPU, or because of keeps. Default: nothing is noted.
	 */
	void (*renew)(struct task_struct *p, struct task_ctx *tc, struct cpu_ctx *cc, bool alone);

	/*
	 * @p begins to run on @cpu, that of @cc. tc->run_from is set, tc->wait_from is 0, tc->cpu
	 * is still the CPU of its last run. Default: nothing is noted.
	 */
	void (*running)(struct task_struct *p, struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc);

	/*
	 * @p stops running after @used ns on tc->cpu. @runnable: it could go on; else it sleeps,
	 * exits or leaves. Default: nothing is noted.
	 */
	void (*stopping)(struct task_struct *p, struct task_ctx *tc, u64 used, bool runnable);

	/*
	 * How well the queue of @llc under @policy, this policy's id, was served since the last
	 * call, in a unit of the policy's: the larger, the better. Every 0.1 s on a machine with
	 * several LLCs; the best served takes tasks from the worst, see balance.bpf.h.
	 * Default: the shorter queue is the better served, right where all turns are equally long.
	 */
	s64 (*served)(u32 policy, u32 llc);
};

/* A call of this that the compiler cannot prove dead stops the build with the sentence. */
void policy_incomplete(void)
	__attribute__((error("a policy has to define slice and enqueue: schedulers/policy.bpf.h")));

/*
 * The operations as the suite calls them, with their defaults. @policy is a constant at each call:
 * what is left of it are direct calls, or nothing.
 */
static __always_inline u64 policy_slice(const struct policy *policy, const struct task_ctx *tc)
{
	if (!policy->slice)
		policy_incomplete();
	return policy->slice(tc);
}

static __always_inline s32 policy_select_cpu(const struct policy *policy, struct task_struct *p,
					     struct task_ctx *tc, s32 prev_cpu, u64 wake_flags)
{
	if (policy->select_cpu)
		return policy->select_cpu(p, tc, prev_cpu, wake_flags);
	select_idle(p, tc, &prev_cpu, wake_flags, policy_slice(policy, tc));
	return prev_cpu;
}

static __always_inline void policy_enqueue(const struct policy *policy, struct task_struct *p,
					   struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc,
					   bool joins, u64 enq_flags)
{
	if (!policy->enqueue)
		policy_incomplete();
	policy->enqueue(p, tc, cpu, cc, joins, enq_flags);
}

static __always_inline bool policy_keeps(const struct policy *policy, struct task_struct *p,
					 struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc)
{
	return policy->keeps && policy->keeps(p, tc, cpu, cc);
}

/* Returns the slice of the new turn, ns. */
static __always_inline u64 policy_renew(const struct policy *policy, struct task_struct *p,
					struct task_ctx *tc, struct cpu_ctx *cc, bool alone)
{
	if (policy->renew)
		policy->renew(p, tc, cc, alone);
	return policy_slice(policy, tc);
}

static __always_inline void policy_running(const struct policy *policy, struct task_struct *p,
					   struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc)
{
	if (policy->running)
		policy->running(p, tc, cpu, cc);
}

static __always_inline void policy_stopping(const struct policy *policy, struct task_struct *p,
					    struct task_ctx *tc, u64 used, bool runnable)
{
	if (policy->stopping)
		policy->stopping(p, tc, used, runnable);
}

static __always_inline s64 policy_served(const struct policy *policy, u32 id, u32 llc)
{
	return policy->served ? policy->served(id, llc) : -(s64)llc_waiting(id, llc);
}

/* Last: it includes the policies, which include this file and need all of the above. */
#include "policies.h"

#endif
