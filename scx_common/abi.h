/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the BPF objects and user space share.
 *
 * The suite's object describes itself. Its data section .rodata.policies holds a struct policy_desc
 * for each policy, .rodata.tunables a struct tunable_desc for each tunable; so a loader or monitor
 * of any version can list and set them. The value of a tunable is the variable OWNER_NAME in
 * .data.tunables. The id of the policy in charge is the variable `active` in .data.control.
 *
 * A change of any layout here takes a new SUITE_ABI.
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

/* Room for names, with the 0 at their end: of a policy, */
#define POLICY_NAME 20
/* of a sched_ext scheduler, as in the kernel's sched_ext_ops, */
#define OPS_NAME 128
/* and of a task, the kernel's TASK_COMM_LEN. */
#define TASK_NAME 16

/* Where the maps of what is attached are pinned. A bpffs takes no dots in names. */
#define PIN_DIR "/sys/fs/bpf/scx-load"

struct policy_desc {
	/* Less than MAX_POLICIES; no two policies of an object share it. */
	__u32 id;
	char name[POLICY_NAME];
	/* Other names of the policy, with spaces between. */
	char aliases[64];
	/* What --list says of the policy. */
	char summary[104];
};

struct tunable_desc {
	/* The policy that the tunable is of, or "suite". */
	char owner[16];
	/* The name ends in the unit: slice_us. */
	char name[24];
	/* What --list says of the tunable. */
	char help[104];
	/* The default, the least and the largest value, in that unit. */
	__u64 def;
	__u64 min;
	__u64 max;
};

/* Why a task had to wait for a CPU. */
enum wait_cause {
	/* The task was woken, or is new. */
	WAIT_WAKEUP,
	/* The task was put back with slice left, or to let another task run at once. */
	WAIT_PREEMPTED,
	/* The task was put back because its slice was over. */
	WAIT_SLICE_END,
	NR_WAIT_CAUSES,
};

/* The counters of a policy on a CPU, with the text that a user reads. */
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
 * What happened on a CPU since load: the value of the per-CPU array "stats". In the suite the key
 * is the id of the policy; in the probe the key is 0.
 */
struct cpu_stats {
	__u64 count[NR_COUNTERS];
	/* Dispatch latency by cause, ns. */
	struct hist wait[NR_WAIT_CAUSES];
	/* How long a task ran on the CPU at a stretch, ns. */
	struct hist ran;
	/* How long a task was off the CPU between two runs, ns. Only the probe fills it. */
	struct hist off;
	/* How many tasks were in the queue before a task was put there. Only the suite fills it. */
	struct hist depth;
};

/* Bucket i of a task's waits holds 2^i to 2^(i+1) - 1 ns; bucket 0 holds 0 too. */
#define TASK_BUCKETS 34

/* How a task waited for a CPU, since the watch that is going on began. */
struct task_waits {
	/* Number of that watch; figures of another watch are out of date. */
	__u32 watch;
	/* How often the task waited. */
	__u32 count;
	/* How long it waited in all, ns. */
	__u64 sum;
	/* How long it waited at most, ns. */
	__u64 worst;
	/* How often it waited for how long. */
	__u32 bucket[TASK_BUCKETS];
};

/* A record of the task iterators. */
struct task_record {
	__s32 pid;
	__s32 tgid;
	char comm[TASK_NAME];
	__s32 nice;
	/* sched_ext's weight, 100 at nice 0; 0 for a task that is not in sched_ext. */
	__u32 weight;
	/* Id of the policy that the task is under. The probe leaves it 0. */
	__u32 policy;
	__u32 pad;
	struct task_waits waits;
};

/*
 * What the loader keeps of an attachment, in the array map "session" with one element. There is no
 * daemon: this record, and the maps pinned beside it, tell one scx-load what another one did.
 */
struct session_record {
	/* All versions have the same members up to enable_seq, and so know of each other. */

	/* SUITE_ABI of the scx-load that attached it. */
	__u32 abi;
	/* Process id of that scx-load. */
	__u32 pid;
	/* Id of the user that ran it; with sudo, of the user before sudo. */
	__u32 uid;
	/* No process holds the scheduler: its link is pinned. */
	__u32 detached;
	/* The kernel's number of this attachment. */
	__u64 enable_seq;
	/* When it was attached: CLOCK_REALTIME, ns. */
	__u64 attached_ns;
	/* The same moment by CLOCK_BOOTTIME, which no one sets, ns. */
	__u64 boot_ns;
	/* When the last hot switch was: CLOCK_REALTIME, ns; 0 if there was none. */
	__u64 switched_ns;
	/* enum session_end; another process writes it before it ends the session. */
	__u32 end;
	/* Process id of that process; valid unless end is SESSION_GOES_ON. */
	__u32 end_pid;
	/* Name of the user with the id above. */
	char user[32];
	/* Version of the loader. */
	char version[16];
	/* Name in the scheduler's sched_ext_ops. */
	char ops[OPS_NAME];
	/* Path of the object; "" for the built-in suite. */
	char object[256];
};

enum session_end {
	SESSION_GOES_ON,
	SESSION_STOPPED,
	SESSION_REPLACED,
};

/* Why the kernel ended a scheduler, in the kernel's words. ops.exit() fills it, the kind last. */
struct exit_record {
	/* The kernel's enum scx_exit_kind; 0 while the scheduler is attached. */
	__s32 kind;
	/* The exit code, which a scheduler may set. */
	__s64 code;
	char reason[128];
	char message[1024];
	/* The kernel's debug dump; "" if there is none. */
	char dump[32768];
};

#endif
