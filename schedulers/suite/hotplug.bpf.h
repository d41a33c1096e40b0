/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CPUs that leave and come: what still waits on one that leaves must run before it is gone, or
 * elsewhere when it is only a higher scheduling class that has taken it.
 */
#ifndef SCHEDULERS_SUITE_HOTPLUG_BPF_H
#define SCHEDULERS_SUITE_HOTPLUG_BPF_H

#include "policies.h"
#include "bpf/queue.bpf.h"

/* A CPU that cannot fetch what waits for it, + 1: see leave_stranded(). */
volatile u32 stranded SEC(".data.control") = 0;

/*
 * Is @cpu, that of @cc, going offline or offline? On 6.12 an offline that was refused, for the sake
 * of SCHED_DEADLINE tasks, is told to nobody.
 */
static __always_inline bool cpu_is_leaving(const struct cpu_ctx *cc, s32 cpu)
{
	return cc->leaving && !(cpu_is_active_known() && cpu_is_active(cpu));
}

/*
 * Is it the CPU this runs on? Then nothing may be kicked from here: a kick goes through an irq_work
 * of this CPU, and one that is queued after the CPU's last interrupt never runs. It would block
 * irq_works of that CPU when it is back, and a detach on 7.3 waits for it for ever.
 */
static __always_inline bool on_leaving_cpu(void)
{
	s32 cpu = bpf_get_smp_processor_id();
	struct cpu_ctx *cc = cpu_ctx(cpu);

	return cc && cpu_is_leaving(cc, cpu);
}

/* Hand @cpu all that waits in its own queues, and what was on it and waits in its LLC's. */
static __always_inline void surrender_all(s32 cpu)
{
#define X(id, name, aliases, summary)                                                              \
	surrender(cpu_queue(id, cpu), cpu, true);                                                  \
	surrender(llc_queue(id, llc_of(cpu)), cpu, false);
	POLICIES(X)
#undef X
}

/*
 * @cpu idles although work waits, and has been taken off cpu_active_mask: it is going offline. 6.16
 * and its neighbours do not ask such a CPU to dispatch, yet wait for an RCU grace period before
 * they call ops.cpu_offline(): for ever, if what waits there was preempted as an RCU reader. So
 * another CPU hands it its tasks.
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

/* Implemented because the kernel ejects a scheduler that does not expect hotplug. */
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
 * A CPU goes away and asks for no more work, but must run what still waits on it so that the kernel
 * can move those tasks elsewhere. Newer kernels have emptied the queues by now.
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
 * A real-time task takes @cpu, for how long nobody knows: what waits in the local DSQ of that CPU,
 * and what ran there, goes back to the queues, which others serve. Before 7.0 it would else starve
 * there; since then the kernel's deadline server sees to it, and the loader leaves this out.
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
