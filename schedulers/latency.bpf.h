/* SPDX-License-Identifier: GPL-2.0 */
/*
 * latency: short waits for tasks that sleep and wake, without giving up shares.
 *
 * It is `weighted` (see vclock.bpf.h) with five things more:
 * - Hogs step back. A task that uses the CPU for hog_us without sleeping is a hog; all hogs queue
 *   patience_us of virtual time behind everybody else. As that is the same for each of them, their
 *   shares among themselves stay those of their weights. It stands for the later deadline that a
 *   long request has in earliest virtual deadline first (Stoica and Abdel-Wahab, 1995). A deadline
 *   that grows with every task's burst was tried and is worse: readers of a pipe overtake its
 *   writers and then find one message instead of many. So they do where hog_us is so short that
 *   writers are hogs (8 ms in hackbench by sockets).
 * - Hogs take turns more often. A hog that is stopped lost a cache at worst and comes again; a task
 *   that will sleep soon is better left to finish, as what it still has to do waits for its next
 *   turn. So hogs have the shorter slices (hog_slice_us), and what is no hog finds its CPU earlier
 *   and keeps it. Slices end at ticks: at 250 Hz, the defaults at the first and at the second.
 * - Preemption of hogs only. A task that wakes and usually runs for less than burst_us takes the
 *   CPU it is on from a hog, if it comes before it in virtual time and the hog has run for
 *   granularity_us. Tasks that sleep now and then are never preempted: they are about to sleep
 *   anyway, and a switch costs more than the wait.
 * - A rebate. Short bursts are charged charge_pct of the time they took, so that a server of many
 *   small requests is not stopped at the share of one hog. Not below 50: however many tasks
 *   pretend to be interactive, a hog beside them has at least half of its fair share.
 * - Neither of the two in a crowd. Where more than crowd_per_cpu tasks wait for each CPU, something
 *   works for throughput: whoever wakes has to wait for others than the hog, and with a rebate
 *   readers of a socket come before its writers and find one message instead of many.
 *
 * The credit of a sleeper is as in `weighted`, and the same for all: credit that grows with the
 * wakeup rate, as scx_bpfland and scx_flash have it, makes tasks wake more often, which gives them
 * more credit.
 *
 * Good for desktops, games, request servers beside batch work; nice keeps its meaning.
 *
 * Bad for hogs that share a machine with many short tasks: they are moved about more than under
 * `weighted`. A task that sleeps little but must never wait should be SCHED_FIFO.
 */
#ifndef SCHEDULERS_LATENCY_BPF_H
#define SCHEDULERS_LATENCY_BPF_H

#include "bpf/vclock.bpf.h"

TUNABLE(latency, slice_us, 5500, 100, 1000000,
	"how long a task runs before the order is looked at");
TUNABLE(latency, hog_slice_us, 2800, 100, 1000000, "the same for a hog");
TUNABLE(latency, credit_us, 4000, 0, 1000000, "how far behind the others a task may wake up");
TUNABLE(latency, hog_us, 16000, 100, 1000000,
	"a task that runs for so long without sleeping is a hog");
TUNABLE(latency, patience_us, 8000, 0, 1000000, "how far behind all others a hog queues");
TUNABLE(latency, burst_us, 2000, 0, 1000000,
	"a task that runs shorter than this between sleeps may preempt a hog; 0: none may");
TUNABLE(latency, granularity_us, 250, 0, 1000000, "a hog keeps its CPU at least so long");
TUNABLE(latency, crowd_per_cpu, 4, 0, 1000,
	"no preemption, no rebate while more tasks than this wait for each CPU");
TUNABLE(latency, charge_pct, 60, 50, 100, "percent of their time that short bursts are charged");

static __always_inline u64 latency_credit(void)
{
	return latency_credit_us * NSEC_PER_USEC;
}

static __always_inline bool latency_is_hog(const struct task_ctx *tc)
{
	u64 burst = tc->avg_burst > tc->burst ? tc->avg_burst : tc->burst;

	return burst >= latency_hog_us * NSEC_PER_USEC;
}

