/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The suite's one sched_ext_ops: wires the policies of policies.h to the kernel.
 *
 * Each callback reads the active policy once and calls that policy's function; there is no policy
 * in this file. How one takes over from another is switch.bpf.h's. The accounting of dispatch
 * latency is here too, the same for all policies.
 *
 * A policy NAME is the file schedulers/NAME.bpf.h (the Makefile includes them all) and defines
 *   NAME_select_cpu  a CPU for a task that wakes; places it if that CPU is idle
 *   NAME_enqueue     place a runnable task
 *   NAME_keeps       is a task whose slice has ended still before all that wait?
 *   NAME_renew       the slice, ns, for a task that goes on: kept, or alone as nothing else waits
 *   NAME_running, NAME_stopping  bookkeeping
 *   NAME_served      how well an LLC's queue is served, to compare with others: see balance.bpf.h
 */
#include "suite/hotplug.bpf.h"
#include "suite/lifecycle.bpf.h"
#include "bpf/overdue.bpf.h"
#include "policies.h"
#include "suite/switch.bpf.h"
#include "bpf/vclock.bpf.h"

char _license[] SEC("license") = "GPL";

enum policy_id {
#define X(id, name, aliases, summary) name##_ID = id,
	POLICIES(X)
#undef X
};

#define X(id_, name_, aliases_, summary_)                                                          \
	const struct policy_desc name_##_policy SEC(".rodata.policies") = {                        \
		.id = id_,                                                                         \
		.name = #name_,                                                                    \
		.aliases = aliases_,                                                               \
		.summary = summary_,                                                               \
	};
POLICIES(X)
#undef X

/* For a task that no policy could place. */
#define FALLBACK_SLICE (5000 * NSEC_PER_USEC)

SEC("struct_ops/suite_select_cpu")
s32 BPF_PROG(suite_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct task_ctx *tc = task_ctx(p);

	if (!tc)
		return prev_cpu;
	switch (latch(tc)) {
#define X(id, name, aliases, summary)                                                              \
	case id:                                                                                   \
		return name##_select_cpu(p, tc, prev_cpu, wake_flags);
		POLICIES(X)
#undef X
	}
	return prev_cpu;
}

SEC("struct_ops/suite_enqueue")
void BPF_PROG(suite_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct task_ctx *tc = task_ctx(p);
	s32 cpu = scx_bpf_task_cpu(p);
	struct cpu_ctx *cc = cpu_ctx(cpu);
	bool joins;
	u32 policy;

	if (tc)
		queue_leave(tc);
	/* No queue for what a leaving CPU wakes: it could kick no CPU that should look there. */
	if (!tc || !cc || on_leaving_cpu()) {
		dsq_insert(p, SCX_DSQ_LOCAL, FALLBACK_SLICE, enq_flags);
		return;
	}
	/* A task that was put back got its stamp in suite_stopping() and goes on waiting. */
	joins = !tc->wait_from;
	if (joins) {
		tc->wait_from = now_ns();
		tc->cause = WAIT_WAKEUP;
		group_count(tc, true);
	}
	policy = latch(tc);
	switch (policy) {
#define X(id, name, aliases, summary)                                                              \
	case id:                                                                                   \
		name##_enqueue(p, tc, cpu, cc, joins, enq_flags);                                  \
		break;
		POLICIES(X)
#undef X
	}
	/* Switched meanwhile: some CPU may already believe that this policy's queues are empty. */
	if (policy != active_policy())
		__sync_fetch_and_add(&drain_seq, 1);
}

/*
 * @prev has used up its slice but could go on. It is in no queue at this time, so the policy has to
 * say whether its turn is still before that of those who wait: a task of large weight would else
 * never run twice in a row. True if so.
 */
static __always_inline bool keeps(struct task_struct *prev, u32 policy, s32 cpu, struct cpu_ctx *cc)
{
	struct task_ctx *tc = task_ctx(prev);

	if (!tc || tc->policy != policy)
		return false;
	switch (policy) {
#define X(id, name, aliases, summary)                                                              \
	case id:                                                                                   \
		return name##_keeps(prev, tc, cpu, cc);
		POLICIES(X)
#undef X
	}
	return false;
}

