/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Balance between LLCs that are all busy.
 *
 * A CPU without work pulls from any LLC (take_far()). But where no CPU is without work, tasks of
 * one LLC may get far less than those of another, and stay there. So every BALANCE_EVERY the policy
 * says how well each LLC's queue was served since the last time, and the best served one takes from
 * the worst: its CPUs find the order at their next turns. One task where weights differ, more where
 * queues do, so that it takes a few rounds whatever the numbers are. Where they cannot be made
 * equal, as five tasks on four CPUs beside four on four, the odd one goes round.
 */
#ifndef SCX_COMMON_BPF_BALANCE_BPF_H
#define SCX_COMMON_BPF_BALANCE_BPF_H

#include "bpf/queue.bpf.h"

/* And so often is looked for a CPU that idles although it should not. */
#define BALANCE_EVERY (100 * NSEC_PER_MSEC)

/* For a queue in which nobody waits: no other one is served better. */
#define SERVED_BEST (1LL << 62)

static u64 balanced_at;

/* Is it time to look? For one CPU in each BALANCE_EVERY. */
static __always_inline bool balance_due(u64 now)
{
	u64 before = balanced_at;

	return now - before >= BALANCE_EVERY &&
	       __sync_val_compare_and_swap(&balanced_at, before, now) == before;
}

struct balance {
	s64 best_served, worst_served;
	u32 best, worst; /* LLCs; the worst one has tasks that wait */
};

/* @llc, with its queue under @policy, was @served so well. */
static __always_inline void balance_compare(struct balance *b, u32 policy, u32 llc, s64 served)
{
	if (served > b->best_served) {
		b->best_served = served;
		b->best = llc;
	}
	if (llc_waiting(policy, llc) && served < b->worst_served) {
		b->worst_served = served;
		b->worst = llc;
	}
}

/* All have been compared: let the best served take from the worst, if it is worth it. */
static __always_inline void balance_order(const struct balance *b, u32 policy)
{
	struct llc_ctx *best = &llcs[b->best & (MAX_LLCS - 1)];
	s32 longer;

	if (b->worst == b->best || b->best_served - b->worst_served <= b->worst_served >> 3)
		return;
	longer = llc_waiting(policy, b->worst) - llc_waiting(policy, b->best);
	best->pull_from = b->worst;
	best->pulls = longer > 4 ? longer / 4 : 1;
}

/* Take a task for @cpu from the LLC that its own is to relieve; false if there is no such order. */
static __always_inline bool balance_pull(u32 policy, s32 cpu)
{
	struct llc_ctx *llc;
	u32 pulls;

	if (nr_llcs < 2)
		return false;
	llc = &llcs[llc_of(cpu)];
	pulls = llc->pulls;
	if (!pulls)
		return false;
	llc->pulls = pulls - 1; /* two at once count as one, and never as less than none */
	return take_remote(policy, llc->pull_from);
}

#endif
