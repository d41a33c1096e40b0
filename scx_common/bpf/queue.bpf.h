/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Queues of a policy: one DSQ for each LLC, and one for each CPU for tasks that can run only there.
 *
 * A queue for each LLC instead of one for the machine keeps the lock and the cache lines of a DSQ
 * within one cache; an idle LLC pulls from the others. Pinned tasks have their own queue because a
 * CPU that looks for work in a shared one would step over every task that is pinned elsewhere. Of
 * the two heads a CPU takes the smaller; the keys of its own queue count with cpu_ctx.shift added.
 *
 * How many wait in a queue is counted here, as the kernel looks a queue up in a hash table at each
 * question, and a switch would ask five times. A task counts from before it goes into a queue until
 * it runs, is queued anew or leaves: a queue whose count is 0 is empty, one with a count may just
 * have been emptied.
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

/* Can @p run on no other CPU than the one it is on, that of @cc? */
static __always_inline bool is_pinned(const struct task_struct *p, const struct cpu_ctx *cc)
{
	return p->nr_cpus_allowed == 1 || task_migration_disabled(p, cc->releasing ? 2 : 1);
}

/* Choose the queue for @p, which is on @cpu; true if it is another one than last time. */
static __always_inline bool queue_assign(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					 const struct cpu_ctx *cc)
{
	bool pinned = is_pinned(p, cc);
	u32 llc = llc_of(cpu);
	bool moved = llc != tc->llc || pinned != tc->pinned || (pinned && cpu != tc->home);

	tc->llc = llc;
	tc->home = cpu;
	tc->pinned = pinned;
	return moved;
}

/* The queue of @tc under @policy on @cpu. */
static __always_inline u64 queue_of(const struct task_ctx *tc, u32 policy, s32 cpu)
{
	return tc->pinned ? cpu_queue(policy, cpu) : llc_queue(policy, tc->llc);
}

static __always_inline u32 llc_waiting(u32 policy, u32 llc)
{
	return llcs[llc & (MAX_LLCS - 1)].waiting[policy & (MAX_POLICIES - 1)];
}

static __always_inline u32 cpu_waiting(u32 policy, const struct cpu_ctx *cc)
{
	return cc->waiting[policy & (MAX_POLICIES - 1)];
}

/* The count of the queue of @tc; NULL if there is no such queue. */
static __always_inline u32 *waiting_of(const struct task_ctx *tc)
{
	u32 policy = tc->policy & (MAX_POLICIES - 1);
	struct cpu_ctx *cc;

	if (!tc->pinned)
		return &llcs[tc->llc & (MAX_LLCS - 1)].waiting[policy];
	cc = cpu_ctx(tc->home);
	if (!cc)
		return NULL;
	barrier_var(cc); /* or the compiler would do the sum before the test */
	return &cc->waiting[policy];
}

/* How many wait where @tc has its place. */
static __always_inline u32 queue_depth(const struct task_ctx *tc)
{
	u32 *waiting = waiting_of(tc);

	return waiting ? *waiting : 0;
}

/* @tc waits in no queue, or no more. */
static __always_inline void queue_leave(struct task_ctx *tc)
{
	u32 *waiting;

	if (!tc->queued)
		return;
	tc->queued = false;
	waiting = waiting_of(tc);
	if (waiting)
		__sync_fetch_and_add(waiting, -1);
}

/*
 * Does anything wait for @cpu, or for its LLC, under whatever policy it was queued? Defined by the
 * suite, which alone knows the list of policies: schedulers/suite/switch.bpf.h.
 */
static __always_inline bool anything_waits(s32 cpu, const struct cpu_ctx *cc);

/*
 * Look for an idle CPU for a task that wakes and put it there at once; true if that was done.
 * *@cpu is the CPU to return from ops.select_cpu() in either case.
 *
 * A waker that is about to sleep (SCX_WAKE_SYNC) has its own CPU called idle. Two tasks that so
 * wake each other are always in that CPU's local queue: it would never ask for what waits for it.
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
 * The short ways past the queues for a pinned @p, for which select_cpu is not called: its CPU,
 * that of @cc, is idle, or it is a kernel thread of that CPU which has just been woken (@joins). A
 * kernel thread whose slice ended queues like everyone else, or a busy one could keep the CPU for
 * ever. True if @p has been placed.
 */
