/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Accounting of the suite: how long tasks waited and ran, and what was done with them.
 *
 * Each CPU records what happens on it in its own copy of the statistics, without a lock, without
 * sampling, without a hash table. Dispatch latency is the time from the moment at which a task
 * becomes runnable to the moment at which it runs. suite.accounting=0 turns all of this off.
 */
#ifndef SCX_COMMON_BPF_ACCOUNT_BPF_H
#define SCX_COMMON_BPF_ACCOUNT_BPF_H

#include "bpf/kfuncs.bpf.h"
#include "bpf/state.bpf.h"
#include "bpf/tunable.bpf.h"
#include "bpf/watch.bpf.h"

TUNABLE(suite, accounting, 1, 0, 1,
	"1: count and measure for --interval and scx-monitor; 0: do not");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_POLICIES);
	__type(key, u32);
	__type(value, struct cpu_stats);
} stats SEC(".maps");

/* This CPU's statistics of @policy; NULL when nothing is to be counted. */
static __always_inline struct cpu_stats *policy_stats(u32 policy)
{
	return suite_accounting ? bpf_map_lookup_elem(&stats, &policy) : NULL;
}

#define COUNT(policy, counter)                                                                     \
	do {                                                                                       \
		struct cpu_stats *st_ = policy_stats(policy);                                      \
		if (st_)                                                                           \
			st_->count[COUNT_##counter]++;                                             \
	} while (0)

/* A task is about to be put into a queue that holds @waiting tasks. */
static __always_inline void account_queued(u32 policy, u32 waiting)
{
	struct cpu_stats *st = policy_stats(policy);

	if (!st)
		return;
	hist_record(&st->depth, waiting);
	st->count[COUNT_enqueued]++;
}

/* @tc begins to run on @cpu. */
static __always_inline void account_run(struct task_ctx *tc, s32 cpu, u64 now)
{
	struct cpu_stats *st = policy_stats(tc->policy);
	u64 waited;

	/* wait_from is 0 when the kernel placed the task itself, as it does with exiting tasks. */
	if (!st || !tc->wait_from)
		return;
	waited = elapsed(tc->wait_from, now);
	if (tc->cause < NR_WAIT_CAUSES)
		hist_record(&st->wait[tc->cause], waited);
	if (tc->cpu != cpu && tc->cpu >= 0)
		st->count[COUNT_migrated]++;
	if (watched(now))
		watch_wait(&tc->waits, waited);
}

/* @tc stops running after @used ns. */
static __always_inline void account_stop(const struct task_ctx *tc, u64 used)
{
	struct cpu_stats *st = policy_stats(tc->policy);

	if (st)
		hist_record(&st->ran, used);
}

#endif