/* Let @prev go on for another slice; @alone: because nothing else waits for the CPU of @cc. */
static __always_inline void renew(struct task_struct *prev, struct cpu_ctx *cc, bool alone)
{
	struct task_ctx *tc = task_ctx(prev);
	u64 slice = FALLBACK_SLICE;

	if (!tc)
		return;
	group_weigh(tc);
	switch (tc->policy) {
#define X(id, name, aliases, summary)                                                              \
	case id:                                                                                   \
		slice = name##_renew(prev, tc, cc, alone);                                         \
		break;
		POLICIES(X)
#undef X
	}
	task_set_slice(prev, slice);
	COUNT(tc->policy, kept);
}

SEC("struct_ops/suite_dispatch")
void BPF_PROG(suite_dispatch, s32 cpu, struct task_struct *prev)
{
	struct cpu_ctx *cc = cpu_ctx(cpu);
	u32 policy = active_policy();
	bool draining;

	if (!cc)
		return;
	if (stranded)
		rescue_stranded();
	if (prev && !(prev->scx.flags & kernel_flag(scx_ent_flags, SCX_TASK_QUEUED)))
		prev = NULL;
	draining = must_drain(cc, policy);
	if (draining && old_turn(cc) && drain(policy, cpu, cc))
		return;
	if (cc->look && overdue_take(policy, cpu))
		return;
	if (balance_pull(policy, cpu))
		return;
	if (prev && keeps(prev, policy, cpu, cc)) {
		renew(prev, cc, false);
		return;
	}
	if (take(policy, cpu, cc) || (draining && drain(policy, cpu, cc)))
		return;
	if (prev)
		renew(prev, cc, true);
}

SEC("struct_ops/suite_running")
void BPF_PROG(suite_running, struct task_struct *p)
{
	struct task_ctx *tc = task_ctx(p);
	s32 cpu = scx_bpf_task_cpu(p);
	struct cpu_ctx *cc = cpu_ctx(cpu);
	u64 now = now_ns();

	if (!tc || !cc)
		return;
	account_run(tc, cpu, now);
	queue_leave(tc);
	group_count(tc, true); /* if it came here past suite_enqueue() */
	group_weigh(tc);
	tc->wait_from = 0;
	tc->run_from = now;
	cc->run_from = now;
	cc->asked = false;
	switch (tc->policy) {
#define X(id, name, aliases, summary)                                                              \
	case id:                                                                                   \
		name##_running(p, tc, cpu, cc);                                                    \
		break;
		POLICIES(X)
#undef X
	}
	tc->overdue = false;
	tc->cpu = cpu;
}

SEC("struct_ops/suite_stopping")
void BPF_PROG(suite_stopping, struct task_struct *p, bool runnable)
{
	struct task_ctx *tc = task_ctx(p);
	struct cpu_ctx *cc;
	u64 now = now_ns();

	if (!tc)
		return;
	account_stop(tc, now);
	cc = cpu_ctx(tc->cpu);
	switch (tc->policy) {
#define X(id, name, aliases, summary)                                                              \
	case id:                                                                                   \
		name##_stopping(p, tc, now - tc->run_from, runnable);                              \
		break;
		POLICIES(X)
#undef X
	}
	if (runnable) {
		tc->wait_from = now;
		tc->cause = p->scx.slice || (cc && cc->asked) ? WAIT_PREEMPTED : WAIT_SLICE_END;
	} else {
		group_count(tc, false);
	}
	if (cc)
		cc->run_from = 0;
}

SEC("struct_ops/suite_update_idle")
void BPF_PROG(suite_update_idle, s32 cpu, bool idle)
{
	struct cpu_ctx *cc = cpu_ctx(cpu);
	u32 policy = active_policy();
	bool waits;

	if (!idle || !cc || cpu_is_leaving(cc, cpu))
		return;
	waits = work_waits(policy, cpu, cc);
#define X(id, name, aliases, summary) waits = waits || work_waits(id, cpu, cc);
	if (!waits && must_drain(cc, policy)) {
		POLICIES(X)
	}
#undef X
	if (!waits)
		return;
	scx_bpf_kick_cpu(cpu, 0);
	if (!cpu_is_active(cpu))
		leave_stranded(cpu);
}

