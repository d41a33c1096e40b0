/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Weights of cgroups: cpu.weight and cpu.idle, as a factor on the weights of the tasks in a group.
 *
 * A group is one contender among the tasks and groups of its parent. The tree is flattened: a task
 * of weight w in group g weighs w * factor(g), where factor(root) is 1 and
 *
 *	factor(g) = factor(parent of g) * weight(g) / load(g)
 *
 * load(g) is the sum of the weights of the group's runnable tasks and of its child groups that have
 * runnable tasks. So the tasks of a group together weigh what the group weighs, at any depth, and
 * the cost of a decision does not depend on the depth. Loads are counted where tasks begin and
 * cease to be runnable, for each LLC by itself. Every SWEEP, one tick of one busy CPU sums them up
 * and averages each group's over about eight sweeps: those in which the group had a task to run.
 *
 * The idea of flattening is that of the kernel's scx_flatcg example. There each group has a queue
 * of its own; here all tasks stay in the queues of their LLC.
 */
#ifndef SCX_COMMON_BPF_GROUP_BPF_H
#define SCX_COMMON_BPF_GROUP_BPF_H

#include "bpf/kfuncs.bpf.h"
#include "bpf/state.bpf.h"
#include "weight.h"

/* The places for groups. A cgroup that finds none free counts as part of its parent. */
#define MAX_GROUPS 1024
#define GROUP_ROOT 0

/* The pause between two sweeps. */
#define SWEEP (10 * NSEC_PER_MSEC)

/* Loads are averaged in units of 1/256 of a weight. */
#define LOAD_SHIFT 8
#define FACTOR_SHIFT 16
#define FACTOR_ONE (1ULL << FACTOR_SHIFT)
#define FACTOR_MAX (1ULL << 32)

/* cpu.weight 100 is nice 0. */
#define GROUP_WEIGHT(cpu_weight) ((cpu_weight) * WEIGHT_NICE_0 / 100)

struct group {
	/* The weight among its siblings, 1024 for cpu.weight 100; 0 in a free place. */
	u32 weight;
	/* The place of its parent, always a smaller number than its own. */
	u32 parent;
	/* cpu.weight as the kernel told it, kept while cpu.idle counts instead. */
	u32 told;
	/* cpu.idle is set. */
	u32 idle;
	/* The factor for the weights of its tasks, in 1/FACTOR_ONE. */
	u64 factor;
	/* The average load, in 1 / (1 << LOAD_SHIFT) of a weight; 0 before it first ran a task. */
	u64 load;
	/* The weights of its child groups that have runnable tasks; valid during a sweep. */
	u64 sample;
};

struct group groups[MAX_GROUPS];
/* One more than the largest place in use. */
u32 nr_groups;
/* When the last sweep began, CLOCK_MONOTONIC, ns. */
u64 swept_at;

/* The weights of the tasks that became runnable on this LLC, less those that ceased to be there. */
struct llc_loads {
	s64 of[MAX_GROUPS];
} __attribute__((aligned(64)));

struct llc_loads loads[MAX_LLCS];

/* What is kept for a cgroup. */
struct cgroup_place {
	/* The place in groups[] as which it counts: its own or its parent's. */
	u32 group;
	/* The place is its own. */
	bool own;
};

struct {
	__uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct cgroup_place);
} places SEC(".maps");

static __always_inline struct group *group_at(u32 i)
{
	KEEP_MASK(i, MAX_GROUPS - 1);
	return &groups[i];
}

static __always_inline s64 *load_at(u32 llc, u32 i)
{
	KEEP_MASK(i, MAX_GROUPS - 1);
	KEEP_MASK(llc, MAX_LLCS - 1);
	return &loads[llc].of[i];
}

/* NULL for the root, and for a cgroup that never went through cgroup_init. */
static __always_inline struct cgroup_place *place_of(struct cgroup *cgroup)
{
	return bpf_cgrp_storage_get(&places, cgroup, NULL, 0);
}

static __always_inline u32 group_of(struct cgroup *cgroup)
{
	struct cgroup_place *place = place_of(cgroup);

	return place ? place->group : GROUP_ROOT;
}

/* In the load of the machine, @tc counts for @weight, in 1/WEIGHT_UNIT; 0: not at all. */
static __always_inline void load_count(struct task_ctx *tc, u32 weight)
{
	s64 more = (s64)weight - tc->share.counted;

	if (!more)
		return;
	__sync_fetch_and_add(&llc_ctx(llc_of(bpf_get_smp_processor_id()))->load, more);
	tc->share.counted = weight;
}

/* Bring the weight of @tc up to date. */
static __always_inline void group_weigh(struct task_ctx *tc)
{
	u64 weight = tc->share.nice_weight * WEIGHT_UNIT;

	if (tc->share.group != GROUP_ROOT)
		weight = weight * group_at(tc->share.group)->factor / FACTOR_ONE;
	tc->share.weight = weight > ~0U ? ~0U : weight ?: 1;
	if (tc->share.counted)
		load_count(tc, tc->share.weight);
}

/* Let @tc be a part of the load of its group and of the machine, if it is @runnable, else not. */
static __always_inline void group_count(struct task_ctx *tc, bool runnable)
{
	s64 weight = tc->share.nice_weight;

	if (!tc->share.counted != runnable)
		return;
	load_count(tc, runnable ? tc->share.weight ?: 1 : 0);
	if (tc->share.group != GROUP_ROOT)
		__sync_fetch_and_add(load_at(llc_of(bpf_get_smp_processor_id()), tc->share.group),
				     runnable ? weight : -weight);
}

