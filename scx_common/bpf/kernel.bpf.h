/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel as the policies and the probe see it: the types and members that they use, by CO-RE.
 *
 * Every struct carries preserve_access_index, so libbpf finds the place of each member in the
 * running kernel's BTF when it loads the object. Flag values differ between kernels: kernel_flag()
 * reads the running kernel's, whatever value stands here.
 */
#ifndef SCX_COMMON_BPF_KERNEL_BPF_H
#define SCX_COMMON_BPF_KERNEL_BPF_H

#include <linux/types.h>
/* bpf_for() needs this struct, which only newer headers have: put ours in its place. */
#define bpf_iter_num uapi_bpf_iter_num
#include <linux/bpf.h>
#undef bpf_iter_num
#include <linux/errno.h>
#include <stdbool.h>

/* Since Linux 6.2, and later than the headers of Debian 12. */
#define BPF_MAP_TYPE_CGRP_STORAGE 32

struct bpf_iter_num {
	__u64 opaque;
};

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;

#define NSEC_PER_USEC 1000ULL
#define NSEC_PER_MSEC 1000000ULL

#define PF_KTHREAD 0x00200000
#define SCHED_IDLE 5
#define NICE_0_PRIO 120

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* Only pointed to; pick_idle_cpu() says why this is more than a forward declaration. */
struct cpumask {
	unsigned long bits[1];
};

struct sched_ext_entity {
	u32 flags;
	u32 weight;
	u64 slice;
	u64 dsq_vtime;
};

struct task_struct {
	unsigned int flags;
	int pid;
	int tgid;
	int static_prio; /* NICE_0_PRIO + nice */
	unsigned int policy;
	char comm[16];
	int nr_cpus_allowed;
	const struct cpumask *cpus_ptr;
	unsigned short migration_disabled;
	struct sched_ext_entity scx;
};

struct seq_file {
	void *private;
};

struct bpf_iter_meta {
	struct seq_file *seq;
	u64 seq_num; /* number of the object, from 0 */
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task; /* NULL once, at the end */
};

/* The steps of a CPU on its way online, in order. From this one on, cpu_active_mask has the CPU. */
enum cpuhp_state {
	CPUHP_AP_ACTIVE = 1,
};

struct cpuhp_cpu_state {
	enum cpuhp_state state; /* the last step taken */
};

/* A cgroup's state of one controller; a cgroup without that controller has none. */
struct cgroup_subsys_state {
	int id;
};

struct task_group {
	struct cgroup_subsys_state css; /* comes first in the kernel too */
	int idle;
};

struct cgroup {
	int level; /* 0: the root */
	struct cgroup_subsys_state *subsys[1];
};

struct scx_cgroup_init_args {
	u32 weight;
};

enum scx_exit_kind {
	SCX_EXIT_NONE,
};

struct scx_exit_info {
	enum scx_exit_kind kind;
	s64 exit_code;
	const char *reason;
	char *msg;
	char *dump;
};

#pragma clang attribute pop

struct scx_init_task_args;
struct scx_cpu_release_args;

/* The loader clears a member that the running kernel lacks before it loads the object. */
struct sched_ext_ops {
	s32 (*select_cpu)(struct task_struct *p, s32 prev_cpu, u64 wake_flags);
	void (*enqueue)(struct task_struct *p, u64 enq_flags);
	void (*dispatch)(s32 cpu, struct task_struct *prev);
	void (*running)(struct task_struct *p);
	void (*stopping)(struct task_struct *p, bool runnable);
	void (*tick)(struct task_struct *p);
	void (*enable)(struct task_struct *p);
	void (*disable)(struct task_struct *p);
	void (*set_weight)(struct task_struct *p, u32 weight);
	void (*update_idle)(s32 cpu, bool idle);
	s32 (*init_task)(struct task_struct *p, struct scx_init_task_args *args);
	s32 (*cgroup_init)(struct cgroup *cgrp, struct scx_cgroup_init_args *args);
	void (*cgroup_exit)(struct cgroup *cgrp);
	void (*cgroup_move)(struct task_struct *p, struct cgroup *from, struct cgroup *to);
	void (*cgroup_set_weight)(struct cgroup *cgrp, u32 weight);
	void (*cgroup_set_idle)(struct cgroup *cgrp, bool idle);
	void (*cpu_online)(s32 cpu);
	void (*cpu_offline)(s32 cpu);
	void (*cpu_release)(s32 cpu, struct scx_cpu_release_args *args);
	s32 (*init)(void);
	void (*exit)(struct scx_exit_info *info);
	u64 flags;
	u32 timeout_ms;
	u32 exit_dump_len;
	u64 hotplug_seq;
	char name[128];
};

enum scx_ops_flags {
	SCX_OPS_KEEP_BUILTIN_IDLE = 1 << 0,
	SCX_OPS_ENQ_MIGRATION_DISABLED = 1 << 4,
	SCX_OPS_HAS_CGROUP_WEIGHT = 1 << 16,
};

enum scx_ent_flags {
	SCX_TASK_QUEUED = 1 << 0,
};

enum scx_enq_flags {
	SCX_ENQ_PREEMPT = 1ULL << 32,
};

enum scx_kick_flags {
	SCX_KICK_IDLE = 1,
};

enum scx_dsq_id_flags {
	SCX_DSQ_LOCAL = 1ULL << 63 | 2,
	SCX_DSQ_LOCAL_ON = 3ULL << 62,
};

enum scx_dsq_iter_flags {
	SCX_DSQ_ITER_REV = 1 << 16, /* from the end */
};

enum cgroup_subsys_id {
	cpu_cgrp_id = 1,
};

/* The value of a flag in the running kernel; 0 if it has no such flag. */
#define kernel_flag(type, flag)                                                                    \
	(bpf_core_enum_value_exists(enum type, flag) ? bpf_core_enum_value(enum type, flag) : 0)

/*
 * Mask @var with the constant @mask. In BPF that is assembly, as the compiler drops a mask that it
 * finds needless and the verifier does not. Tests of the arithmetic are not in BPF.
 */
#ifdef __bpf__
#define KEEP_MASK(var, mask) __asm__("%0 &= %1" : "+r"(var) : "i"(mask))
#else
#define KEEP_MASK(var, mask) ((var) &= (mask))
#endif

#endif
