/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The watch: waits of single tasks, kept only while a program looks at them.
 *
 * A program that reads the task iterator keeps the watch going: each reading renews it. Without a
 * reading for WATCH_LEASE the watch ends by itself, whatever became of the reader. A new watch
 * counts from zero: a task's figures of an older watch are dropped when the task waits next. While
 * there is no watch, the cost is one comparison for each run of a task.
 */
#ifndef SCX_COMMON_BPF_WATCH_BPF_H
#define SCX_COMMON_BPF_WATCH_BPF_H

#include "abi.h"
#include "bpf/kernel.bpf.h"

/* How long a watch lasts without a reading: longer than any sensible interval of a monitor. */
#define WATCH_LEASE (10000 * NSEC_PER_MSEC)

/* Number of the present watch, or of the last one. */
volatile u32 watch SEC(".data.watch") = 0;
/* When the watch was renewed last, CLOCK_MONOTONIC, ns; user space stores 0 to end it. */
volatile u64 watch_at SEC(".data.watch") = 0;

static __always_inline bool watched(u64 now)
{
	u64 at = watch_at;

	return at && now - at < WATCH_LEASE;
}

/* A program has looked: the watch goes on, or a new one begins. */
static __always_inline void watch_renew(u64 now)
{
	if (!watched(now))
		watch++;
	watch_at = now;
}

/* A task has waited for @ns: add that to its waits @w. */
static __always_inline void watch_wait(struct task_waits *w, u64 ns)
{
	u32 bucket = ns ? hist_log2(ns) : 0, i;

	if (w->watch != watch) {
		w->watch = watch;
		w->count = 0;
		w->sum = 0;
		w->worst = 0;
		for (i = 0; i < TASK_BUCKETS; i++)
			w->bucket[i] = 0;
	}
	w->count++;
	w->sum += ns;
	if (ns > w->worst)
		w->worst = ns;
	__asm__("" : "+r"(bucket)); /* as in hist_record() */
	if (bucket >= TASK_BUCKETS)
		bucket = TASK_BUCKETS - 1;
	w->bucket[bucket]++;
}

/* Write @p with its @waits to the reader of an iterator, if it has waited in this watch. */
static __always_inline void watch_emit(struct seq_file *seq, struct task_struct *p,
				       const struct task_waits *waits, u32 weight, u32 policy)
{
	struct task_record record = {};

	if (waits->watch != watch || !waits->count)
		return;
	record.pid = p->pid;
	record.tgid = p->tgid;
	BPF_CORE_READ_STR_INTO(&record.comm, p, comm);
	record.nice = p->static_prio - NICE_0_PRIO;
	record.weight = weight;
	record.policy = policy;
	record.waits = *waits;
	bpf_seq_write(seq, &record, sizeof(record));
}

#endif
