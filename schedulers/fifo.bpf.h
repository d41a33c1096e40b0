/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fifo: first in, first out.
 *
 * A task that finds an idle CPU runs there at once; otherwise tasks run in the order in which they
 * became runnable, each for one slice, then go to the end of the line.
 *
 * Good for throughput: little work for each decision, long slices, few preemptions. Every task is
 * served within the time that the tasks ahead of it need, so nothing starves.
 *
 * Bad where waiting hurts or weights matter: nice and cpu.weight are ignored, and a task that wakes
 * waits behind every CPU hog in front of it, up to a slice for each.
 */
#ifndef SCHEDULERS_FIFO_BPF_H
#define SCHEDULERS_FIFO_BPF_H

#include "bpf/balance.bpf.h"

TUNABLE(fifo, slice_us, 5000, 100, 1000000, "how long a task runs before the next one's turn");

static __always_inline u64 fifo_slice(void)
{
	return fifo_slice_us * NSEC_PER_USEC;
}

static __always_inline s32 fifo_select_cpu(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   u64 wake_flags)
{
	select_idle(p, tc, &cpu, wake_flags, fifo_slice());
	return cpu;
}

static __always_inline void fifo_enqueue(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 struct cpu_ctx *cc, bool joins, u64 enq_flags)
{
	queue_assign(p, tc, cpu, cc);
	if (enqueue_direct(p, tc, cpu, cc, joins, fifo_slice(), enq_flags))
		return;
	/* The time of arrival as the key keeps the order between a CPU's queue and its LLC's. */
	enqueue_by_key(p, tc, cpu, tc->wait_from, fifo_slice(), enq_flags);
}

static __always_inline bool fifo_keeps(struct task_struct *p, struct task_ctx *tc, s32 cpu,
				       struct cpu_ctx *cc)
{
	return false;
}

static __always_inline u64 fifo_renew(struct task_struct *p, struct task_ctx *tc,
				      struct cpu_ctx *cc, bool alone)
{
	return fifo_slice();
}

static __always_inline void fifo_running(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 struct cpu_ctx *cc)
{
}

static __always_inline void fifo_stopping(struct task_struct *p, struct task_ctx *tc, u64 used,
					  bool runnable)
{
}

/* All get turns of the same length: the shorter line is the better one. */
static __always_inline s64 fifo_served(u32 policy, u32 llc)
{
	return -(s64)llc_waiting(policy, llc);
}

#endif
