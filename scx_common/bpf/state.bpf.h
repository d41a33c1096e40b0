/* SPDX-License-Identifier: GPL-2.0 */
/*
 * State of the suite in BPF: what is kept for each task, CPU and LLC, and the tunables.
 */
#ifndef SCX_COMMON_BPF_STATE_BPF_H
#define SCX_COMMON_BPF_STATE_BPF_H

#include "abi.h"
#include "bpf/kernel.bpf.h"

#define WEIGHT_UNIT 256
#define QUEUE_NONE 0xffff /* task_ctx.llc of a task that has not been queued yet */

struct task_ctx {
	u64 vtime;	 /* virtual time consumed, on the clock of the queue it was in last */
	u64 wait_from;	 /* runnable since, ns; 0 when it is not waiting */
	u64 run_from;	 /* running since, ns */
	u64 burst;	 /* CPU time since it last woke, ns */
	u64 avg_burst;	 /* CPU time between two sleeps, moving average, ns */
	u32 weight;	 /* what it counts now, its group seen to, in 1/WEIGHT_UNIT */
	u32 nice_weight; /* of its nice value, 1024 for nice 0 */
	u32 group;	 /* place of its cgroup in groups[] */
	s32 cpu;	 /* where it ran last; -1 before its first run */
	s32 home;	 /* the CPU on whose own queue's clock vtime is, if pinned */
	u16 llc;	 /* whose clock vtime is on; QUEUE_NONE before the first queue */
	u8 pinned;	 /* vtime is on the clock of the CPU's own queue, not the LLC's */
	u8 policy;	 /* latched when it was queued last */
	u8 cause;	 /* enum wait_cause of wait_from */
	bool counted;	 /* in the load of its group */
	bool queued;	 /* counts as waiting in its queue */
	bool overdue;	 /* taken before its turn, see overdue.bpf.h */
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

struct cpu_ctx {
	u64 clock[MAX_POLICIES];   /* virtual time of the CPU's own queue, for each policy */
	u64 shift[MAX_POLICIES];   /* from keys of that queue to keys of its LLC's queue */
	u32 waiting[MAX_POLICIES]; /* tasks in it, see queue.bpf.h */
	u64 run_from;		   /* start of what runs now, ns; 0 when idle */
	u64 run_key;		   /* deadline it was given */
	u64 look_at;		   /* when to look for who has waited too long, */
	u64 drained_at;		   /* when the old queues had their last turn, ns */
	u64 overdue_since;	   /* since when the first of those waits, ns, */
	u32 overdue_nr;		   /* and how many there are, see overdue.bpf.h */
	u32 run_weight;
	u32 drained_seq; /* drain_seq up to which all old queues were found empty */
	u32 drain_turn;
	u8 drained_for;	 /* policy for which that was so */
	bool asked;	 /* what runs now has been asked to make room */
	bool run_hog;	 /* what runs now uses the CPU without sleeping */
	bool run_pinned; /* what runs now came from this CPU's own queue */
	bool run_alone;	 /* nothing else waited when its slice ended last */
	bool look;	 /* look_at has come */
	bool leaving;	 /* going offline, or offline; see cpu_is_leaving() */
	bool releasing;	 /* in ops.cpu_release, which calls ops.enqueue: a program in a program */
} __attribute__((aligned(64)));

/*
 * The loader makes it one entry for each CPU. No per-CPU map: to look into that of another CPU is
 * a call of a function, into this a few instructions.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} cpus SEC(".maps");

/* State of @cpu, also of another one; NULL for a CPU that cannot be. */
static __always_inline struct cpu_ctx *cpu_ctx(s32 cpu)
{
	u32 key = cpu;

	return bpf_map_lookup_elem(&cpus, &key);
}

struct llc_ctx {
	u64 clock[MAX_POLICIES];   /* virtual time of the LLC's queue, for each policy */
	u32 waiting[MAX_POLICIES]; /* tasks in it, see queue.bpf.h */
	u32 pulls;		   /* tasks that its CPUs are to take, see balance.bpf.h, */
	u32 pull_from;		   /* from this LLC */
	u64 clock_then;		   /* of the policy in charge, when balance was last looked at */
} __attribute__((aligned(64)));

struct llc_ctx llcs[MAX_LLCS];

/* Topology, written by the loader before load. */
const volatile u32 nr_cpus = 1; /* highest possible CPU number + 1: some may never be there */
const volatile u32 nr_online_at_load = 1;
const volatile u32 nr_llcs = 1;
const volatile u8 cpu_llc[MAX_CPUS];

/* How many CPUs are online: those there were at load, and who came and went since. */
u32 nr_online;

static __always_inline u32 cpus_per_llc(void)
{
	return nr_online / (nr_llcs ?: 1) ?: 1;
}

static __always_inline u32 llc_of(s32 cpu)
{
	/* The masks are for the verifier: the loader gives no CPU and no LLC beyond. */
	return cpu_llc[(u32)cpu & (MAX_CPUS - 1)] & (MAX_LLCS - 1);
}

/*
 * A tunable: its value, live in mapped memory, and its description for the loader.
 * TUNABLE(latency, slice_us, 3000, 100, 100000, "...") is the variable latency_slice_us, which a
 * user sets as latency.slice_us=3000.
 */
#define TUNABLE(owner_, name_, def_, min_, max_, help_)                                            \
	volatile u64 owner_##_##name_ SEC(".data.tunables") = def_;                                \
	const struct tunable_desc owner_##_##name_##_desc SEC(".rodata.tunables") = {              \
		.owner = #owner_,                                                                  \
		.name = #name_,                                                                    \
		.help = help_,                                                                     \
		.def = def_,                                                                       \
		.min = min_,                                                                       \
		.max = max_,                                                                       \
	}

/* What another attachment of the same object may have left. */
static void reset_cpus(void)
{
	struct cpu_ctx *cc;
	u32 i;

	nr_online = nr_online_at_load;
	bpf_for(i, 0, MAX_LLCS) {
		__builtin_memset(llcs[i].waiting, 0, sizeof(llcs[i].waiting));
	}
	bpf_for(i, 0, nr_cpus) {
		cc = cpu_ctx(i);
		if (!cc)
			continue;
		cc->leaving = false;
		cc->asked = false;
		cc->run_from = 0;
		__builtin_memset(cc->waiting, 0, sizeof(cc->waiting));
	}
}

/* Why the kernel ended the scheduler, for the loader. */
struct exit_record exit_record;

static __always_inline void record_exit(const struct scx_exit_info *info)
{
	struct exit_record *record = &exit_record;

	bpf_probe_read_kernel_str(record->reason, sizeof(record->reason), info->reason);
	bpf_probe_read_kernel_str(record->message, sizeof(record->message), info->msg);
	bpf_probe_read_kernel_str(record->dump, sizeof(record->dump), info->dump);
	record->code = info->exit_code;
	/* Last: who sees a kind may read the rest. */
	__sync_lock_test_and_set(&record->kind, info->kind);
}

#endif
