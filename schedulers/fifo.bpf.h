/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fifo: first in, first out.
 *
 * 1. Measured: the time at which a task became runnable.
 * 2. Order: a task that finds an idle CPU runs there at once. All others run in the order in which
 *    they became runnable; a task whose turn is over goes to the end of the line.
 * 3. Slice: slice_us for every task.
 * 4. Preemption: none.
 * 5. Bound: a task waits for at most one slice of each task ahead of it, so none starves.
 * 6. Good for throughput: little work for each decision, long turns, few switches.
 *    Bad where waiting hurts or weights matter: nice and cpu.weight are ignored, and a task that
 *    wakes waits behind every CPU hog ahead of it, up to a slice for each.
 */
#ifndef SCHEDULERS_FIFO_BPF_H
#define SCHEDULERS_FIFO_BPF_H

#include "policy.bpf.h"

TUNABLE(fifo, slice_us, 5000, 100, 1000000, "how long a task runs in one turn");

static __always_inline u64 fifo_slice(const struct task_ctx *tc)
{
	return fifo_slice_us * NSEC_PER_USEC;
}

static __always_inline void fifo_enqueue(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 struct cpu_ctx *cc, bool joins, u64 enq_flags)
{
	queue_assign(p, tc, cpu, cc);
	if (enqueue_direct(p, tc, cpu, cc, joins, fifo_slice(tc), enq_flags))
		return;
	/* The time of arrival as the key keeps the order between a CPU's queue and its LLC's. */
	enqueue_by_key(p, tc, cpu, tc->wait_from, fifo_slice(tc), enq_flags);
}

static const struct policy fifo = {
	.slice = fifo_slice,
	.enqueue = fifo_enqueue,
};

#endif
