/* SPDX-License-Identifier: GPL-2.0 */
/* Another policy takes over while tasks run: none is lost, and old virtual times mean nothing. */
#include "property.h"

static u32 any_policy(void)
{
	return inside_policy(machine_random(0, 2) ? machine_random(0, 1) ? "weighted" : "latency"
						  : "fifo");
}

static void tasks(u32 nr)
{
	for (; nr; nr--)
		task_start(machine_random(0, 10) - 5,
			   machine_random(0, 1) * machine_random(1, 20) * NSEC_PER_MSEC,
			   machine_random(1, 30) * NSEC_PER_MSEC, -1, !machine_random(0, 3), NULL)
			->uneven = true;
}

/* Switches at any time: every task that can run goes on running. */
static void many_switches(void)
{
	u32 llcs = ANY(1, 2), cpus = llcs * ANY(1, 2, 4);

	machine_start(cpus, llcs, ANY(250, 1000), any_policy());
	tasks(machine_random(2, 20));
	for (u32 i = 0; i < 30; i++) {
		machine_run(machine_random(1, 60000) * NSEC_PER_USEC);
		inside_switch(any_policy());
	}
	machine_run(500 * NSEC_PER_MSEC);
	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++) {
		u64 now = t->state == WAITS ? machine.now - t->waits_since : 0;

		HOLDS(t->used, "task %d never ran", t->kernel.pid);
		HOLDS(now <= SECOND && t->longest <= SECOND,
		      "%u CPUs: one of %u tasks waited for %.1f ms", cpus, machine.nr_tasks,
		      MS(now > t->longest ? now : t->longest));
	}
}

static void test_many_switches(void **state)
{
	(void)state;
	for_seeds(60, many_switches);
}

/* What a virtual time was under the old policy says nothing about the place under the new one. */
static void seeded_anew(void)
{
	u32 nr = machine_random(2, 8);
	u64 span = SECOND;

	machine_start(1, 1, ANY(250, 1000), inside_policy("fifo"));
	for (u32 i = 0; i < nr; i++)
		task_start(0, 0, 0, -1, machine_random(0, 1), NULL);
	machine_run(machine_random(50, 500) * NSEC_PER_MSEC);
	for (u32 i = 0; i < nr; i++)
		inside_set_vtime(&machine.task[i].kernel, machine_random(0, ~0ULL - 1));
	inside_switch(inside_policy(machine_random(0, 1) ? "weighted" : "latency"));
	machine_run(nr * 25 * NSEC_PER_MSEC);
	machine_count_anew();
	machine_run(span);
	for (struct task *t = machine.task; t < machine.task + nr; t++)
		HOLDS(t->used > span / nr - 25 * NSEC_PER_MSEC &&
			      t->used < span / nr + 25 * NSEC_PER_MSEC,
		      "one of %u equal hogs had %.1f ms of %.1f", nr, MS(t->used), MS(span));
}

static void test_seeded_anew(void **state)
{
	(void)state;
	for_seeds(60, seeded_anew);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_switches),
		cmocka_unit_test(test_seeded_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
