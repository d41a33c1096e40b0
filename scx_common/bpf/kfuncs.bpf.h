/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every kernel function that the policies call, under one name for all kernels from 6.12 on.
 *
 * A kfunc that some of these kernels lack is a weak symbol: libbpf leaves its address at zero
 * there, and the verifier drops the branch that would call it.
 */
#ifndef SCX_COMMON_BPF_KFUNCS_BPF_H
#define SCX_COMMON_BPF_KFUNCS_BPF_H

#include "bpf/kernel.bpf.h"

/* How many tasks of a queue are asked whether they may run here. */
#define DSQ_LOOK 16

struct bpf_iter_scx_dsq {
	u64 opaque[6];
} __attribute__((aligned(8)));

/* In every kernel from 6.12 on. */
extern s32 scx_bpf_create_dsq(u64 dsq_id, s32 node) __ksym;
extern s32 scx_bpf_dsq_nr_queued(u64 dsq_id) __ksym;
extern s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags,
				  bool *is_idle) __ksym;
extern bool scx_bpf_test_and_clear_cpu_idle(s32 cpu) __ksym;
extern s32 scx_bpf_pick_idle_cpu(const struct cpumask *allowed, u64 flags) __ksym;
extern void scx_bpf_kick_cpu(s32 cpu, u64 flags) __ksym;
extern u32 scx_bpf_reenqueue_local(void) __ksym; /* only from cpu_release */
extern s32 scx_bpf_task_cpu(const struct task_struct *p) __ksym;
extern int bpf_iter_scx_dsq_new(struct bpf_iter_scx_dsq *it, u64 dsq_id, u64 flags) __ksym;
extern struct task_struct *bpf_iter_scx_dsq_next(struct bpf_iter_scx_dsq *it) __ksym;
extern void bpf_iter_scx_dsq_destroy(struct bpf_iter_scx_dsq *it) __ksym;
extern bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask) __ksym;
extern struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgroup, int level) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgroup) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

/*
 * Since Linux 6.13: scx_bpf_dsq_insert() and its like; before that, and until 6.16:
 * scx_bpf_dispatch() and its like.
 */
extern void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice,
			       u64 enq_flags) __ksym __weak;
extern void scx_bpf_dispatch(struct task_struct *p, u64 dsq_id, u64 slice,
			     u64 enq_flags) __ksym __weak;
extern void scx_bpf_dsq_insert_vtime(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime,
				     u64 enq_flags) __ksym __weak;
extern void scx_bpf_dispatch_vtime(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime,
				   u64 enq_flags) __ksym __weak;
extern bool scx_bpf_dsq_move_to_local(u64 dsq_id) __ksym __weak;
extern bool scx_bpf_consume(u64 dsq_id) __ksym __weak;
extern bool scx_bpf_dsq_move(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id,
			     u64 enq_flags) __ksym __weak;
extern bool scx_bpf_dispatch_from_dsq(struct bpf_iter_scx_dsq *it, struct task_struct *p,
				      u64 dsq_id, u64 enq_flags) __ksym __weak;

/* In kernels with CONFIG_EXT_GROUP_SCHED. */
extern struct cgroup *scx_bpf_task_cgroup(struct task_struct *p) __ksym __weak;

/* Since Linux 6.19: the head of a DSQ without its lock; before that: an iterator. */
extern struct task_struct *scx_bpf_dsq_peek(u64 dsq_id) __ksym __weak;

/* Since Linux 6.14: a clock that is read once for each event; before that: bpf_ktime_get_ns(). */
extern u64 scx_bpf_now(void) __ksym __weak;

/*
 * Since Linux 6.19: a setter, without which 7.1 and 7.2 warn; before that: a write to p->scx.slice.
 */
extern bool scx_bpf_task_set_slice(struct task_struct *p, u64 slice) __ksym __weak;

/* Monotonic time, ns. */
static __always_inline u64 now_ns(void)
{
	return bpf_ksym_exists(scx_bpf_now) ? scx_bpf_now() : bpf_ktime_get_ns();
}

/* Append @p to a DSQ with @slice ns to run. Only from select_cpu, enqueue and dispatch. */
static __always_inline void dsq_insert(struct task_struct *p, u64 dsq, u64 slice, u64 enq_flags)
{
	if (bpf_ksym_exists(scx_bpf_dsq_insert))
		scx_bpf_dsq_insert(p, dsq, slice, enq_flags);
	else
		scx_bpf_dispatch(p, dsq, slice, enq_flags);
}

/* As dsq_insert(), in the order of @vtime: the smallest is served first. Not for local DSQs. */
static __always_inline void dsq_insert_vtime(struct task_struct *p, u64 dsq, u64 slice, u64 vtime,
					     u64 enq_flags)
{
	if (bpf_ksym_exists(scx_bpf_dsq_insert_vtime))
		scx_bpf_dsq_insert_vtime(p, dsq, slice, vtime, enq_flags);
	else
		scx_bpf_dispatch_vtime(p, dsq, slice, vtime, enq_flags);
}

/* Move the first task of @dsq that may run on this CPU to its local DSQ; false if there is none. */
static __always_inline bool dsq_move_to_local(u64 dsq)
{
	if (bpf_ksym_exists(scx_bpf_dsq_move_to_local))
		return scx_bpf_dsq_move_to_local(dsq);
	return scx_bpf_consume(dsq);
}

