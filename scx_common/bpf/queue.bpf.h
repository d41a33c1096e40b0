/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The queues of a policy: one DSQ for each LLC, and one for each CPU for tasks that are pinned
 * there.
 *
 * A queue for each LLC keeps the lock and the cache lines of a DSQ within one cache; a CPU without
 * work takes from the queues of other LLCs. Pinned tasks have queues of their own, because a CPU
 * that looks for work in a shared queue would step over every task that is pinned elsewhere. A CPU
 * serves two queues, its own and its LLC's, and takes the task with the smaller key; a key of the
 * CPU's own queue counts with cpu_policy.shift added.
 *
 * The suite counts how many tasks wait in a queue. The kernel finds a queue by a hash table at each
 * question, and a switch would ask five times. A task counts from the moment before it goes into a
 * queue until it runs, is queued anew or leaves. So a queue whose count is 0 is empty; a queue with
 * a count may just have been emptied.
 */
#ifndef SCX_COMMON_BPF_QUEUE_BPF_H
#define SCX_COMMON_BPF_QUEUE_BPF_H

#include "bpf/account.bpf.h"

#define QUEUE_CPU (1U << 31)

static __always_inline u64 llc_queue(u32 policy, u32 llc)
{
	return (u64)(policy + 1) << 32 | llc;
}

static __always_inline u64 cpu_queue(u32 policy, s32 cpu)
{
	return (u64)(policy + 1) << 32 | QUEUE_CPU | (u32)cpu;
}

/* Is @p confined to the CPU on which it is, that of @cc? */
static __always_inline bool is_pinned(const struct task_struct *p, const struct cpu_ctx *cc)
{
	return p->nr_cpus_allowed == 1 || task_migration_disabled(p, cc->releasing ? 2 : 1);
}

/* Choose the queue for @p, which is on @cpu; true if it is another queue than last time. */
static __always_inline bool queue_assign(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 const struct cpu_ctx *cc)
{
	bool pinned = is_pinned(p, cc);
	u32 llc = llc_of(cpu);
	bool moved = llc != tc->queue.llc || pinned != tc->queue.pinned ||
		     (pinned && cpu != tc->queue.home);

	tc->queue.llc = llc;
	tc->queue.home = cpu;
	tc->queue.pinned = pinned;
	return moved;
}

/* The queue of @tc under @policy on @cpu. */
static __always_inline u64 queue_of(const struct task_ctx *tc, u32 policy, s32 cpu)
{
	return tc->queue.pinned ? cpu_queue(policy, cpu) : llc_queue(policy, tc->queue.llc);
}

static __always_inline u32 llc_waiting(u32 policy, u32 llc)
{
	return llc_policy(llc, policy)->waiting;
}

static __always_inline u32 cpu_waiting(u32 policy, const struct cpu_ctx *cc)
{
	return cpu_policy(cc, policy)->waiting;
}

/* The count of the queue of @tc; NULL if there is no such queue. */
static __always_inline u32 *waiting_of(const struct task_ctx *tc)
{
	struct cpu_ctx *cc;

	if (!tc->queue.pinned)
		return &llc_policy(tc->queue.llc, tc->policy)->waiting;
	cc = cpu_ctx(tc->queue.home);
	if (!cc)
		return NULL;
	barrier_var(cc); /* or the compiler would do the sum before the test */
	return &cpu_policy(cc, tc->policy)->waiting;
}

/* How many tasks wait in the queue of @tc. */
static __always_inline u32 queue_depth(const struct task_ctx *tc)
{
	u32 *waiting = waiting_of(tc);

	return waiting ? *waiting : 0;
}

/* The task of @tc is about to leave its queue; false if it is in none. */
static __always_inline bool queue_leave(struct task_ctx *tc)
{
	u32 *waiting;

	if (!tc->queue.waits)
		return false;
	tc->queue.waits = false;
	waiting = waiting_of(tc);
	if (waiting)
		__sync_fetch_and_add(waiting, -1);
	return true;
}

/*
 * Does a task of any policy wait for @cpu, or for its LLC? Defined by the suite, which alone knows
 * the list of policies: schedulers/suite/switch.bpf.h.
 */
static __always_inline bool anything_waits(s32 cpu, const struct cpu_ctx *cc);

/*
 * Look for an idle CPU for a task that wakes, and insert the task there at once; true if that was
 * done. *@cpu is the CPU to return from ops.select_cpu() in either case.
 *
 * The kernel calls the CPU of a waker idle that is about to sleep (SCX_WAKE_SYNC). Two tasks that
 * wake each other in that way would always be in that CPU's local DSQ, and the CPU would never ask
 * for the tasks that wait for it; so that CPU counts only while no task waits.
 */
