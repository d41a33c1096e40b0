/* SPDX-License-Identifier: GPL-2.0 */
/* The simulated machine: what tasks do, what CPUs do, and in which order the suite hears of it. */
#include "unit.h"
#include "weight.h"
#include "inside.h"
#include "machine.h"

/* The slice that the kernel gives a task for which the policy has no other. */
#define KERNEL_SLICE (20 * NSEC_PER_MSEC)

struct machine machine;
extern struct sched_ext_ops suite;

u64 machine_random(u64 low, u64 high)
{
	/* xorshift64 (Marsaglia) */
	machine.seed ^= machine.seed << 13;
	machine.seed ^= machine.seed >> 7;
	machine.seed ^= machine.seed << 17;
	return low + (machine.seed >> 11) % (high - low + 1);
}

void machine_seed(u64 seed)
{
	/* Seeds that are near each other are to give other numbers from the first one on. */
	machine.seed = (seed + 1) * 0x9e3779b97f4a7c15ULL | 1;
	machine_random(0, 1);
}

void machine_start(u32 cpus, u32 llcs, u32 hz, u32 policy)
{
	u64 seed = machine.seed;

	for (u32 i = 0; i < MACHINE_TASKS; i++)
		free(machine.task[i].storage);
	memset(&machine, 0, sizeof(machine));
	machine.nr_cpus = cpus;
	machine.nr_llcs = llcs;
	machine.now = 1000 * SECOND;
	machine.tick = SECOND / hz;
	machine.seed = seed;
	machine.next_tick = machine.now + machine_random(1, machine.tick);
	kernel_start();
	inside_start(cpus, llcs, policy);
	assert_int_equal(suite.init(), 0);
	for (u32 i = 0; i < cpus; i++) {
		machine.cpu[i].idle = true;
		suite.update_idle(i, true);
	}
}

void machine_count_anew(void)
{
	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++) {
		memset(&t->waits, 0, sizeof(t->waits));
		t->used = t->woken = t->longest = 0;
	}
}

/* Charge what runs on @cpu until now. */
static void charge(struct cpu *cpu)
{
	struct task *t = cpu->runs;
	u64 used = machine.now - cpu->charged;

	cpu->charged = machine.now;
	if (!t)
		return;
	t->used += used;
	t->left -= used < t->left ? used : t->left;
	t->kernel.scx.slice -= used < t->kernel.scx.slice ? used : t->kernel.scx.slice;
}

static void begin_to_wait(struct task *t, bool woke)
{
	t->state = WAITS;
	t->woke = woke;
	t->waits_since = machine.now;
}

/* Let the suite place @t, which is runnable and in no queue. */
static void enqueue(struct task *t)
{
	if (kernel_settle(t))
		return; /* by ops.select_cpu */
	suite.enqueue(&t->kernel, 0);
	if (!kernel_settle(t))
		fail_msg("task %d is lost: ops.enqueue put it nowhere", t->kernel.pid);
}

static u64 uneven(const struct task *t, u64 ns)
{
	return t->uneven ? machine_random(ns / 2, ns + ns / 2) : ns;
}

static void wake(struct task *t)
{
	machine.here = t->cpu;
	begin_to_wait(t, true);
	t->woken++;
	t->left = t->run ? uneven(t, t->run) : ~0ULL;
	t->kernel.scx.flags |= SCX_TASK_QUEUED;
	if (t->kernel.nr_cpus_allowed > 1)
		t->cpu = suite.select_cpu(&t->kernel, t->cpu, 0);
	enqueue(t);
}

/* The task on the CPU of the caller cannot go on: it sleeps or ends. */
static void block(struct cpu *cpu, struct task *t)
{
	t->kernel.scx.flags &= ~SCX_TASK_QUEUED;
	suite.stopping(&t->kernel, false);
	t->state = SLEEPS;
	t->wakes_at = machine.now + uneven(t, t->sleep);
	cpu->resched = true;
}

static void begin_to_run(s32 i, struct task *t)
{
	u64 waited = machine.now - t->waits_since;

	dsq_remove(t);
	t->state = RUNS;
	t->cpu = i;
	if (t->woke)
		hist_record(&t->waits, waited);
	if (waited > t->longest)
		t->longest = waited;
	suite.running(&t->kernel);
}

/* What CPU @i is to run next; @prev ran there and may go on if it is @queued. */
static struct task *pick(s32 i, struct task *prev, bool queued)
{
	struct cpu *cpu = &machine.cpu[i];

	if (queued && prev->kernel.scx.slice)
		return prev;
	if (!cpu->local.first) {
		suite.dispatch(i, prev ? &prev->kernel : NULL);
		if (queued && prev->kernel.scx.slice)
			return prev;
	}
	return cpu->local.first ?: queued ? prev : NULL;
}

static void schedule(s32 i)
{
	struct cpu *cpu = &machine.cpu[i];
	struct task *prev = cpu->runs, *next;
	bool queued = prev && prev->state == RUNS;

	machine.here = i;
	cpu->resched = false;
	charge(cpu);
	next = pick(i, prev, queued);
	if (next && !next->kernel.scx.slice)
		next->kernel.scx.slice = KERNEL_SLICE;
	if (queued && next == prev)
		return;
	if (queued) {
		suite.stopping(&prev->kernel, true);
		begin_to_wait(prev, false);
		enqueue(prev);
	}
	cpu->runs = next;
	if (next) {
		cpu->idle = false;
		begin_to_run(i, next);
	} else if (!cpu->idle) {
		cpu->idle = true;
		if (prev)
			suite.update_idle(i, true);
	}
}