/* Compare how well the LLCs' queues are served under @policy. */
static __noinline void balance(u32 policy)
{
	struct balance b = {.best_served = -SERVED_BEST, .worst_served = SERVED_BEST};
	u32 llc;

	bpf_for(llc, 0, nr_llcs) {
		s64 served = 0;

		switch (policy) {
#define X(id, name, aliases, summary)                                                              \
	case id:                                                                                   \
		served = name##_served(policy, llc);                                               \
		break;
			POLICIES(X)
#undef X
		}
		balance_compare(&b, policy, llc, served);
	}
	balance_order(&b, policy);
}

/* On a CPU that runs something: what is to be done now and then, by whoever comes first. */
SEC("struct_ops/suite_tick")
void BPF_PROG(suite_tick, struct task_struct *p)
{
	struct cpu_ctx *cc = cpu_ctx(scx_bpf_task_cpu(p));
	u64 now = now_ns();
	u32 policy, llc;

	if (cc)
		overdue_tick(cc, now);
	group_sweep(now);
	if (!balance_due(now))
		return;
	policy = active_policy();
	if (nr_llcs > 1)
		balance(policy);
	if (on_leaving_cpu())
		return;
	bpf_for(llc, 0, nr_llcs) {
		if (llc_waiting(policy, llc))
			kick_forgotten(llc_queue(policy, llc));
	}
}

/* Reading it lists the tasks that waited, as struct task_record, and keeps the watch going. */
SEC("iter/task")
int suite_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *p = ctx->task;
	struct task_ctx *tc;

	if (!ctx->meta->seq_num)
		watch_renew(now_ns());
	if (!p)
		return 0;
	tc = task_ctx(p);
	if (tc)
		watch_emit(ctx->meta->seq, p, &tc->waits, p->scx.weight, tc->policy);
	return 0;
}

SEC("struct_ops.s/suite_init")
s32 BPF_PROG(suite_init)
{
	s32 err = 0;

	reset_cpus();
	reset_groups();
#define X(id, name, aliases, summary) err = err ?: create_queues(id);
	POLICIES(X)
#undef X
	return err;
}

SEC("struct_ops.s/suite_exit")
void BPF_PROG(suite_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SEC(".struct_ops.link")
struct sched_ext_ops suite = {
	.select_cpu = (void *)suite_select_cpu,
	.enqueue = (void *)suite_enqueue,
	.dispatch = (void *)suite_dispatch,
	.running = (void *)suite_running,
	.stopping = (void *)suite_stopping,
	.update_idle = (void *)suite_update_idle,
	.tick = (void *)suite_tick,
	.enable = (void *)suite_enable,
	.disable = (void *)suite_disable,
	.set_weight = (void *)suite_set_weight,
	.init_task = (void *)suite_init_task,
	.cgroup_init = (void *)suite_cgroup_init,
	.cgroup_exit = (void *)suite_cgroup_exit,
	.cgroup_move = (void *)suite_cgroup_move,
	.cgroup_set_weight = (void *)suite_cgroup_set_weight,
	.cgroup_set_idle = (void *)suite_cgroup_set_idle,
	.cpu_online = (void *)suite_cpu_online,
	.cpu_offline = (void *)suite_cpu_offline,
	.cpu_release = (void *)suite_cpu_release,
	.init = (void *)suite_init,
	.exit = (void *)suite_exit,
	/* The loader drops bits that the running kernel does not know. */
	.flags = SCX_OPS_KEEP_BUILTIN_IDLE | SCX_OPS_ENQ_MIGRATION_DISABLED |
		 SCX_OPS_HAS_CGROUP_WEIGHT,
	.name = SUITE_OPS_NAME,
};
