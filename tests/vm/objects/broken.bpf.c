/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The suite with a fault: a task whose name begins with "break" is inserted into a queue that does
 * not exist, so the kernel ejects the scheduler.
 */
#include "policy.bpf.h"

#define NO_SUCH_QUEUE 0xdead

static __always_inline bool is_trigger(const struct task_struct *p)
{
	return p->comm[0] == 'b' && p->comm[1] == 'r' && p->comm[2] == 'e' && p->comm[3] == 'a' &&
	       p->comm[4] == 'k';
}

static __always_inline s32 broken_select_cpu(const struct policy *policy, struct task_struct *p,
					     struct task_ctx *tc, s32 cpu, u64 wake_flags)
{
	return is_trigger(p) ? cpu : policy_select_cpu(policy, p, tc, cpu, wake_flags);
}

static __always_inline void broken_enqueue(const struct policy *policy, struct task_struct *p,
					   struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc,
					   bool joins, u64 enq_flags)
{
	if (is_trigger(p))
		dsq_insert(p, NO_SUCH_QUEUE, 1000000, enq_flags);
	else
		policy_enqueue(policy, p, tc, cpu, cc, joins, enq_flags);
}

/* From here on the suite calls the broken functions, under every policy. */
#define policy_select_cpu broken_select_cpu
#define policy_enqueue broken_enqueue

#include "suite.bpf.c"
