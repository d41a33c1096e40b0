/* SPDX-License-Identifier: GPL-2.0 */
/* The suite with a fault: it loses every task whose name begins with "stall". */
#include "policy.bpf.h"

static __always_inline bool is_victim(const struct task_struct *p)
{
	return p->comm[0] == 's' && p->comm[1] == 't' && p->comm[2] == 'a' && p->comm[3] == 'l' &&
	       p->comm[4] == 'l';
}

static __always_inline s32 lossy_select_cpu(const struct policy *policy, struct task_struct *p,
					    struct task_ctx *tc, s32 cpu, u64 wake_flags)
{
	return is_victim(p) ? cpu : policy_select_cpu(policy, p, tc, cpu, wake_flags);
}

static __always_inline void lossy_enqueue(const struct policy *policy, struct task_struct *p,
					  struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc,
					  bool joins, u64 enq_flags)
{
	if (!is_victim(p))
		policy_enqueue(policy, p, tc, cpu, cc, joins, enq_flags);
}

/* From here on the suite calls the lossy functions, under every policy. */
#define policy_select_cpu lossy_select_cpu
#define policy_enqueue lossy_enqueue

#include "suite.bpf.c"