/* Move @p, found by the iterator @it, to another DSQ; false if it has left the first one. */
static __always_inline bool dsq_move(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq)
{
	if (bpf_ksym_exists(scx_bpf_dsq_move))
		return scx_bpf_dsq_move(it, p, dsq, 0);
	return scx_bpf_dispatch_from_dsq(it, p, dsq, 0);
}

/* Does the mask of @p allow @cpu? */
static __always_inline bool task_allows(const struct task_struct *p, s32 cpu)
{
	/* See pick_idle_cpu(). */
	return bpf_core_type_exists(struct cpumask) && bpf_cpumask_test_cpu(cpu, p->cpus_ptr);
}

/* The vtime of the first task of @dsq, which is ordered by vtime; false if it is empty. */
static __always_inline bool dsq_first_vtime(u64 dsq, u64 *vtime)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	bool found = false;

	if (bpf_ksym_exists(scx_bpf_dsq_peek)) {
		p = scx_bpf_dsq_peek(dsq);
		if (p)
			*vtime = p->scx.dsq_vtime;
		return p;
	}
	if (!bpf_iter_scx_dsq_new(&it, dsq, 0)) {
		p = bpf_iter_scx_dsq_next(&it);
		if (p) {
			*vtime = p->scx.dsq_vtime;
			found = true;
		}
	}
	bpf_iter_scx_dsq_destroy(&it);
	return found;
}

/*
 * As dsq_first_vtime(), of the first task that may run on @cpu; false if there is none. Most often
 * that is the head. Where the head is confined to other CPUs, DSQ_LOOK tasks are asked. If all of
 * them are confined, a task further on may still be allowed and must not be forgotten: the head
 * stands for it.
 */
static __always_inline bool dsq_first_allowed(u64 dsq, s32 cpu, u64 *vtime)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	bool found = false;
	u32 i;

	if (bpf_ksym_exists(scx_bpf_dsq_peek)) {
		p = scx_bpf_dsq_peek(dsq);
		if (!p)
			return false;
		if (task_allows(p, cpu)) {
			*vtime = p->scx.dsq_vtime;
			return true;
		}
	}
	if (!bpf_iter_scx_dsq_new(&it, dsq, 0)) {
		bpf_for(i, 0, DSQ_LOOK) {
			p = bpf_iter_scx_dsq_next(&it);
			found = p;
			if (!p)
				break;
			if (task_allows(p, cpu)) {
				*vtime = p->scx.dsq_vtime;
				break;
			}
			if (!i)
				*vtime = p->scx.dsq_vtime;
		}
	}
	bpf_iter_scx_dsq_destroy(&it);
	return found;
}

/* The parent of @cgroup, which the caller releases; NULL for the root. */
static __always_inline struct cgroup *cgroup_parent(struct cgroup *cgroup)
{
	return cgroup->level > 0 ? bpf_cgroup_ancestor(cgroup, cgroup->level - 1) : NULL;
}

/* Is cpu.idle set for @cgroup? */
static __always_inline bool cgroup_is_idle(struct cgroup *cgroup)
{
	struct task_group *tg = NULL;
	u32 id = bpf_core_enum_value(enum cgroup_subsys_id, cpu_cgrp_id);

	if (!bpf_core_field_exists(tg->idle))
		return false;
	bpf_core_read(&tg, sizeof(tg), &cgroup->subsys[0] + id);
	return tg && BPF_CORE_READ(tg, idle) > 0;
}

/*
 * How far each CPU is on its way online or offline. This stands for cpu_active_mask, which has no
 * type: libbpf would read the whole of /proc/kallsyms to find it.
 */
extern struct cpuhp_cpu_state cpuhp_state __ksym __weak;

static __always_inline bool cpu_is_active_known(void)
{
	return &cpuhp_state;
}

/*
 * May tasks be moved to @cpu, that is, is it in cpu_active_mask? A CPU that is about to go offline
 * is not. True if that is not known.
 */
static __always_inline bool cpu_is_active(s32 cpu)
{
	const struct cpuhp_cpu_state *st;

	if (!cpu_is_active_known())
		return true;
	st = bpf_per_cpu_ptr(&cpuhp_state, cpu);
	return st && st->state >= bpf_core_enum_value(enum cpuhp_state, CPUHP_AP_ACTIVE);
}

static __always_inline void task_set_slice(struct task_struct *p, u64 slice)
{
	if (bpf_ksym_exists(scx_bpf_task_set_slice))
		scx_bpf_task_set_slice(p, slice);
	else
		p->scx.slice = slice;
}

/* Claim an idle CPU on which @p may run; negative if there is none. */
static __always_inline s32 pick_idle_cpu(const struct task_struct *p)
{
	/*
	 * The compiler describes a type that is only pointed to as a forward declaration, which
	 * libbpf does not match with the kernel's prototype. The question whether the type exists
	 * makes the compiler describe it in full.
	 */
	if (!bpf_core_type_exists(struct cpumask))
		return -ENOENT;
	return scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
}

/*
 * Is @p confined to its CPU for the moment? @programs: how many BPF programs of the suite run on
 * this CPU. A kernel without the member moves such tasks itself.
 */
static __always_inline bool task_migration_disabled(const struct task_struct *p,
						    unsigned int programs)
{
	unsigned int depth;

	if (!bpf_core_field_exists(p->migration_disabled))
		return false;
	depth = p->migration_disabled;
	/* A BPF program runs with migration disabled: if @p is current, that level is ours. */
	if (depth && depth <= programs)
		return p != bpf_get_current_task_btf();
	return depth;
}

#endif