static __always_inline u64 latency_slice(const struct task_ctx *tc)
{
	return (latency_is_hog(tc) ? latency_hog_slice_us : latency_slice_us) * NSEC_PER_USEC;
}

static __always_inline bool latency_is_short(const struct task_ctx *tc)
{
	u64 most = latency_burst_us * NSEC_PER_USEC;

	return tc->avg_burst < most && tc->burst < most;
}

/* Where a task at @vtime queues. */
static __always_inline u64 latency_key(const struct task_ctx *tc, u64 vtime)
{
	return latency_is_hog(tc) ? vtime + latency_patience_us * NSEC_PER_USEC : vtime;
}

/* Is there a crowd where @tc has its place? */
static __always_inline bool latency_crowded(const struct task_ctx *tc)
{
	return queue_depth(tc) > latency_crowd_per_cpu * cpus_per_llc();
}

static __always_inline s32 latency_select_cpu(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					      u64 wake_flags)
{
	return vclock_select_cpu(p, tc, cpu, wake_flags, latency_slice(tc), latency_credit());
}

/* Should @tc, which has just been woken, take the CPU of @cc? */
static __always_inline bool latency_preempts(const struct task_ctx *tc, const struct cpu_ctx *cc)
{
	u64 key = vclock_compared(tc, cc, latency_key(tc, tc->vtime));
	s64 ran = tc->wait_from - cc->run_from;

	if (!cc->run_from || !cc->run_hog || cc->asked || !latency_is_short(tc))
		return false;
	if (ran < (s64)(latency_granularity_us * NSEC_PER_USEC))
		return false;
	return before(key, cc->run_key + vclock_scale(ran, cc->run_weight));
}

static __always_inline void latency_enqueue(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					    struct cpu_ctx *cc, bool joins, u64 enq_flags)
{
	vclock_place(p, tc, cpu, cc, joins, latency_credit());
	if (enqueue_direct(p, tc, cpu, cc, joins, latency_slice(tc), enq_flags)) {
		vclock_forgive(tc, cc, 0);
		return;
	}
	if (joins && latency_preempts(tc, cc) && !latency_crowded(tc)) {
		cc->asked = true;
		dsq_insert(p, SCX_DSQ_LOCAL, latency_slice(tc),
			   enq_flags | kernel_flag(scx_enq_flags, SCX_ENQ_PREEMPT));
		COUNT(tc->policy, local_direct);
		COUNT(tc->policy, preempted);
		return;
	}
	enqueue_by_key(p, tc, cpu, latency_key(tc, tc->vtime), latency_slice(tc), enq_flags);
}

static __always_inline bool latency_keeps(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					  struct cpu_ctx *cc)
{
	return !comes_before(tc->policy, cpu, cc, latency_key(tc, vclock_now(tc, cc)));
}

static __always_inline u64 latency_renew(struct task_struct *p, struct task_ctx *tc,
					 struct cpu_ctx *cc, bool alone)
{
	vclock_renew(tc, cc, alone);
	return latency_slice(tc);
}

static __always_inline void latency_running(struct task_struct *p, struct task_ctx *tc, s32 cpu,
					    struct cpu_ctx *cc)
{
	vclock_running(tc, cpu, cc);
	cc->run_key = vclock_compared(tc, cc, latency_key(tc, tc->vtime));
	cc->run_hog = latency_is_hog(tc);
	cc->run_weight = tc->weight;
}

static __always_inline void latency_stopping(struct task_struct *p, struct task_ctx *tc, u64 used,
					     bool runnable)
{
	tc->burst += used;
	if (latency_is_short(tc) && !latency_crowded(tc))
		used = used * latency_charge_pct / 100;
	tc->vtime += vclock_scale(used, tc->weight);
	if (runnable)
		return;
	tc->avg_burst = tc->avg_burst - tc->avg_burst / 4 + tc->burst / 4;
	tc->burst = 0;
}

static __always_inline s64 latency_served(u32 policy, u32 llc)
{
	return vclock_served(policy, llc);
}

#endif
