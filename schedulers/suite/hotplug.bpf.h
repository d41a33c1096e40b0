/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CPUs that leave and come.
 *
 * A task that waits on a CPU that goes offline must run before the CPU is gone. Where a higher
 * scheduling class has only taken the CPU, the task must run elsewhere.
 */
#ifndef SCHEDULERS_SUITE_HOTPLUG_BPF_H
#define SCHEDULERS_SUITE_HOTPLUG_BPF_H

#include "policy.bpf.h"

/* The number + 1 of a CPU that cannot fetch its tasks, see leave_stranded(); 0: there is none. */
volatile u32 stranded SEC(".data.control") = 0;

/*
 * Is @cpu, that of @cc, offline or on its way there? An offline may be refused for the sake of
 * SCHED_DEADLINE tasks without a word (6.12), so `leaving` alone does not tell.
 */
static __always_inline bool cpu_is_leaving(const struct cpu_ctx *cc, s32 cpu)
{
	return cc->leaving && !(cpu_is_active_known() && cpu_is_active(cpu));
}

/*
 * Does this run on a CPU that is leaving? Then it may kick no CPU: a kick goes through an irq_work
 * of this CPU, and an irq_work that is queued after the CPU's last interrupt never runs. It would
 * block the irq_works of that CPU when it is back, and a detach on 7.3 waits for it for ever.
 */
static __always_inline bool on_leaving_cpu(void)
{
	s32 cpu = bpf_get_smp_processor_id();
	struct cpu_ctx *cc = cpu_ctx(cpu);

	return cc && cpu_is_leaving(cc, cpu);
}

/* Hand @cpu all tasks of its own queues, and the tasks of its LLC's queues that are on @cpu. */
static __always_inline void surrender_all(s32 cpu)
{
#define X(id, name, aliases, summary, with...)                                                     \
	surrender(cpu_queue(id, cpu), cpu, true);                                                  \
	surrender(llc_queue(id, llc_of(cpu)), cpu, false);
	POLICIES(X)
#undef X
}

/*
 * @cpu idles although a task waits, and cpu_active_mask no longer has it: it is going offline. 6.16
 * and its neighbours do not ask such a CPU to dispatch, yet wait for an RCU grace period before
 * they call ops.cpu_offline(): for ever, if the task was preempted as an RCU reader. So another CPU
 * hands it its tasks.
 */
static __always_inline void leave_stranded(s32 cpu)
{
	u32 i;

	stranded = cpu + 1;
	bpf_for(i, 0, nr_cpus) {
		if (cpu_is_active(i)) /* a number that no CPU has is an error */
			scx_bpf_kick_cpu(i, kernel_flag(scx_kick_flags, SCX_KICK_IDLE));
	}
}

static __noinline void rescue_stranded(void)
{
	s32 cpu = stranded - 1;

	stranded = 0;
	if (cpu < 0)
		return;
	surrender_all(cpu);
	/* dsq_move() wakes no CPU that a task is on already: it idled on until its next timer. */
	scx_bpf_kick_cpu(cpu, 0);
}

/* Without these two callbacks the kernel would eject the suite when a CPU comes or goes. */
SEC("struct_ops.s/suite_cpu_online")
void BPF_PROG(suite_cpu_online, s32 cpu)
{
	struct cpu_ctx *cc = cpu_ctx(cpu);

	if (!cc)
		return;
	cc->leaving = false;
	__sync_fetch_and_add(&nr_online, 1);
}

/*
 * A CPU goes away. It asks for no more work, but must run the tasks that still wait on it, so that
 * the kernel can move them elsewhere. Newer kernels have emptied the queues by now.
 */
SEC("struct_ops.s/suite_cpu_offline")
void BPF_PROG(suite_cpu_offline, s32 cpu)
{
	struct cpu_ctx *cc = cpu_ctx(cpu);

	if (!cc)
		return;
	if (!cc->leaving)
		__sync_fetch_and_add(&nr_online, -1);
	cc->leaving = true;
	surrender_all(cpu);
}

/*
 * A real-time task takes @cpu, nobody knows for how long.
 *
 * Since Linux 7.0: the kernel's deadline server for sched_ext gives the tasks of that CPU some
 * time, and the loader leaves this callback out; before that: they would starve, so the tasks in
 * the local DSQ of that CPU and the task that ran there go back to the queues, which other CPUs
 * serve.
 */
SEC("struct_ops/suite_cpu_release")
void BPF_PROG(suite_cpu_release, s32 cpu, struct scx_cpu_release_args *args)
{
	struct cpu_ctx *cc = cpu_ctx(cpu);

	if (!cc)
		return;
	cc->releasing = true;
	scx_bpf_reenqueue_local();
	cc->releasing = false;
}

#endif