static void tick(s32 i)
{
	struct task *t = machine.cpu[i].runs;

	machine.here = i;
	if (!t || t->state != RUNS)
		return;
	charge(&machine.cpu[i]);
	suite.tick(&t->kernel);
	if (!t->kernel.scx.slice)
		machine.cpu[i].resched = true;
}

/* When something happens next, at @end at the latest. */
static u64 next_event(u64 end)
{
	u64 next = machine.next_tick < end ? machine.next_tick : end;

	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++) {
		if (t->state == SLEEPS && t->wakes_at < next)
			next = t->wakes_at;
		if (t->state == RUNS && t->run && machine.cpu[t->cpu].charged + t->left < next)
			next = machine.cpu[t->cpu].charged + t->left;
	}
	return next < machine.now ? machine.now : next;
}

static void reschedule(void)
{
	unsigned int rounds = 0;
	bool again;

	do {
		again = false;
		for (u32 i = 0; i < machine.nr_cpus; i++) {
			if (!machine.cpu[i].resched)
				continue;
			schedule(i);
			again = true;
		}
		if (rounds++ > 1000)
			fail_msg("CPUs kick each other for ever");
	} while (again);
}

/* Every task that waits is in a queue, and no CPU idles that could run it. */
static void check_idle(void)
{
	unsigned long idle = 0;

	for (u32 i = 0; i < machine.nr_cpus; i++)
		idle |= machine.cpu[i].runs ? 0UL : 1UL << i;
	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++) {
		if (t->state != WAITS)
			continue;
		if (!t->dsq)
			fail_msg("task %d is runnable and in no queue", t->kernel.pid);
		if (t->mask.bits[0] & idle && t->dsq != &machine.cpu[t->cpu].local)
			fail_msg("CPUs %lx idle and task %d waits", idle, t->kernel.pid);
	}
}

void machine_run(u64 ns)
{
	u64 end = machine.now + ns;
	struct task *t;

	reschedule();
	while (machine.now < end) {
		machine.now = next_event(end);
		for (t = machine.task; t < machine.task + machine.nr_tasks; t++) {
			if (t->state != RUNS || !t->run)
				continue;
			machine.here = t->cpu;
			charge(&machine.cpu[t->cpu]);
			if (!t->left)
				block(&machine.cpu[t->cpu], t);
		}
		for (t = machine.task; t < machine.task + machine.nr_tasks; t++)
			if (t->state == SLEEPS && t->wakes_at <= machine.now)
				wake(t);
		if (machine.now == machine.next_tick) {
			machine.next_tick += machine.tick;
			for (u32 i = 0; i < machine.nr_cpus; i++)
				tick(i);
		}
		reschedule();
		check_idle();
		if (machine.always)
			machine.always();
	}
	for (u32 i = 0; i < machine.nr_cpus; i++)
		charge(&machine.cpu[i]);
}

struct task *task_start(int nice, u64 run, u64 sleep, s32 cpu, bool pinned,
			struct sim_cgroup *cgroup)
{
	struct task *t = &machine.task[machine.nr_tasks++];

	assert_true(machine.nr_tasks <= MACHINE_TASKS);
	t->kernel.pid = t->kernel.tgid = machine.nr_tasks;
	t->kernel.static_prio = NICE_0_PRIO + nice;
	t->cpu = cpu >= 0 ? cpu : (s32)machine_random(0, machine.nr_cpus - 1);
	t->mask.bits[0] = pinned ? 1UL << t->cpu : (1UL << machine.nr_cpus) - 1;
	t->kernel.nr_cpus_allowed = pinned ? 1 : machine.nr_cpus;
	t->kernel.cpus_ptr = &t->mask;
	t->cgroup = cgroup;
	t->run = run;
	t->sleep = sleep;
	assert_int_equal(suite.init_task(&t->kernel, NULL), 0);
	suite.enable(&t->kernel);
	suite.set_weight(&t->kernel, 100);
	wake(t);
	reschedule();
	return t;
}

/*
 * As the kernel does it: a task that is runnable is taken out and put in again, on the CPU of
 * whoever asks for it.
 */
void task_renice(struct task *t, int nice)
{
	struct cpu *cpu = &machine.cpu[t->cpu];
	bool waits = t->state == WAITS, runs = t->state == RUNS;

	machine.here = machine_random(0, machine.nr_cpus - 1);
	machine.behind = machine_random(0, 3000);
	if (runs) {
		charge(cpu);
		suite.stopping(&t->kernel, false);
	}
	dsq_remove(t);
	t->kernel.static_prio = NICE_0_PRIO + nice;
	suite.set_weight(&t->kernel, 100);
	if (waits || runs)
		enqueue(t);
	if (runs) {
		dsq_remove(t);
		suite.running(&t->kernel);
	}
	machine.behind = 0;
	reschedule();
}

void task_end(struct task *t)
{
	struct cpu *cpu = &machine.cpu[t->cpu];

	machine.here = t->cpu;
	if (t->state == RUNS) {
		charge(cpu);
		block(cpu, t);
	}
	dsq_remove(t);
	t->state = GONE;
	suite.disable(&t->kernel);
	reschedule();
}

void cgroup_start(struct sim_cgroup *cgroup, struct sim_cgroup *parent, u32 weight)
{
	struct scx_cgroup_init_args args = {.weight = weight};

	*cgroup = (struct sim_cgroup){.parent = parent};
	cgroup->kernel.level = parent ? parent->kernel.level + 1 : 1;
	cgroup->cpu = &cgroup->group;
	assert_int_equal(suite.cgroup_init(&cgroup->kernel, &args), 0);
}