/* The weights of all runnable tasks of the machine, in 1/WEIGHT_UNIT; at least 1. */
static __always_inline u64 load_now(void)
{
	s64 sum = 0;
	u32 llc;

	bpf_for(llc, 0, nr_llcs) {
		sum += llc_ctx(llc)->load;
	}
	return sum > 0 ? sum : 1;
}

/* @tc belongs to @group from now on, and has the weight @nice_weight there. */
static __always_inline void group_join(struct task_ctx *tc, u32 group, u32 nice_weight)
{
	bool counted = tc->share.counted;

	group_count(tc, false);
	tc->share.group = group;
	tc->share.nice_weight = nice_weight;
	group_weigh(tc);
	group_count(tc, counted);
}

/* The load of group @i in this moment, with the child groups that were found active. */
static __always_inline u64 group_sample(u32 i)
{
	s64 sum = group_at(i)->sample;
	u32 llc;

	bpf_for(llc, 0, nr_llcs) {
		sum += *load_at(llc, i);
	}
	return sum > 0 ? sum : 0;
}

/* Bring the average load of group @i up to date, and tell its parent whether it is active. */
static __always_inline void group_average(u32 i)
{
	struct group *g = group_at(i);
	u64 sample = group_sample(i) << LOAD_SHIFT;

	g->sample = 0;
	if (!g->weight || !sample)
		return;
	g->load = g->load ? g->load + ((s64)(sample - g->load) >> 3) : sample;
	if (g->parent != GROUP_ROOT)
		group_at(g->parent)->sample += g->weight;
}

static __always_inline void group_factor(u32 i)
{
	struct group *g = group_at(i);
	/* A group that has never run a task counts as if it had one of nice 0. */
	u64 load = g->load ?: WEIGHT_NICE_0 << LOAD_SHIFT, factor;

	if (!g->weight)
		return;
	factor = group_at(g->parent)->factor * g->weight / ((load >> LOAD_SHIFT) ?: 1);
	g->factor = factor > FACTOR_MAX ? FACTOR_MAX : factor ?: 1;
}

/*
 * If it is time for it: bring all loads and factors up to date. Loads from the leaves up, then
 * factors from the root down: the number of a place is larger than that of its parent.
 */
static __noinline void group_sweep(u64 now)
{
	u32 i, last = nr_groups;
	u64 then = swept_at;

	if (last <= 1 || elapsed(then, now) < SWEEP ||
	    __sync_val_compare_and_swap(&swept_at, then, now) != then)
		return;
	bpf_for(i, 1, last) {
		group_average(last - i);
	}
	bpf_for(i, 1, last) {
		group_factor(i);
	}
}

/* Forget what another attachment of the same object may have left. */
static void reset_groups(void)
{
	u32 i, llc;

	bpf_for(llc, 0, nr_llcs) {
		bpf_for(i, 0, MAX_GROUPS) {
			*load_at(llc, i) = 0;
		}
	}
	bpf_for(i, 0, MAX_GROUPS) {
		group_at(i)->weight = 0;
		group_at(i)->sample = 0;
	}
	groups[GROUP_ROOT].weight = WEIGHT_NICE_0;
	groups[GROUP_ROOT].factor = FACTOR_ONE;
	nr_groups = 1;
}

/* A free place behind that of @parent; GROUP_ROOT if there is none. */
static __always_inline u32 group_claim(u32 parent)
{
	u32 i, free = GROUP_ROOT;

	bpf_for(i, parent + 1, MAX_GROUPS) {
		if (!group_at(i)->weight) {
			free = i;
			break;
		}
	}
	if (free >= nr_groups)
		nr_groups = free + 1;
	return free;
}

/* Set what @g weighs. A program that reads it meanwhile finds the old weight or the new one. */
static __always_inline void group_set(struct group *g, u32 cpu_weight, bool idle)
{
	g->told = cpu_weight;
	g->idle = idle;
	g->weight = idle ? WEIGHT_IDLE : GROUP_WEIGHT(cpu_weight) ?: 1;
}

/*
 * @cgroup is new, or was there when the scheduler came. The kernel calls this for one cgroup at a
 * time. 0 or -ENOMEM.
 */
static __noinline s32 group_init(struct cgroup *cgroup, u32 cpu_weight, bool idle)
{
	struct cgroup *above = cgroup_parent(cgroup);
	struct cgroup_place *place;
	u32 parent, i;

	if (!above)
		return 0; /* the root */
	parent = group_of(above);
	bpf_cgroup_release(above);
	place = bpf_cgrp_storage_get(&places, cgroup, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!place)
		return -ENOMEM;
	i = group_claim(parent);
	place->own = i != GROUP_ROOT;
	place->group = place->own ? i : parent;
	if (!place->own)
		return 0;
	group_at(i)->parent = parent;
	group_at(i)->load = 0;
	group_set(group_at(i), cpu_weight, idle);
	group_factor(i);
	return 0;
}

/* The group that is the own one of @cgroup; NULL if it counts as another. */
static __always_inline struct group *group_own(struct cgroup *cgroup)
{
	struct cgroup_place *place = place_of(cgroup);

	return place && place->own ? group_at(place->group) : NULL;
}

#endif