static __always_inline bool select_idle(struct task_struct *p, struct task_ctx *tc, s32 *cpu,
					u64 wake_flags, u64 slice)
{
	const struct cpu_ctx *cc;
	bool idle = false;

	*cpu = scx_bpf_select_cpu_dfl(p, *cpu, wake_flags, &idle);
	if (!idle)
		return false;
	if (*cpu == (s32)bpf_get_smp_processor_id()) {
		cc = cpu_ctx(*cpu);
		if (cc && cc->run_from && anything_waits(*cpu, cc))
			return false;
	}
	tc->wait_from = now_ns();
	tc->cause = WAIT_WAKEUP;
	dsq_insert(p, SCX_DSQ_LOCAL, slice, 0);
	COUNT(tc->policy, idle_direct);
	return true;
}

/*
 * The short ways past the queues for a pinned @p, for which the kernel does not call select_cpu:
 * the CPU of @cc is idle, or @p is a kernel thread of that CPU and has just been woken (@joins). A
 * kernel thread whose slice ended queues like every task, or a busy one could keep the CPU for
 * ever. True if @p has been inserted.
 */
static __always_inline bool enqueue_direct(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   const struct cpu_ctx *cc, bool joins, u64 slice,
					   u64 enq_flags)
{
	if (!tc->queue.pinned)
		return false;
	if (!cc->run_from && scx_bpf_test_and_clear_cpu_idle(cpu)) {
		dsq_insert(p, SCX_DSQ_LOCAL, slice, enq_flags);
		COUNT(tc->policy, idle_direct);
		return true;
	}
	if (joins && (p->flags & PF_KTHREAD)) {
		dsq_insert(p, SCX_DSQ_LOCAL, slice, enq_flags);
		COUNT(tc->policy, local_direct);
		return true;
	}
	return false;
}

/*
 * After @p went into a queue: wake an idle CPU that may take it. A CPU that is just about to go
 * idle looks into its queues once more in ops.update_idle(), so no CPU sleeps while a task waits.
 * The CPU of a pinned task is known to be busy, see enqueue_direct(): its run queue is locked.
 */
static __always_inline void kick_idle(struct task_struct *p, struct task_ctx *tc)
{
	s32 cpu = tc->queue.pinned ? -1 : pick_idle_cpu(p);

	if (cpu < 0)
		return;
	scx_bpf_kick_cpu(cpu, kernel_flag(scx_kick_flags, SCX_KICK_IDLE));
	COUNT(tc->policy, kicked);
}

/*
 * Now and then: wake an idle CPU for one of the first tasks of @dsq. The kernel puts a task into
 * the queue only after kick_idle(), so a CPU that went idle meanwhile may have been seen by nobody;
 * and a CPU of another LLC looks here only before it idles.
 */
static __noinline void kick_forgotten(u64 dsq)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	s32 cpu = -1;
	u32 i;

	bpf_rcu_read_lock();
	if (!bpf_iter_scx_dsq_new(&it, dsq, 0)) {
		bpf_for(i, 0, DSQ_LOOK) {
			p = bpf_iter_scx_dsq_next(&it);
			if (!p)
				break;
			cpu = pick_idle_cpu(p);
			if (cpu >= 0)
				break;
		}
	}
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	if (cpu >= 0)
		scx_bpf_kick_cpu(cpu, kernel_flag(scx_kick_flags, SCX_KICK_IDLE));
}

/*
 * Queue @p, which is on @cpu, by @key for a turn of @slice ns: the smallest key is served first.
 * After queue_assign() only.
 */
static __always_inline void enqueue_by_key(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   u64 key, u64 slice, u64 enq_flags)
{
	u32 *waiting = waiting_of(tc);

	if (waiting) {
		account_queued(tc->policy, *waiting);
		__sync_fetch_and_add(waiting, 1);
		tc->queue.waits = true;
	}
	dsq_insert_vtime(p, queue_of(tc, tc->policy, cpu), slice, key, enq_flags);
	kick_idle(p, tc);
}

/* Let @p, which has just been woken, take the CPU of @cc for a turn of @slice ns. */
static __always_inline void enqueue_preempting(struct task_struct *p, const struct task_ctx *tc,
					       struct cpu_ctx *cc, u64 slice, u64 enq_flags)
{
	cc->asked = true;
	dsq_insert(p, SCX_DSQ_LOCAL, slice,
		   enq_flags | kernel_flag(scx_enq_flags, SCX_ENQ_PREEMPT));
	COUNT(tc->policy, local_direct);
	COUNT(tc->policy, preempted);
}

/* The key of the first task of the own queue of @cpu, as one that compares with the LLC's keys. */
static __always_inline bool first_own_key(u32 policy, s32 cpu, const struct cpu_ctx *cc, u64 *key)
{
	if (!cpu_waiting(policy, cc) || !dsq_first_vtime(cpu_queue(policy, cpu), key))
		return false;
	*key += cpu_policy(cc, policy)->shift;
	return true;
}

/* The key of the first task of the queue of @cpu's LLC that may run on @cpu. */
static __noinline bool first_shared_key(u32 policy, s32 cpu, u64 *key)
{
	u32 llc = llc_of(cpu);

	return llc_waiting(policy, llc) && dsq_first_allowed(llc_queue(policy, llc), cpu, key);
}

