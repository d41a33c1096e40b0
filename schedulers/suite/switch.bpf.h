/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which policy is in charge, and how another one takes over while the machine runs.
 *
 * A task keeps the policy under which it was queued until it is queued again, so `active` may
 * change at any time: the queues of the old policy are drained while the new policy is already
 * served.
 *
 * Policies are called here by name: policy_do(id, enqueue, ...) calls the operation of the policy
 * with that id, policy_ask(id, otherwise, keeps, ...) returns what it says, or `otherwise` if no
 * policy has the id. Each is one switch over all policies, as a BPF program has no calls by a
 * pointer.
 */
#ifndef SCHEDULERS_SUITE_SWITCH_BPF_H
#define SCHEDULERS_SUITE_SWITCH_BPF_H

#include "policy.bpf.h"

#define policy_do(id_, operation, arguments...)                                                    \
	do {                                                                                       \
		switch (id_) {                                                                     \
			POLICIES(POLICY_DO, operation, arguments)                                  \
		}                                                                                  \
	} while (0)
#define POLICY_DO(id_, name, aliases, summary, operation, arguments...)                            \
	case id_:                                                                                  \
		policy_##operation(&name, arguments);                                              \
		break;

#define policy_ask(id_, otherwise, operation, arguments...)                                        \
	({                                                                                         \
		typeof(otherwise) said_ = otherwise;                                               \
		switch (id_) {                                                                     \
			POLICIES(POLICY_ASK, operation, arguments)                                 \
		}                                                                                  \
		said_;                                                                             \
	})
#define POLICY_ASK(id_, name, aliases, summary, operation, arguments...)                           \
	case id_:                                                                                  \
		said_ = policy_##operation(&name, arguments);                                      \
		break;

/* The policy in charge: one store by the loader switches. */
volatile u32 active SEC(".data.control") = 0;
/* The policy that made the last decision, and when it made its first, CLOCK_MONOTONIC, ns. */
volatile u32 decided SEC(".data.control") = 0;
volatile u64 decided_at SEC(".data.control") = 0;
/* Raised at each switch, and when a task was queued under a policy that had just been replaced. */
volatile u32 drain_seq SEC(".data.control") = 0;

/* A queue of an old policy is served at every DRAIN_EVERY-th turn, or second if turns are long. */
#define DRAIN_EVERY 4
#define DRAIN_NS (20 * NSEC_PER_MSEC)

enum {
#define X(id, name, aliases, summary, with...) | 1U << id
	POLICY_MASK = 0 POLICIES(X),
#undef X
};

/* The id of the policy in charge; a number that no policy has counts as the first policy. */
static __always_inline u32 active_policy(void)
{
	u32 policy = active;

	return policy < MAX_POLICIES && (POLICY_MASK & 1U << policy) ? policy : 0;
}

/* Put a task that is about to be placed under the policy in charge, and return that policy's id. */
static __always_inline u32 latch(struct task_ctx *tc)
{
	u32 policy = active_policy();

	if (tc->policy != policy) {
		tc->policy = policy;
		tc->queue.llc = QUEUE_NONE; /* virtual times mean nothing to another policy */
	}
	if (decided != policy) {
		decided_at = bpf_ktime_get_ns();
		decided = policy;
	}
	return policy;
}

/* May queues of other policies than @policy still hold tasks for the CPU of @cc? */
static __always_inline bool must_drain(const struct cpu_ctx *cc, u32 policy)
{
	return cc->drain.policy != policy || cc->drain.seq != drain_seq;
}

static __always_inline bool anything_waits(s32 cpu, const struct cpu_ctx *cc)
{
	u32 llc = llc_of(cpu), waiting = 0;

#define X(id, name, aliases, summary, with...)                                                     \
	waiting |= cpu_waiting(id, cc) | llc_waiting(id, llc);
	POLICIES(X)
#undef X
	return waiting;
}

/* Is it the turn of the old queues, whatever waits in those of the policy in charge? */
static __always_inline bool old_turn(struct cpu_ctx *cc)
{
	u64 now = now_ns();
	u32 turn = ++cc->drain.turn;

	if (turn % DRAIN_EVERY && (turn % 2 || elapsed(cc->drain.at, now) < DRAIN_NS))
		return false;
	cc->drain.at = now;
	return true;
}

/* Take a task that is still queued under another policy than @policy. */
static __always_inline bool drain(u32 policy, s32 cpu, struct cpu_ctx *cc)
{
	u32 seq = drain_seq;

#define X(id, name, aliases, summary, with...)                                                     \
	if (policy != id && take(id, cpu, cc)) {                                                   \
		COUNT(id, drained);                                                                \
		return true;                                                                       \
	}
	POLICIES(X)
#undef X
	cc->drain.policy = policy;
	cc->drain.seq = seq;
	return false;
}

#endif
