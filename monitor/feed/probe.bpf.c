/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The probe: how long tasks wait for a CPU under any scheduler, seen from the kernel's tracepoints.
 *
 * A wait begins at sched_wakeup or sched_wakeup_new, or when sched_switch takes a runnable task off
 * its CPU. It ends when sched_switch brings the task in. The histograms are those of the suite, so
 * the same arithmetic applies to both. The figures differ in one point: a tracepoint cannot tell
 * the end of a slice from a preemption, so WAIT_SLICE_END stays empty.
 */
#include "abi.h"
#include "bpf/watch.bpf.h"

char _license[] SEC("license") = "GPL";

#define TASK_RUNNING 0

/* What the probe knows of a task. The times are of bpf_ktime_get_ns(). */
struct follow {
	/* When the task became runnable; 0 while it does not wait. */
	u64 wait_from;
	/* When the task began to run; 0 when unknown or while it does not run. */
	u64 run_from;
	/* When the task left its CPU; 0 when unknown or while it runs. */
	u64 off_from;
	/* The CPU that the task ran on last; -1 when unknown. */
	s32 cpu;
	/* Why the task waits: enum wait_cause. Valid while wait_from is not 0. */
	u32 cause;
	/* The waits since the watch of tasks began. */
	struct task_waits waits;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct follow);
} follows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_stats);
} stats SEC(".maps");

/* The idle task of a CPU does not wait for it. */
static __always_inline bool is_idle(const struct task_struct *p)
{
	return !p->pid;
}

/* What is known of @p; a new task begins here. NULL without memory: the run is counted as lost. */
static __always_inline struct follow *follow(struct task_struct *p, struct cpu_stats *st)
{
	struct follow *f = bpf_task_storage_get(&follows, p, NULL, 0);

	if (f)
		return f;
	f = bpf_task_storage_get(&follows, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (f)
		f->cpu = -1;
	else
		st->count[COUNT_lost]++;
	return f;
}

static __always_inline struct cpu_stats *cpu_stats(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&stats, &zero);
}

static __always_inline void leaves(struct task_struct *p, struct cpu_stats *st, bool runnable,
				   u64 now)
{
	struct follow *f = follow(p, st);

	if (!f)
		return;
	if (f->run_from)
		hist_record(&st->ran, now - f->run_from);
	f->run_from = 0;
	f->off_from = now;
	f->wait_from = 0;
	if (!runnable)
		return;
	f->wait_from = now;
	f->cause = WAIT_PREEMPTED;
}

static __always_inline void comes(struct task_struct *p, struct cpu_stats *st, u64 now)
{
	struct follow *f = follow(p, st);
	s32 cpu = bpf_get_smp_processor_id();
	u64 waited;

	if (!f)
		return;
	if (f->wait_from) {
		waited = now > f->wait_from ? now - f->wait_from : 0;
		if (f->cause < NR_WAIT_CAUSES)
			hist_record(&st->wait[f->cause], waited);
		if (watched(now))
			watch_wait(&f->waits, waited);
	}
	if (f->off_from)
		hist_record(&st->off, now > f->off_from ? now - f->off_from : 0);
	if (f->cpu >= 0 && f->cpu != cpu)
		st->count[COUNT_migrated]++;
	f->cpu = cpu;
	f->wait_from = 0;
	f->off_from = 0;
	f->run_from = now;
}

/*
 * The programs are attached one after the other, in the order of this file, and this one has to be
 * the first: if a wakeup were seen before switches are, its wait would last until a later switch.
 */
SEC("tp_btf/sched_switch")
int BPF_PROG(probe_switch, bool preempt, struct task_struct *prev, struct task_struct *next,
	     unsigned int prev_state)
{
	struct cpu_stats *st = cpu_stats();
	u64 now = bpf_ktime_get_ns();

	if (!st)
		return 0;
	if (!is_idle(prev))
		leaves(prev, st, preempt || prev_state == TASK_RUNNING, now);
	if (!is_idle(next))
		comes(next, st, now);
	return 0;
}

static __always_inline int woken(struct task_struct *p)
{
	struct cpu_stats *st = cpu_stats();
	struct follow *f = st ? follow(p, st) : NULL;

	/* A wakeup of a task that runs or waits already changes nothing. */
	if (!f || f->wait_from || f->run_from)
		return 0;
	f->wait_from = bpf_ktime_get_ns();
	f->cause = WAIT_WAKEUP;
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(probe_wakeup, struct task_struct *p)
{
	return woken(p);
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(probe_wakeup_new, struct task_struct *p)
{
	return woken(p);
}

/* The counterpart of suite_tasks() in the suite. */
SEC("iter/task")
int probe_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *p = ctx->task;
	struct follow *f;

	if (!ctx->meta->seq_num)
		watch_renew(bpf_ktime_get_ns());
	if (!p)
		return 0;
	f = bpf_task_storage_get(&follows, p, NULL, 0);
	if (f)
		/* A kernel may have no sched_ext at all. */
		watch_emit(ctx->meta->seq, p, &f->waits,
			   bpf_core_field_exists(p->scx) ? p->scx.weight : 0, 0);
	return 0;
}
