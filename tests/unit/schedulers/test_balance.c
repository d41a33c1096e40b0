/* SPDX-License-Identifier: GPL-2.0 */
/* Balance between LLCs: who is to take from whom, and how much at most. */
#include "property.h"

#define MOST_LLCS 8

/* The LLC served best takes from the one served worst of those where tasks wait; never too many. */
static void order(void)
{
	u32 nr = machine_random(2, MOST_LLCS), policy = inside_policy("weighted"), i;
	s64 served[MOST_LLCS], best = 0, worst = 1LL << 60;
	u32 waiting[MOST_LLCS], lower, longer;
	struct inside_order o;

	machine_start(nr, nr, 250, policy);
	for (i = 0; i < nr; i++) {
		served[i] = machine_random(0, 100) * NSEC_PER_MSEC;
		waiting[i] = machine_random(0, 3) ? machine_random(1, 60) : 0;
		best = served[i] > best ? served[i] : best;
		if (waiting[i] && served[i] < worst)
			worst = served[i];
	}
	o = inside_balance(policy, nr, served, waiting);
	if (!o.tasks) {
		HOLDS(best <= worst + worst / 4, "%.0f beside %.0f, and no order", MS(best),
		      MS(worst));
		return;
	}
	HOLDS(o.from != o.to, "an LLC is to take from itself");
	HOLDS(waiting[o.from], "an LLC where no task waits is to give one");
	HOLDS(served[o.to] == best, "the LLC that was served best is not the one that takes");
	HOLDS(served[o.from] == worst, "the LLC that was served worst is not the one that gives");
	HOLDS(best > worst, "all are served alike, and yet there is an order");
	lower = waiting[o.to];
	longer = waiting[o.from];
	HOLDS(o.tasks <= (longer > lower + 2 ? (longer - lower) / 2 : 1),
	      "%u tasks from %u that wait to %u", o.tasks, longer, lower);
}

static void test_order(void **state)
{
	(void)state;
	for_seeds(300, order);
}

/* LLCs that are served alike, within an eighth, are left alone. */
static void alike(void)
{
	u32 nr = machine_random(2, MOST_LLCS), policy = inside_policy("latency"), i;
	s64 least = machine_random(1, 1000) * NSEC_PER_MSEC, served[MOST_LLCS];
	u32 waiting[MOST_LLCS];
	struct inside_order o;

	machine_start(nr, nr, 250, policy);
	for (i = 0; i < nr; i++) {
		served[i] = least + machine_random(0, least / 16);
		waiting[i] = machine_random(0, 60);
	}
	o = inside_balance(policy, nr, served, waiting);
	HOLDS(!o.tasks, "%u tasks are to go round for nothing", o.tasks);
}

static void test_alike(void **state)
{
	(void)state;
	for_seeds(100, alike);
}

/*
 * All hogs are on one LLC at first. Within two seconds no LLC has more of them than the others by
 * more than two for each CPU, and none has an idle CPU.
 */
static void spread(void)
{
	u32 llcs = ANY(2, 4), each = ANY(1, 2, 4), cpus = llcs * each, on[4] = {0}, low = ~0,
	    high = 0;
	u32 policy = ANY(0, 1, 2), nr = machine_random(2 * cpus, 4 * cpus);
	int nice = ANY(0, 10);

	machine_start(cpus, llcs, ANY(250, 1000), policy);
	for (u32 i = 0; i < nr; i++)
		task_start(nice, 0, 0, 0, false, NULL);
	machine_run(2 * SECOND);
	for (struct task *t = machine.task; t < machine.task + nr; t++)
		on[t->cpu / each]++;
	for (u32 i = 0; i < llcs; i++) {
		low = on[i] < low ? on[i] : low;
		high = on[i] > high ? on[i] : high;
	}
	HOLDS(low >= each, "policy %u: %u hogs on an LLC of %u CPUs", policy, low, each);
	HOLDS(high <= low + 2 * each, "policy %u: %u hogs on one of %u LLCs, %u on another", policy,
	      high, llcs, low);
}

static void test_spread(void **state)
{
	(void)state;
	for_seeds(40, spread);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
