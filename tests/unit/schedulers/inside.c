/* SPDX-License-Identifier: GPL-2.0 */
/* The suite, compiled for this machine, and the few functions by which tests look inside. */
#include <sys/mman.h>
#include <unistd.h>
#include "suite.bpf.c"
#include "inside.h"

/* The loader writes constants before the object is loaded; here they lie in a read-only page. */
static void set_constant(const volatile void *constant, const void *value, size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *from = (char *)((size_t)constant / page * page);

	mprotect(from, (char *)constant + size - from, PROT_READ | PROT_WRITE);
	memcpy((void *)constant, value, size);
}

void inside_start(u32 cpus, u32 llcs_, u32 policy)
{
	u8 llc[64] = {0};
	u32 i;

	for (i = 0; i < cpus; i++)
		llc[i] = i / (cpus / llcs_);
	set_constant(&nr_cpus, &cpus, sizeof(cpus));
	set_constant(&nr_online_at_load, &cpus, sizeof(cpus));
	set_constant(&nr_llcs, &llcs_, sizeof(llcs_));
	set_constant(cpu_llc, llc, sizeof(llc));
	memset(llcs, 0, sizeof(llcs));
	memset(groups, 0, sizeof(groups));
	balanced_at = swept_at = balance_round = 0;
	active = policy;
}

u32 inside_policy(const char *name_)
{
#define X(id, name, aliases, summary, with...)                                                     \
	if (!strcmp(#name, name_))                                                                 \
		return id;
	POLICIES(X)
#undef X
	return MAX_POLICIES;
}

u64 inside_slice(u32 policy)
{
	static const struct task_ctx fresh;

	return policy_ask(policy, 0ULL, slice, &fresh);
}

u64 inside_credit(u32 policy)
{
	return policy == weighted_ID ? weighted_credit() : 0;
}

/* As the loader does it: loader/commands/hot.c. */
void inside_switch(u32 policy)
{
	drain_seq++;
	active = policy;
	drain_seq++;
}

void inside_set_clocks(u32 llc, u64 clock, u64 own)
{
	u32 policy, i;

	llc_ctx(llc)->clock_then = clock;
	for (policy = 0; policy < MAX_POLICIES; policy++) {
		llc_policy(llc, policy)->clock = clock;
		for (i = 0; i < nr_cpus; i++) {
			if (llc_of(i) != llc)
				continue;
			cpu_policy(cpu_ctx(i), policy)->clock = own;
			cpu_policy(cpu_ctx(i), policy)->shift = clock - own;
		}
	}
}

s64 inside_ahead(struct task_struct *p)
{
	struct task_ctx *tc = task_ctx(p);

	return tc->vtime - *vclock_of(tc, cpu_ctx(tc->queue.home), tc->policy);
}

u64 inside_bounded(u64 vtime, u64 clock, u32 weight)
{
	return vclock_not_ahead(vclock_not_behind(vtime, clock, weight * WEIGHT_UNIT), clock);
}

u64 inside_reach(u64 wall)
{
	return vclock_limit(1ULL << 62, 0, now_ns() - wall);
}

void inside_set_vtime(struct task_struct *p, u64 vtime)
{
	task_ctx(p)->vtime = vtime;
}

u64 inside_scale(u64 ns, u32 weight)
{
	return vclock_scale(ns, weight * WEIGHT_UNIT);
}

bool inside_before(u64 a, u64 b)
{
	return before(a, b);
}

double inside_weight(struct task_struct *p)
{
	return (double)task_ctx(p)->share.weight / WEIGHT_UNIT;
}

double inside_factor_unit(void)
{
	return 1.0 / FACTOR_ONE;
}

u64 inside_overdue_pause(u32 nr)
{
	return overdue_pause(nr);
}

struct inside_order inside_balance(u32 policy, u32 nr, const s64 *served, const u32 *waiting)
{
	struct balance b = {.best_served = -SERVED_BEST, .worst_served = SERVED_BEST};
	struct inside_order order = {0};
	u32 i;

	for (i = 0; i < nr; i++) {
		llc_policy(i, policy)->waiting = waiting[i];
		llc_ctx(i)->balance.pulls = 0;
	}
	for (i = 0; i < nr; i++)
		balance_compare(&b, policy, i, served[i]);
	balance_order(&b, policy);
	for (i = 0; i < nr; i++) {
		if (llc_ctx(i)->balance.pulls) {
			order.to = i;
			order.from = llc_ctx(i)->balance.from;
			order.tasks = llc_ctx(i)->balance.pulls;
		}
		llc_policy(i, policy)->waiting = 0;
	}
	return order;
}
