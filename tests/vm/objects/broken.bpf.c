/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The suite with a fault: a task whose name begins with "break" is inserted into a queue that does
 * not exist, so the kernel ejects the scheduler.
 */
#include "policies.h"
#include "bpf/vclock.bpf.h"

#define NO_SUCH_QUEUE 0xdead

static __always_inline bool is_trigger(const struct task_struct *p)
{
	return p->comm[0] == 'b' && p->comm[1] == 'r' && p->comm[2] == 'e' && p->comm[3] == 'a' &&
	       p->comm[4] == 'k';
}

#define X(id, name, aliases, summary)                                                              \
	static __always_inline s32 broken_##name##_select_cpu(                                     \
		struct task_struct *p, struct task_ctx *tc, s32 cpu, u64 wake_flags)               \
	{                                                                                          \
		return is_trigger(p) ? cpu : name##_select_cpu(p, tc, cpu, wake_flags);            \
	}                                                                                          \
	static __always_inline void broken_##name##_enqueue(                                       \
		struct task_struct *p, struct task_ctx *tc, s32 cpu, struct cpu_ctx *cc,           \
		bool joins, u64 enq_flags)                                                         \
	{                                                                                          \
		if (is_trigger(p))                                                                 \
			dsq_insert(p, NO_SUCH_QUEUE, 1000000, enq_flags);                          \
		else                                                                               \
			name##_enqueue(p, tc, cpu, cc, joins, enq_flags);                          \
	}
POLICIES(X)
#undef X

/* From here on the suite calls the broken functions. */
#define fifo_select_cpu broken_fifo_select_cpu
#define fifo_enqueue broken_fifo_enqueue
#define weighted_select_cpu broken_weighted_select_cpu
#define weighted_enqueue broken_weighted_enqueue
#define latency_select_cpu broken_latency_select_cpu
#define latency_enqueue broken_latency_enqueue

#include "suite.bpf.c"
