/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The suite's one sched_ext_ops: a task's way through a turn, from waking to running to stopping.
 *
 * Each callback does what is the same for all policies, and calls an operation of the policy in
 * charge, or, for a task that has been placed, of the policy under which it was placed. How one
 * policy takes over from another is in suite/switch.bpf.h, the contract of a policy in
 * policy.bpf.h.
 */
#include "bpf/overdue.bpf.h"
#include "policy.bpf.h"
#include "suite/hotplug.bpf.h"
#include "suite/lifecycle.bpf.h"
#include "suite/switch.bpf.h"

char _license[] SEC("license") = "GPL";

#define X(id_, name_, aliases_, summary_, with...)                                                 \
	const struct policy_desc name_##_policy SEC(".rodata.policies") = {                        \
		.id = id_,                                                                         \
		.name = #name_,                                                                    \
		.aliases = aliases_,                                                               \
		.summary = summary_,                                                               \
	};
POLICIES(X)
#undef X

/* For a task that no policy could place, ns. */
#define FALLBACK_SLICE (5000 * NSEC_PER_USEC)

SEC("struct_ops/suite_select_cpu")
s32 BPF_PROG(suite_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct task_ctx *tc = task_ctx(p);

	if (!tc)
		return prev_cpu;
	return policy_ask(latch(tc), prev_cpu, select_cpu, p, tc, prev_cpu, wake_flags);
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
	/* A CPU that leaves could kick no CPU to look into a queue: its task goes past them. */
	if (!tc || !cc || on_leaving_cpu()) {
		dsq_insert(p, SCX_DSQ_LOCAL, FALLBACK_SLICE, enq_flags);
		return;
	}
	/* A task whose turn ended got its stamp in suite_stopping() and goes on waiting. */
	joins = !tc->wait_from;
	if (joins) {
		tc->wait_from = now_ns();
		tc->cause = WAIT_WAKEUP;
		group_count(tc, true);
	}
	policy = latch(tc);
	policy_do(policy, enqueue, p, tc, cpu, cc, joins, enq_flags);
	/* Switched meanwhile: some CPU may already believe that this policy's queues are empty. */
	if (policy != active_policy())
		__sync_fetch_and_add(&drain_seq, 1);
}

/*
 * @prev has used up its slice but could go on. It is in no queue at this time, so the policy has to
 * say whether its turn is still before that of every task that waits: otherwise a task of large
 * weight would never run twice in a row. True if so.
 */
static __always_inline bool keeps(struct task_struct *prev, u32 policy, s32 cpu, struct cpu_ctx *cc)
{
	struct task_ctx *tc = task_ctx(prev);

	return tc && tc->policy == policy && policy_ask(policy, false, keeps, prev, tc, cpu, cc);
}

/* Let @prev go on for another slice; @alone: because no other task waits for the CPU of @cc. */
static __always_inline void renew(struct task_struct *prev, struct cpu_ctx *cc, bool alone)
{
	struct task_ctx *tc = task_ctx(prev);

	if (!tc)
		return;
	group_weigh(tc);
	task_set_slice(prev, policy_ask(tc->policy, FALLBACK_SLICE, renew, prev, tc, cc, alone));
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
	if (cc->overdue.look && overdue_take(policy, cpu))
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
	policy_do(tc->policy, running, p, tc, cpu, cc);
	tc->overdue = false;
	tc->cpu = cpu;
}

SEC("struct_ops/suite_stopping")
void BPF_PROG(suite_stopping, struct task_struct *p, bool runnable)
{
	struct task_ctx *tc = task_ctx(p);
	struct cpu_ctx *cc;
	u64 now = now_ns(), used;

	if (!tc)
		return;
	used = elapsed(tc->run_from, now);
	account_stop(tc, used);
	cc = cpu_ctx(tc->cpu);
	policy_do(tc->policy, stopping, p, tc, used, runnable);
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
#define X(id, name, aliases, summary, with...) waits = waits || work_waits(id, cpu, cc);
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
		balance_compare(&b, policy, llc, policy_ask(policy, (s64)0, served, policy, llc));
	}
	balance_order(&b, policy);
}

/* On a CPU that runs a task: what is due now and then, done by the CPU that comes first. */
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

/* A reading lists the tasks that waited, as struct task_record, and keeps the watch going. */
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
