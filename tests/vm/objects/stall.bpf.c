/* SPDX-License-Identifier: GPL-2.0 */
/* The suite with a fault: it loses every task whose name begins with "stall". */
#include "policies.h"
#include "bpf/vclock.bpf.h"

static __always_inline bool is_victim(const struct task_struct *p)
{
	return p->comm[0] == 's' && p->comm[1] == 't' && p->comm[2] == 'a' && p->comm[3] == 'l' &&
	       p->comm[4] == 'l';
}

#define X(id, name, aliases, summary)                                                              \
	static __always_inline s32 lossy_##name##_select_cpu(                                      \
		struct task_struct *p, struct task_ctx *tc, s32 cpu, u64 wake_flags)               \
	{                                                                                          \
		return is_victim(p) ? cpu : name##_select_cpu(p, tc, cpu, wake_flags);             \
	}                                                                                          \
	static __always_inline void lossy_##name##_enqueue(                                        \
		struct task_struct *p, struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc,           \
		bool joins, u64 enq_flags)                                                         \
	{                                                                                          \
		if (!is_victim(p))                                                                 \
			name##_enqueue(p, tc, cpu, cc, joins, enq_flags);                          \
	}
POLICIES(X)
#undef X

/* From here on the suite calls the lossy functions. */
#define fifo_select_cpu lossy_fifo_select_cpu
#define fifo_enqueue lossy_fifo_enqueue
#define weighted_select_cpu lossy_weighted_select_cpu
#define weighted_enqueue lossy_weighted_enqueue
#define latency_select_cpu lossy_latency_select_cpu
#define latency_enqueue lossy_latency_enqueue

#include "suite.bpf.c"
