/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suite keeps for each task, CPU and LLC.
 *
 * A nested struct belongs to the file that its comment names. What a policy keeps for itself lies
 * in `own`, whose layout the policy's own file declares: see OWN_TASK() and OWN_CPU(). Times are
 * CLOCK_MONOTONIC in ns.
 */
#ifndef SCX_COMMON_BPF_STATE_BPF_H
#define SCX_COMMON_BPF_STATE_BPF_H

#include "abi.h"
#include "bpf/kernel.bpf.h"

#define WEIGHT_UNIT 256
#define QUEUE_NONE 0xffff

/*
 * Room for what a policy keeps for a task and for a CPU, in words of eight bytes, and how many
 * policies may keep something for tasks: machines have thousands of tasks, so each byte needs a
 * reason.
 */
#define OWN_TASK_SLOTS 4
#define OWN_TASK_WORDS 3
#define OWN_CPU_WORDS 5

struct task_ctx {
	/* Virtual time the task has consumed, ns, on the clock of its queue: vclock.bpf.h. */
	u64 vtime;
	/* When the task became runnable; 0 while it runs or sleeps. */
	u64 wait_from;
	/* When the present run of the task began; valid while it runs. */
	u64 run_from;
	/* Where the task waits, or waited last: queue.bpf.h. */
	struct {
		/* The CPU whose own queue it is; valid if pinned. */
		s32 home;
		/* The LLC whose queue or CPU it is; QUEUE_NONE before the first queue. */
		u16 llc;
		/* The task is confined to one CPU, and its vtime is on that CPU's clock. */
		bool pinned;
		/* The task is one of the `waiting` of that queue. */
		bool waits;
	} queue;
	/* What the task counts for beside others: group.bpf.h. */
	struct {
		/* The weight now, with its cgroups seen to, in 1/WEIGHT_UNIT of a weight. */
		u32 weight;
		/* The weight of its nice value; 1024 is nice 0. */
		u32 nice_weight;
		/* Its cgroup's place in groups[]. */
		u32 group;
		/* The task is part of the load of that group. */
		bool counted;
	} share;
	/* The CPU on which the task ran last; -1 before its first run. */
	s32 cpu;
	/* Id of the policy under which the task was placed last. */
	u8 policy;
	/* Why the task waits, enum wait_cause; valid while wait_from is set. */
	u8 cause;
	/* The task was taken before its turn, as it had waited for too long: overdue.bpf.h. */
	bool overdue;
	/* What each policy keeps for the task, see OWN_TASK(). */
	u64 own[OWN_TASK_SLOTS][OWN_TASK_WORDS];
	/* How long the task waited, for those who look: watch.bpf.h. */
	struct task_waits waits;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_ctx);
} tasks SEC(".maps");

/* NULL only for a task that never went through init_task. */
static __always_inline struct task_ctx *task_ctx(struct task_struct *p)
{
	return bpf_task_storage_get(&tasks, p, NULL, 0);
}

/* What a CPU keeps for one policy, on a cache line of its own. */
struct cpu_policy {
	/* Virtual time of the CPU's own queue, ns: vclock.bpf.h. */
	u64 clock;
	/* What a key of that queue needs added to compare with keys of the LLC's queue, ns. */
	u64 shift;
	/* How many tasks wait in that queue: queue.bpf.h. */
	u32 waiting;
	/* What the policy keeps for the CPU, see OWN_CPU(). */
	u64 own[OWN_CPU_WORDS];
};

struct cpu_ctx {
	struct cpu_policy policy[MAX_POLICIES];
	/* When the present run began on this CPU; 0 while the CPU idles. */
	u64 run_from;
	/* Tasks that have waited for too long: overdue.bpf.h. */
	struct {
		/* When to look for them next. */
		u64 look_at;
		/* Since when the one waits that has waited longest; valid if nr is not 0. */
		u64 since;
		/* How many the last look found. */
		u32 nr;
		/* look_at has come. */
		bool look;
	} overdue;
	/* The queues of policies that are no longer in charge: schedulers/suite/switch.bpf.h. */
	struct {
		/* When they had their last turn. */
		u64 at;
		/* The drain_seq up to which they were all found empty. */
		u32 seq;
		/* How many turns this CPU has had while they were not. */
		u32 turn;
		/* The policy in charge when they were found empty. */
		u8 policy;
	} drain;
	/* What runs now: vclock.bpf.h. */
	struct {
		/* It came from this CPU's own queue. */
		bool pinned;
		/* Nothing else waited for this CPU when its slice ended last. */
		bool alone;
	} run;
	/* A policy has asked what runs now to make room. */
	bool asked;
	/* This CPU goes offline or is offline: schedulers/suite/hotplug.bpf.h. */
	bool leaving;
	/* This CPU is in ops.cpu_release, which calls ops.enqueue: a program in a program. */
	bool releasing;
} __attribute__((aligned(64)));

/*
 * The loader makes it one entry for each CPU. It is not a per-CPU map: a look into another CPU's
 * part of such a map is a function call, a look into this one is a few instructions.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} cpus SEC(".maps");

/* State of @cpu, which may be another CPU; NULL for a number that no CPU can have. */
static __always_inline struct cpu_ctx *cpu_ctx(s32 cpu)
{
	u32 key = cpu;

	return bpf_map_lookup_elem(&cpus, &key);
}

