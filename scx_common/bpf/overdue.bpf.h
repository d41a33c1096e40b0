/* SPDX-License-Identifier: GPL-2.0 */
/*
 * No task waits for longer than a bound, whatever the policy's order is.
 *
 * Where a task queues is decided when the task comes, by the loads of that moment. If a crowd of
 * great weight arrives then, virtual time goes on a hundred times more slowly, and a task that is a
 * second of it behind would wait until the watchdog ejects the policy. So now and then each CPU
 * looks through the queues that it serves, and the task that has waited there for longest, and for
 * at least OVERDUE, runs next. That is a floor under the share of every task: one slice in about
 * OVERDUE. The more tasks are overdue, the sooner the CPU looks again, so that all of them have
 * their turn within another OVERDUE.
 */
#ifndef SCX_COMMON_BPF_OVERDUE_BPF_H
#define SCX_COMMON_BPF_OVERDUE_BPF_H

#include "bpf/queue.bpf.h"

#define OVERDUE (4000 * NSEC_PER_MSEC)

/* The pause between two looks of a CPU, for each CPU of its LLC: they share the LLC's queue. */
#define OVERDUE_EVERY (125 * NSEC_PER_MSEC)
#define OVERDUE_EVERY_MOST (OVERDUE / 2)

/* How many tasks of a queue are looked at, from its end: those wait longest. */
#define OVERDUE_LOOK 2000

/* What is kept of @p if @p waits since before @since and @cpu may run it; else NULL. */
static __always_inline struct task_ctx *overdue_task(struct task_struct *p, s32 cpu, u64 since)
{
	struct task_ctx *tc = task_ctx(p);

	if (!tc || !tc->wait_from || !before(tc->wait_from, since))
		return NULL;
	return task_allows(p, cpu) ? tc : NULL;
}

/*
 * Look through @dsq for tasks that wait since before @since and may run on @cpu, that of @cc and of
 * the caller: count them and find the first; or, with @take, hand the first to the CPU, true if
 * that was done. The result is in @cc and not on the stack, where the verifier would follow the
 * count from one task to the next.
 */
static __noinline bool overdue_look(u64 dsq, s32 cpu, struct cpu_ctx *cc, u64 since, bool take)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	struct task_ctx *tc;
	bool taken = false;
	u32 i;

	bpf_rcu_read_lock();
	if (!bpf_iter_scx_dsq_new(&it, dsq, kernel_flag(scx_dsq_iter_flags, SCX_DSQ_ITER_REV))) {
		bpf_for(i, 0, OVERDUE_LOOK) {
			p = bpf_iter_scx_dsq_next(&it);
			if (!p)
				break;
			tc = overdue_task(p, cpu, since);
			if (!tc)
				continue;
			if (!take) {
				if (!cc->overdue.nr++ || before(tc->wait_from, cc->overdue.since))
					cc->overdue.since = tc->wait_from;
			} else if (tc->wait_from == cc->overdue.since) {
				tc->overdue = true;
				taken = dsq_move(&it, p, SCX_DSQ_LOCAL_ON | (u32)cpu);
				break;
			}
		}
	}
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	return taken;
}

/* The pause until a CPU looks again that has found @nr tasks, ns. */
static __always_inline u64 overdue_pause(u32 nr)
{
	u64 pause = OVERDUE_EVERY * cpus_per_llc();

	if (pause > OVERDUE_EVERY_MOST)
		pause = OVERDUE_EVERY_MOST;
	return nr && OVERDUE / nr < pause ? OVERDUE / nr : pause;
}

/* At a tick of the CPU of @cc: is it time for that CPU to look? */
static __always_inline void overdue_tick(struct cpu_ctx *cc, u64 now)
{
	if (!before(now, cc->overdue.look_at))
		cc->overdue.look = true;
}

/*
 * Let @cpu run the task of the queues of @policy that is most overdue; false if none is. Not
 * static, so that the verifier looks at it once, and not again at what its caller does next for
 * each way through it.
 */
__noinline bool overdue_take(u32 policy, s32 cpu)
{
	u64 shared = llc_queue(policy, llc_of(cpu)), own = cpu_queue(policy, cpu);
	u64 now = now_ns(), since = now - OVERDUE;
	struct cpu_ctx *cc = cpu_ctx(cpu);
	bool taken = false;
	u32 i;

	if (!cc)
		return false;
	cc->overdue.look = false;
	cc->overdue.nr = 0;
	/* Through both queues; if a task is overdue, through both again to take the first. */
	bpf_for(i, 0, 4) {
		if (taken || (i >= 2 && !cc->overdue.nr))
			break;
		taken = overdue_look(i % 2 ? own : shared, cpu, cc, since, i >= 2);
	}
	cc->overdue.look_at = now + overdue_pause(cc->overdue.nr);
	if (taken)
		COUNT(policy, overdue);
	return taken;
}

#endif