static __always_inline bool enqueue_direct(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   const struct cpu_ctx *cc, bool joins, u64 slice,
					   u64 enq_flags)
{
	if (!tc->pinned)
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
 * idle looks into its queues once more in ops.update_idle(), so none sleeps while work waits. The
 * CPU of a pinned task is known to be busy, see enqueue_direct(): its run queue is locked.
 */
static __always_inline void kick_idle(struct task_struct *p, struct task_ctx *tc)
{
	s32 cpu = tc->pinned ? -1 : pick_idle_cpu(p);

	if (cpu < 0)
		return;
	scx_bpf_kick_cpu(cpu, kernel_flag(scx_kick_flags, SCX_KICK_IDLE));
	COUNT(tc->policy, kicked);
}

/*
 * Now and then: wake an idle CPU for one of the first tasks of @dsq. A CPU that went idle while
 * another one queued a task may have been seen by nobody, as the kernel puts the task into the
 * queue only after kick_idle(); and one of another LLC does not look here before it idles.
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

/* Queue @p, which is on @cpu, by @key: the smallest is served first. */
static __always_inline void enqueue_by_key(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					   u64 key, u64 slice, u64 enq_flags)
{
	u32 *waiting = waiting_of(tc);

	if (waiting) {
		account_queued(tc->policy, *waiting);
		__sync_fetch_and_add(waiting, 1);
		tc->queued = true;
	}
	dsq_insert_vtime(p, queue_of(tc, tc->policy, cpu), slice, key, enq_flags);
	kick_idle(p, tc);
}

/* The key of the first task of the own queue of @cpu, as compared to those of its LLC's queue. */
static __always_inline bool first_own_key(u32 policy, s32 cpu, const struct cpu_ctx *cc, u64 *key)
{
	if (!cpu_waiting(policy, cc) || !dsq_first_vtime(cpu_queue(policy, cpu), key))
		return false;
	*key += cc->shift[policy & (MAX_POLICIES - 1)];
	return true;
}

/* The key of the first task of the queue of @cpu's LLC that may run on @cpu. */
static __noinline bool first_shared_key(u32 policy, s32 cpu, u64 *key)
{
	u32 llc = llc_of(cpu);

	return llc_waiting(policy, llc) && dsq_first_allowed(llc_queue(policy, llc), cpu, key);
}

/* Does a task wait for @cpu that comes before @key? */
static __always_inline bool comes_before(u32 policy, s32 cpu, const struct cpu_ctx *cc, u64 key)
{
	u64 first;

	if (first_shared_key(policy, cpu, &first) && (s64)(first - key) < 0)
		return true;
	return first_own_key(policy, cpu, cc, &first) && (s64)(first - key) < 0;
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
	    !(first_shared_key(policy, cpu, &shared_key) && (s64)(shared_key - own_key) < 0) &&
	    take_own(policy, cpu))
		return true;
	if (shared && dsq_move_to_local(llc_queue(policy, llc))) {
		COUNT(policy, from_llc);
		return true;
	}
	/* What the shared queue held may be for other CPUs only. */
	return own && take_own(policy, cpu);
}

/* Take a task for the CPU this runs on from @llc, which is not its own. */
static __always_inline bool take_remote(u32 policy, u32 llc)
{
	if (!llc_waiting(policy, llc) || !dsq_move_to_local(llc_queue(policy, llc)))
		return false;
	COUNT(policy, from_remote);
	return true;
}

/* Take a task for @cpu from another LLC, the next one first; only for a CPU without work. */
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

/* Take the next task for @cpu from the queues of @policy; false when they hold nothing for it. */
static __noinline bool take(u32 policy, s32 cpu, const struct cpu_ctx *cc)
{
	return take_near(policy, cpu, cc) || take_far(policy, cpu);
}

/*
 * Is anything waiting that @cpu should run before it goes idle? Here the kernel has the last word:
 * one that waits in the local queue of a busy CPU still counts, but is nobody else's to run.
 */
static __always_inline bool work_waits(u32 policy, s32 cpu, const struct cpu_ctx *cc)
{
	u32 llc = llc_of(cpu);

	return (cpu_waiting(policy, cc) && scx_bpf_dsq_nr_queued(cpu_queue(policy, cpu)) > 0) ||
	       (llc_waiting(policy, llc) && scx_bpf_dsq_nr_queued(llc_queue(policy, llc)) > 0);
}

/* Hand the tasks of @dsq that are on @cpu, or all with @all, to the CPU's local DSQ. */
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

/* The queues of @policy; 0 or -errno. May sleep. */
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