/* What an LLC keeps for one policy. */
struct llc_policy {
	/* Virtual time of the LLC's queue, ns: vclock.bpf.h. */
	u64 clock;
	/* How many tasks wait in that queue: queue.bpf.h. */
	u32 waiting;
};

struct llc_ctx {
	/* The order to relieve another LLC: balance.bpf.h. */
	struct {
		/* How many tasks the CPUs of this LLC are still to take, */
		u32 pulls;
		/* and the LLC to take them from. */
		u32 from;
	} balance;
	/* The clock of the policy in charge when balance was looked at last: vclock.bpf.h. */
	u64 clock_then;
	struct llc_policy policy[MAX_POLICIES];
} __attribute__((aligned(64)));

struct llc_ctx llcs[MAX_LLCS];

/*
 * The masks below are for the verifier, which does not know that an id of a policy is below
 * MAX_POLICIES, nor that the loader gives no CPU or LLC beyond the last.
 */
static __always_inline struct cpu_policy *cpu_policy(const struct cpu_ctx *cc, u32 policy)
{
	return (struct cpu_policy *)&cc->policy[policy & (MAX_POLICIES - 1)];
}

static __always_inline struct llc_ctx *llc_ctx(u32 llc)
{
	return &llcs[llc & (MAX_LLCS - 1)];
}

static __always_inline struct llc_policy *llc_policy(u32 llc, u32 policy)
{
	return &llc_ctx(llc)->policy[policy & (MAX_POLICIES - 1)];
}

/*
 * OWN_TASK(latency, 0) in a policy's file, after its struct latency_task, defines latency_task(tc):
 * what that policy keeps for the task of @tc, in slot 0. No other policy has that slot, which the
 * compiler checks; 2 and 3 are for your own. All is 0 at first; a task that comes back from another
 * policy finds what was there when it left.
 */
#define OWN_TASK(name, slot)                                                                       \
	enum {                                                                                     \
		own_task_slot_##slot##_belongs_to_one_policy                                       \
	};                                                                                         \
	_Static_assert(slot < OWN_TASK_SLOTS, "the slots of OWN_TASK() are 0 to 3");               \
	_Static_assert(sizeof(struct name##_task) <= 8 * OWN_TASK_WORDS,                           \
		       "struct " #name "_task is too large: raise OWN_TASK_WORDS of state.bpf.h"); \
	static __always_inline struct name##_task *name##_task(const struct task_ctx *tc)          \
	{                                                                                          \
		return (struct name##_task *)tc->own[slot];                                        \
	}

/* OWN_CPU(latency), after its struct latency_cpu, is the same for a CPU: latency_cpu(cc). */
#define OWN_CPU(name)                                                                              \
	_Static_assert(sizeof(struct name##_cpu) <= 8 * OWN_CPU_WORDS,                             \
		       "struct " #name "_cpu is too large: raise OWN_CPU_WORDS of state.bpf.h");   \
	static __always_inline struct name##_cpu *name##_cpu(const struct cpu_ctx *cc)             \
	{                                                                                          \
		return (struct name##_cpu *)cc->policy[name##_ID].own;                             \
	}

/* Topology, written by the loader before load. */
const volatile u32 nr_cpus =
	1; /* the highest number a CPU can have, + 1: some may never be there */
const volatile u32 nr_online_at_load = 1;
const volatile u32 nr_llcs = 1;
const volatile u8 cpu_llc[MAX_CPUS];

/* How many CPUs are online now: those at load, and those that came and went since. */
u32 nr_online;

static __always_inline u32 cpus_per_llc(void)
{
	return nr_online / (nr_llcs ?: 1) ?: 1;
}

/* The LLC of @cpu. The masks are for the verifier. */
static __always_inline u32 llc_of(s32 cpu)
{
	return cpu_llc[(u32)cpu & (MAX_CPUS - 1)] & (MAX_LLCS - 1);
}

/* Is @a before @b on a clock that may wrap? */
static __always_inline bool before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/*
 * The time from @then to @now, ns; 0 if @then is still to come, as the clock of the CPU that noted
 * it may be ahead: a task that runs is stopped and started again by whoever changes its weight.
 */
static __always_inline u64 elapsed(u64 then, u64 now)
{
	return before(now, then) ? 0 : now - then;
}

/* Forget what another attachment of the same object may have left. */
static void reset_cpus(void)
{
	struct cpu_ctx *cc;
	u32 i, policy;

	nr_online = nr_online_at_load;
	bpf_for(i, 0, MAX_LLCS) {
		for (policy = 0; policy < MAX_POLICIES; policy++)
			llcs[i].policy[policy].waiting = 0;
	}
	bpf_for(i, 0, nr_cpus) {
		cc = cpu_ctx(i);
		if (!cc)
			continue;
		for (policy = 0; policy < MAX_POLICIES; policy++)
			cc->policy[policy].waiting = 0;
		cc->run_from = 0;
		cc->asked = false;
		cc->leaving = false;
	}
}

#endif
