/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the BPF object and user space share: the object describes itself.
 *
 * The suite's object carries its policies in the data section .rodata.policies and its tunables in
 * .rodata.tunables, one struct each, so a loader or monitor of any version can list and set them.
 * A tunable's value is the variable OWNER_NAME in .data.tunables; the id of the active policy is
 * the variable `active` in .data.control. Change SUITE_ABI with any layout.
 */
#ifndef SCX_COMMON_ABI_H
#define SCX_COMMON_ABI_H

#include <linux/types.h>
#include "hist.h"

#define SUITE_ABI 3
#define SUITE_OPS_NAME "scx_suite"

#define MAX_CPUS 8192
#define MAX_LLCS 64
#define MAX_POLICIES 8

/* Room for names, with the 0 at their end. */
#define POLICY_NAME 20 /* of a policy */
#define OPS_NAME 128   /* of a sched_ext scheduler: that of the kernel's sched_ext_ops */
#define TASK_NAME 16   /* of a task: the kernel's TASK_COMM_LEN */

/* Where the maps of what is attached are pinned; a bpffs allows no dots in names. */
#define PIN_DIR "/sys/fs/bpf/scx-load"

struct policy_desc {
	__u32 id;
	char name[POLICY_NAME];
	char aliases[64]; /* words that mean this policy too */
	char summary[104];
};

struct tunable_desc {
	char owner[16]; /* a policy, or "suite" */
	char name[24];	/* ends in its unit: slice_us */
	char help[104];
	__u64 def;
	__u64 min;
	__u64 max;
};

/* Why a task had to wait for a CPU. */
enum wait_cause {
	WAIT_WAKEUP,	/* it was woken or is new */
	WAIT_PREEMPTED, /* it was put back with slice left, or to let another run at once */
	WAIT_SLICE_END, /* it was put back because its slice was over */
	NR_WAIT_CAUSES,
};

/* Counters for each CPU and policy; the text is what a user reads. */
#define COUNTERS(X)                                                                                \
	X(enqueued, "tasks put into a queue")                                                      \
	X(idle_direct, "tasks put straight on an idle CPU")                                        \
	X(local_direct, "tasks put straight on a busy CPU: kernel threads and preemption")         \
	X(from_cpu, "tasks taken from the CPU's own queue")                                        \
	X(from_llc, "tasks taken from the queue of the CPU's LLC")                                 \
	X(from_remote, "tasks taken from another LLC's queue")                                     \
	X(overdue, "tasks taken out of their order, as they had waited for too long")              \
	X(drained, "tasks taken from a queue of a policy that is no longer active")                \
	X(kept, "slices renewed because nothing else came before")                                 \
	X(migrated, "runs on another CPU than the run before")                                     \
	X(preempted, "running tasks asked to make room")                                           \
	X(kicked, "idle CPUs woken for a queued task")                                             \
	X(lost, "runs that the probe could not follow, for want of memory")

enum counter {
#define X(name, help) COUNT_##name,
	COUNTERS(X)
#undef X
	NR_COUNTERS,
};

/*
 * Value of the per-CPU array "stats", in the suite (the key is the policy's id) and in the probe
 * (the key is 0): what happened on this CPU since load.
 */
struct cpu_stats {
	__u64 count[NR_COUNTERS];
	struct hist wait[NR_WAIT_CAUSES]; /* dispatch latency, ns */
	struct hist ran;		  /* time on the CPU at a stretch, ns */
	struct hist off;		  /* the probe's: time off the CPU between two runs, ns */
	struct hist depth;		  /* the suite's: tasks already in the queue at enqueue */
};

/* Power-of-two histogram of a task's waits: bucket i holds 2^i to 2^(i+1) - 1 ns (0 has 0 too). */
#define TASK_BUCKETS 34

/* What a task waited for a CPU, since the watch that is going on began; ns. */
struct task_waits {
	__u32 watch; /* number of that watch */
	__u32 count;
	__u64 sum;
	__u64 worst;
	__u32 bucket[TASK_BUCKETS];
};

/* One record of the task iterators. */
struct task_record {
	__s32 pid;
	__s32 tgid;
	char comm[TASK_NAME];
	__s32 nice;
	__u32 weight; /* sched_ext's, 100 at nice 0; 0 when the task is not in sched_ext */
	__u32 policy; /* id; meaningless from the probe */
	__u32 pad;
	struct task_waits waits;
};

/*
 * What the loader keeps of an attachment, in the one-element array map "session": there is no
 * daemon, so this and the maps beside it are how one scx-load knows what another one did.
 */
struct session_record {
	/* The same in all versions up to enable_seq, so that they know of each other. */
	__u32 abi;	   /* SUITE_ABI */
	__u32 pid;	   /* of the scx-load that attached it */
	__u32 uid;	   /* of the user that ran it, before sudo */
	__u32 detached;	   /* no process holds it: its link is pinned */
	__u64 enable_seq;  /* the kernel's number of this attachment */
	__u64 attached_ns; /* CLOCK_REALTIME */
	__u64 boot_ns;	   /* the same, CLOCK_BOOTTIME: nobody sets that one */
	__u64 switched_ns; /* the last hot switch; 0 if none */
	__u32 end;	   /* enum session_end, written before another process ends it */
	__u32 end_pid;
	char user[32];
	char version[16]; /* of the loader */
	char ops[OPS_NAME];
	char object[256]; /* its file; "" for the built-in suite */
};

enum session_end {
	SESSION_GOES_ON,
	SESSION_STOPPED,
	SESSION_REPLACED,
};

/* Filled by ops.exit(); the kernel's own words. */
struct exit_record {
	__s32 kind; /* enum scx_exit_kind; 0 while the scheduler is attached */
	__s64 code;
	char reason[128];
	char message[1024];
	char dump[32768];
};

#endif
