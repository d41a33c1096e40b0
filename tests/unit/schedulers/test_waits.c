/* SPDX-License-Identifier: GPL-2.0 */
/* Who waits, and for how long at most: the order of service, starvation, overdue tasks. */
#include "property.h"
#include "weight.h"

/* A task that has waited for this long runs next, and others in its state within as long again. */
#define OVERDUE_AFTER (4 * SECOND)

static u32 policy;
static u64 turn;

static void start(u32 policy_, u32 cpus, u32 llcs)
{
	policy = policy_;
	machine_start(cpus, llcs, ANY(100, 250, 300, 1000), policy);
	turn = inside_slice(policy) + machine.tick;
}

static u32 of_virtual_time(void)
{
	return inside_policy(machine_random(0, 1) ? "weighted" : "latency");
}

static u32 any_policy(void)
{
	return machine_random(0, 2) ? of_virtual_time() : inside_policy("fifo");
}

/* The longest wait of @t, with the one that is going on. */
static u64 longest(const struct task *t)
{
	u64 now = t->state == WAITS ? machine.now - t->waits_since : 0;

	return now > t->longest ? now : t->longest;
}

/*
 * Tasks that sleep and need little, beside hogs of their weight or less that come and go. In their
 * waits there is room for one turn of each hog and no more, wherever the hogs were before: nobody
 * who waits has had less than they.
 */
static void little_beside_hogs(u32 cpus, u32 llcs)
{
	struct task *little[3], *hogs[16];
	u32 nr = 0, most = 0;
	int nice = ANY(0, 5, 19);

	start(of_virtual_time(), cpus, llcs);
	for (u32 i = 0; i < ARRAY_SIZE(little); i++) {
		little[i] = task_start(0, 100 * NSEC_PER_USEC, (2 + 10 * i) * NSEC_PER_MSEC, -1,
				       false, NULL);
		little[i]->uneven = true;
	}
	for (u32 step = 0; step < 20; step++) {
		s32 cpu = machine_random(0, cpus - 1);

		if (nr && !machine_random(0, 3))
			task_end(hogs[--nr]);
		else
			for (u32 i = machine_random(1, 4); i && nr < ARRAY_SIZE(hogs); i--)
				hogs[nr++] = task_start(nice, 0, 0, cpu, false, NULL);
		most = nr > most ? nr : most;
		machine_run(machine_random(1, 100) * NSEC_PER_MSEC);
	}
	for (u32 i = 0; i < ARRAY_SIZE(little); i++)
		HOLDS(longest(little[i]) <= (most + 2) * turn,
		      "policy %u, %u CPUs, %u LLCs: a task that woke waited for %.1f ms behind %u "
		      "hogs of nice %d",
		      policy, cpus, llcs, MS(longest(little[i])), most, nice);
}

/* One that slept for long, beside hogs of its own weight, is the next to run: it has its credit. */
static void credit_comes_first(void)
{
	struct task *sleeper;

	start(of_virtual_time(), ANY(1, 2), 1);
	sleeper = task_start(0, 100 * NSEC_PER_USEC, 200 * NSEC_PER_MSEC, -1, false, NULL);
	sleeper->uneven = true;
	for (u32 i = machine_random(4, 10) * machine.nr_cpus; i; i--)
		hog_start(0);
	machine_run(SECOND);
	machine_count_anew();
	machine_run(3 * SECOND);
	HOLDS(longest(sleeper) <= turn, "policy %u, %u CPUs: it waited for %.1f ms, a turn is %.1f",
	      policy, machine.nr_cpus, MS(longest(sleeper)), MS(turn));
}

static void test_credit(void **state)
{
	(void)state;
	for_seeds(60, credit_comes_first);
}

static void one_llc(void)
{
	little_beside_hogs(ANY(1, 2, 4), 1);
}

static void several_llcs(void)
{
	u32 llcs = ANY(2, 4);

	little_beside_hogs(llcs * ANY(1, 2), llcs);
}

static void test_order(void **state)
{
	(void)state;
	for_seeds(60, one_llc);
}

static void test_order_llcs(void **state)
{
	(void)state;
	for_seeds(60, several_llcs);
}

/* First in, first out: a turn of each task that is ahead, on one CPU. */
static void fifo(void)
{
	u32 nr = machine_random(2, 20);

	start(inside_policy("fifo"), 1, 1);
	for (u32 i = 0; i < nr; i++)
		task_start(machine_random(0, 39) - 20, machine_random(0, 2) * NSEC_PER_MSEC,
			   machine_random(1, 30) * NSEC_PER_MSEC, -1, machine_random(0, 1), NULL);
	machine_run(2 * SECOND);
	for (u32 i = 0; i < nr; i++)
		HOLDS(longest(&machine.task[i]) <= nr * turn, "one of %u tasks waited for %.1f ms",
		      nr, MS(longest(&machine.task[i])));
}

static void test_fifo(void **state)
{
	(void)state;
	for_seeds(30, fifo);
}

/* However light a task is, and whatever crowd comes: it runs within twice the bound. */
static void starvation(void)
{
	u32 llcs = ANY(1, 1, 2), cpus = llcs * ANY(1, 2);

	start(any_policy(), cpus, llcs);
	for (u32 i = machine_random(1, 6); i; i--)
		task_start(machine_random(10, 19), 0, 0, -1, !machine_random(0, 2), NULL);
	machine_run(machine_random(0, 300) * NSEC_PER_MSEC);
	for (u32 i = machine_random(10, 30); i; i--)
		task_start(machine_random(0, 5) - 20,
			   machine_random(0, 1) * machine_random(1, 30) * NSEC_PER_MSEC,
			   machine_random(1, 10) * NSEC_PER_MSEC, -1, !machine_random(0, 2), NULL)
			->uneven = true;
	machine_run(12 * SECOND);
	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++)
		HOLDS(longest(t) <= 2 * OVERDUE_AFTER,
		      "policy %u, %u CPUs, %u LLCs: a task of nice %d waited for %.1f s", policy,
		      cpus, llcs, t->kernel.static_prio - NICE_0_PRIO, MS(longest(t)) / 1000);
}

static void test_starvation(void **state)
{
	(void)state;
	for_seeds(40, starvation);
}

/* The pause between two looks: all that were found have their turn within another bound. */
static void pauses(void)
{
	u32 nr = machine_random(0, 3000);
	u64 pause;

	machine_start(ANY(1, 2, 4, 8, 16), 1, 250, 0);
	pause = inside_overdue_pause(nr);
	HOLDS(pause && pause <= OVERDUE_AFTER / 2, "a pause of %.1f ms for %u", MS(pause), nr);
	HOLDS(pause * nr <= OVERDUE_AFTER, "%u tasks with pauses of %.1f ms", nr, MS(pause));
	HOLDS(inside_overdue_pause(nr + 1) <= pause, "a longer pause for more than %u", nr);
}

static void test_pauses(void **state)
{
	(void)state;
	for_seeds(200, pauses);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),  cmocka_unit_test(test_order_llcs),
		cmocka_unit_test(test_credit), cmocka_unit_test(test_fifo),
		cmocka_unit_test(test_pauses), cmocka_unit_test(test_starvation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