/* Does a task wait for @cpu, that of @cc, whose key is before @key? */
static __always_inline bool comes_before(u32 policy, s32 cpu, const struct cpu_ctx *cc, u64 key)
{
	u64 first;

	if (first_shared_key(policy, cpu, &first) && before(first, key))
		return true;
	return first_own_key(policy, cpu, cc, &first) && before(first, key);
}

static __always_inline bool take_own(u32 policy, s32 cpu)
{
	if (!dsq_move_to_local(cpu_queue(policy, cpu)))
		return false;
	COUNT(policy, from_cpu);
	return true;
}

/* Take the next task for @cpu: from its own queue or its LLC's, whichever head comes first. */
static __always_inline bool take_near(u32 policy, s32 cpu, const struct cpu_ctx *cc)
{
	u32 llc = llc_of(cpu);
	bool own = cpu_waiting(policy, cc), shared = llc_waiting(policy, llc);
	u64 own_key, shared_key;

	if (own && shared && first_own_key(policy, cpu, cc, &own_key) &&
	    !(first_shared_key(policy, cpu, &shared_key) && before(shared_key, own_key)) &&
	    take_own(policy, cpu))
		return true;
	if (shared && dsq_move_to_local(llc_queue(policy, llc))) {
		COUNT(policy, from_llc);
		return true;
	}
	/* The tasks of the shared queue may all be confined to other CPUs. */
	return own && take_own(policy, cpu);
}

/* Take a task for the CPU on which this runs from @llc, which is another LLC than that CPU's. */
static __always_inline bool take_remote(u32 policy, u32 llc)
{
	if (!llc_waiting(policy, llc) || !dsq_move_to_local(llc_queue(policy, llc)))
		return false;
	COUNT(policy, from_remote);
	return true;
}

/*
 * The same for @cpu, of the task that comes first among those whose turn has ended; false if there
 * is none among the first. A task that has just woken is left where its waker is.
 */
static __noinline bool take_remote_busy(u32 policy, u32 llc, s32 cpu)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	struct task_ctx *tc;
	bool taken = false;
	u32 i;

	bpf_rcu_read_lock();
	if (!bpf_iter_scx_dsq_new(&it, llc_queue(policy, llc), 0)) {
		bpf_for(i, 0, DSQ_LOOK) {
			p = bpf_iter_scx_dsq_next(&it);
			if (!p)
				break;
			tc = task_ctx(p);
			if (!tc || tc->cause == WAIT_WAKEUP || !task_allows(p, cpu))
				continue;
			taken = dsq_move(&it, p, SCX_DSQ_LOCAL_ON | (u32)cpu);
			break;
		}
	}
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	if (taken)
		COUNT(policy, from_remote);
	return taken;
}

/* Take a task for @cpu, which has no work, from another LLC: the next one first. */
static __always_inline bool take_far(u32 policy, s32 cpu)
{
	u32 llc = llc_of(cpu), i;

	for (i = 1; i < MAX_LLCS && i < nr_llcs; i++) {
		llc = llc + 1 < nr_llcs ? llc + 1 : 0;
		if (take_remote(policy, llc))
			return true;
	}
	return false;
}

/* Take the next task for @cpu from the queues of @policy; false if they hold none for it. */
static __noinline bool take(u32 policy, s32 cpu, const struct cpu_ctx *cc)
{
	return take_near(policy, cpu, cc) || take_far(policy, cpu);
}

/*
 * Does a task wait that @cpu should run before it goes idle? Here the kernel has the last word: a
 * task in the local DSQ of a busy CPU still counts, but no other CPU can run it.
 */
static __always_inline bool work_waits(u32 policy, s32 cpu, const struct cpu_ctx *cc)
{
	u32 llc = llc_of(cpu);

	return (cpu_waiting(policy, cc) && scx_bpf_dsq_nr_queued(cpu_queue(policy, cpu)) > 0) ||
	       (llc_waiting(policy, llc) && scx_bpf_dsq_nr_queued(llc_queue(policy, llc)) > 0);
}

/* Hand the tasks of @dsq that are on @cpu, or all of them with @all, to the CPU's local DSQ. */
static __noinline void surrender(u64 dsq, s32 cpu, bool all)
{
	u64 local = SCX_DSQ_LOCAL_ON | (u32)cpu;
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	u32 i;

	bpf_rcu_read_lock();
	if (!bpf_iter_scx_dsq_new(&it, dsq, 0)) {
		bpf_for(i, 0, 1 << 20) {
			p = bpf_iter_scx_dsq_next(&it);
			if (!p)
				break;
			if (all || scx_bpf_task_cpu(p) == cpu)
				dsq_move(&it, p, local);
		}
	}
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
}

/* Create the queues of @policy. May sleep. 0 or -errno. */
static __noinline s32 create_queues(u32 policy)
{
	s32 err = 0;
	u32 i;

	bpf_for(i, 0, nr_llcs) {
		err = err ?: scx_bpf_create_dsq(llc_queue(policy, i), -1);
	}
	bpf_for(i, 0, nr_cpus) {
		err = err ?: scx_bpf_create_dsq(cpu_queue(policy, i), -1);
	}
	return err;
}

#endif
