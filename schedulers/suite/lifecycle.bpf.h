/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Callbacks for the comings and goings of the scheduler itself, of tasks and of cgroups. They are
 * the same for all policies.
 */
#ifndef SCHEDULERS_SUITE_LIFECYCLE_BPF_H
#define SCHEDULERS_SUITE_LIFECYCLE_BPF_H

#include "bpf/group.bpf.h"
#include "policy.bpf.h"

/* Why the kernel ended the scheduler: the loader reads it. */
struct exit_record exit_record;

SEC("struct_ops.s/suite_init")
s32 BPF_PROG(suite_init)
{
	s32 err = 0;

	reset_cpus();
	reset_groups();
#define X(id, name, aliases, summary, with...) err = err ?: create_queues(id);
	POLICIES(X)
#undef X
	return err;
}

SEC("struct_ops.s/suite_exit")
void BPF_PROG(suite_exit, struct scx_exit_info *info)
{
	struct exit_record *record = &exit_record;

	bpf_probe_read_kernel_str(record->reason, sizeof(record->reason), info->reason);
	bpf_probe_read_kernel_str(record->message, sizeof(record->message), info->msg);
	bpf_probe_read_kernel_str(record->dump, sizeof(record->dump), info->dump);
	record->code = info->exit_code;
	/* Last: a reader that sees a kind may read the rest. */
	__sync_lock_test_and_set(&record->kind, info->kind);
}

/* The exact weight of @p, of its nice value or of SCHED_IDLE: see weight.h. */
static __always_inline u32 nice_weight_of(const struct task_struct *p)
{
	return p->policy == SCHED_IDLE ? WEIGHT_IDLE : nice_weight(p->static_prio - NICE_0_PRIO);
}

SEC("struct_ops.s/suite_init_task")
s32 BPF_PROG(suite_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	return bpf_task_storage_get(&tasks, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE) ? 0 : -ENOMEM;
}

/* A task comes into sched_ext: by attach, by fork, or back from another scheduling class. */
SEC("struct_ops/suite_enable")
void BPF_PROG(suite_enable, struct task_struct *p)
{
	struct task_ctx *tc = task_ctx(p);
	struct cgroup *cgroup;
	u32 group = GROUP_ROOT;

	if (!tc)
		return;
	tc->wait_from = 0;
	tc->queue.llc = QUEUE_NONE;
	tc->cpu = -1;
	tc->share.counted = 0;
	tc->queue.waits = false;
	if (bpf_ksym_exists(scx_bpf_task_cgroup)) {
		cgroup = scx_bpf_task_cgroup(p);
		if (cgroup) {
			group = group_of(cgroup);
			bpf_cgroup_release(cgroup);
		}
	}
	group_join(tc, group, nice_weight_of(p));
}

/* A task leaves for another scheduling class, or the scheduler ends. */
SEC("struct_ops/suite_disable")
void BPF_PROG(suite_disable, struct task_struct *p)
{
	struct task_ctx *tc = task_ctx(p);

	if (!tc)
		return;
	queue_leave(tc);
	group_count(tc, false);
}

/* The nice value of a task has changed, or whether the task is SCHED_IDLE. */
SEC("struct_ops/suite_set_weight")
void BPF_PROG(suite_set_weight, struct task_struct *p, u32 weight)
{
	struct task_ctx *tc = task_ctx(p);

	if (tc)
		group_join(tc, tc->share.group, nice_weight_of(p));
}

SEC("struct_ops.s/suite_cgroup_init")
s32 BPF_PROG(suite_cgroup_init, struct cgroup *cgrp, struct scx_cgroup_init_args *args)
{
	return group_init(cgrp, args->weight, cgroup_is_idle(cgrp));
}

/* Tasks that are still dying in the cgroup stay counted: its place may be another's by then. */
SEC("struct_ops.s/suite_cgroup_exit")
void BPF_PROG(suite_cgroup_exit, struct cgroup *cgrp)
{
	struct group *group = group_own(cgrp);

	if (group)
		group->weight = 0;
}

SEC("struct_ops/suite_cgroup_move")
void BPF_PROG(suite_cgroup_move, struct task_struct *p, struct cgroup *from, struct cgroup *to)
{
	struct task_ctx *tc = task_ctx(p);

	if (tc)
		group_join(tc, group_of(to), tc->share.nice_weight);
}

SEC("struct_ops/suite_cgroup_set_weight")
void BPF_PROG(suite_cgroup_set_weight, struct cgroup *cgrp, u32 weight)
{
	struct group *group = group_own(cgrp);

	if (group)
		group_set(group, weight, group->idle);
}

/*
 * Since Linux 6.19: the kernel tells when cpu.idle changes; before that: cpu.idle counts as it was
 * when the scheduler or the cgroup came.
 */
SEC("struct_ops/suite_cgroup_set_idle")
void BPF_PROG(suite_cgroup_set_idle, struct cgroup *cgrp, bool idle)
{
	struct group *group = group_own(cgrp);

	if (group)
		group_set(group, group->told, idle);
}

#endif
