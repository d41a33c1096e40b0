/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What tests see of the inside of the suite: one function for each thing, so that a change inside
 * changes one line here and no test.
 */
#ifndef TESTS_UNIT_SCHEDULERS_INSIDE_H
#define TESTS_UNIT_SCHEDULERS_INSIDE_H

#include "bpf/kernel.bpf.h"

/* As just loaded on such a machine, with @policy in charge. */
void inside_start(u32 cpus, u32 llcs, u32 policy);
/* The policy whose name is @name, and its slice for a task that has just come, ns. */
u32 inside_policy(const char *name);
u64 inside_slice(u32 policy);
/* The credit of a task that slept, ns of virtual time; 0 under a policy that has none. */
u64 inside_credit(u32 policy);
/* Another policy takes over. */
void inside_switch(u32 policy);

/* Virtual time: vclock.bpf.h */

/*
 * Before anything runs: the clocks of @llc begin at @clock, and those of its CPUs' own queues at
 * @own. What these numbers are must make no difference.
 */
void inside_set_clocks(u32 llc, u64 clock, u64 own);
/* How far @p is ahead of the clock of its queue, ns of virtual time; less than 0: behind. */
s64 inside_ahead(struct task_struct *p);
/* Where a task at @vtime is placed in a queue whose clock is at @clock: not too far away. */
u64 inside_bounded(u64 vtime, u64 clock, u32 weight);
/* How far ahead a turn may move the clock of LLC 0 that was moved @wall ns ago, ns of vtime. */
u64 inside_reach(u64 wall);
/* The place of @p in virtual time becomes @vtime, whatever that means. */
void inside_set_vtime(struct task_struct *p, u64 vtime);
/* The virtual time of @ns at @weight, a whole weight. */
u64 inside_scale(u64 ns, u32 weight);
bool inside_before(u64 a, u64 b);

/* Weights of groups: group.bpf.h. The weight of @p with its cgroups seen to; 1024 is nice 0. */
double inside_weight(struct task_struct *p);
/* The smallest difference of two factors of groups. */
double inside_factor_unit(void);

/* Overdue tasks: overdue.bpf.h. The pause of a CPU that found @nr of them, ns. */
u64 inside_overdue_pause(u32 nr);

/* Balance: balance.bpf.h */
struct inside_order {
	u32 to, from, tasks; /* 0 tasks: no order */
};
/* The order for @nr LLCs that were served so well, and where so many tasks wait. */
struct inside_order inside_balance(u32 policy, u32 nr, const s64 *served, const u32 *waiting);

#endif
