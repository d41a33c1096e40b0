/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Balance between LLCs that are all busy.
 *
 * A CPU without work takes a task from any LLC (take_far()). Where every CPU has work, the tasks of
 * one LLC may get far less than those of another and stay there. So every BALANCE_EVERY the policy
 * says how well each LLC's queue was served since the last time, and the LLC that was served best
 * is ordered to take from the one that was served worst: its CPUs find the order at their next
 * turns. They take one task where the weights differ and more where the lengths of the queues do,
 * so a few rounds are enough whatever the numbers are. Where LLCs cannot be equal, as with five
 * tasks on four CPUs beside four tasks on four, the odd task goes round.
 */
#ifndef SCX_COMMON_BPF_BALANCE_BPF_H
#define SCX_COMMON_BPF_BALANCE_BPF_H

#include "bpf/queue.bpf.h"

/* The pause between two looks at balance, and at CPUs that idle although they should not. */
#define BALANCE_EVERY (100 * NSEC_PER_MSEC)

/* What a policy says of a queue in which no task waits: no other queue is served better. */
#define SERVED_BEST (1LL << 62)

/* When balance was looked at last, ns. */
static u64 balanced_at;
/* How often it was: of LLCs that are equal another one comes first each time. */
static u32 balance_round;

/* Is it time to look? True for one CPU in each BALANCE_EVERY. */
static __always_inline bool balance_due(u64 now)
{
	u64 last = balanced_at;

	return elapsed(last, now) >= BALANCE_EVERY &&
	       __sync_val_compare_and_swap(&balanced_at, last, now) == last;
}

/* The LLCs served best and worst so far, and how well. Tasks wait in the worst one. */
struct balance {
	s64 best_served, worst_served;
	u32 best, worst;
};

/* Take @llc into account, whose queue under @policy was served so well as @served says. */
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

/* All are compared: order the best to take from the worst, if the difference is large. */
static __always_inline void balance_order(const struct balance *b, u32 policy)
{
	struct llc_ctx *best = llc_ctx(b->best);
	s32 longer;

	if (b->worst == b->best || b->best_served - b->worst_served <= b->worst_served >> 3)
		return;
	longer = llc_waiting(policy, b->worst) - llc_waiting(policy, b->best);
	best->balance.from = b->worst;
	best->balance.pulls = longer > 4 ? longer / 4 : 1;
}

/* Take a task for @cpu from the LLC that its own is to relieve; false if there is no such order. */
static __always_inline bool balance_pull(u32 policy, s32 cpu)
{
	struct llc_ctx *llc;
	u32 pulls;

	if (nr_llcs < 2)
		return false;
	llc = llc_ctx(llc_of(cpu));
	pulls = llc->balance.pulls;
	if (!pulls)
		return false;
	llc->balance.pulls = pulls - 1; /* two at once count as one, and never as less than none */
	return take_remote_busy(policy, llc->balance.from, cpu);
}

#endif
