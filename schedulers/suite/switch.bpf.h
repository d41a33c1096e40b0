/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which policy is in charge, and how it takes over from another one while the machine runs.
 *
 * A task keeps the policy it was queued under until it is queued again, so `active` may change at
 * any time: the queues of the old policy are drained while the new one is already served.
 */
#ifndef SCHEDULERS_SUITE_SWITCH_BPF_H
#define SCHEDULERS_SUITE_SWITCH_BPF_H

#include "policies.h"
#include "bpf/queue.bpf.h"

/* The policy in charge: one store by the loader switches. */
volatile u32 active SEC(".data.control") = 0;
/* The policy that made the last decision, and when it made its first: CLOCK_MONOTONIC, ns. */
volatile u32 decided SEC(".data.control") = 0;
volatile u64 decided_at SEC(".data.control") = 0;
/* Raised at each switch, and by who queued a task under a policy that had just been replaced. */
volatile u32 drain_seq SEC(".data.control") = 0;

/* A queue of an old policy is served at every DRAIN_EVERY-th turn, or second if turns are long. */
#define DRAIN_EVERY 4
#define DRAIN_NS (20 * NSEC_PER_MSEC)

enum {
#define X(id, name, aliases, summary) | 1U << id
	POLICY_MASK = 0 POLICIES(X),
#undef X
};

/* The active policy; a number that is no policy counts as the first one. */
static __always_inline u32 active_policy(void)
{
	u32 policy = active;

	return policy < MAX_POLICIES && (POLICY_MASK & 1U << policy) ? policy : 0;
}

/* Latch the active policy for a task that is about to be placed. */
static __always_inline u32 latch(struct task_ctx *tc)
{
	u32 policy = active_policy();

	if (tc->policy != policy) {
		tc->policy = policy;
		tc->llc = QUEUE_NONE; /* virtual times mean nothing to another policy */
	}
	if (decided != policy) {
		decided_at = bpf_ktime_get_ns();
		decided = policy;
	}
	return policy;
}

/* May queues of other policies than @policy still hold tasks for this CPU? */
static __always_inline bool must_drain(const struct cpu_ctx *cc, u32 policy)
{
	return cc->drained_for != policy || cc->drained_seq != drain_seq;
}

static __always_inline bool anything_waits(s32 cpu, const struct cpu_ctx *cc)
{
	u32 llc = llc_of(cpu), waiting = 0;

#define X(id, name, aliases, summary) waiting |= cpu_waiting(id, cc) | llc_waiting(id, llc);
	POLICIES(X)
#undef X
	return waiting;
}

/* Is it the turn of the old queues, whatever waits in the new ones? */
static __always_inline bool old_turn(struct cpu_ctx *cc)
{
	u64 now = now_ns();
	u32 turn = ++cc->drain_turn;

	if (turn % DRAIN_EVERY && (turn % 2 || now - cc->drained_at < DRAIN_NS))
		return false;
	cc->drained_at = now;
	return true;
}

/* Take a task that is still queued under another policy than @policy. */
static __always_inline bool drain(u32 policy, s32 cpu, struct cpu_ctx *cc)
{
	u32 seq = drain_seq;

#define X(id, name, aliases, summary)                                                              \
	if (policy != id && take(id, cpu, cc)) {                                                   \
		COUNT(id, drained);                                                                \
		return true;                                                                       \
	}
	POLICIES(X)
#undef X
	cc->drained_for = policy;
	cc->drained_seq = seq;
	return false;
}

#endif
