/* SPDX-License-Identifier: GPL-2.0 */
/* Virtual time as arithmetic: scale, order on a clock that wraps, bounds, credit, moves. */
#include "property.h"
#include "weight.h"

/* How far ahead of its clock a task may be, ns of virtual time; and how far behind, the less of */
#define MOST_AHEAD (8 * SECOND)
#define MOST_BEHIND (200 * NSEC_PER_MSEC)
/* and this at its weight. */
#define MOST_BEHIND_WALL (2 * SECOND)

static double most_behind(double weight)
{
	double wall = MOST_BEHIND_WALL * WEIGHT_NICE_0 / weight;

	return wall < MOST_BEHIND ? wall : MOST_BEHIND;
}

/* Both policies of virtual time, by turns. */
static u32 some_policy(void)
{
	return inside_policy(machine_random(0, 1) ? "weighted" : "latency");
}

static u64 turn_of(u32 policy)
{
	return inside_slice(policy) + machine.tick;
}

static void scale(void)
{
	u64 ns = machine_random(0, SECOND), more = ns + machine_random(0, SECOND);
	u32 weight = nice_weight(machine_random(0, 39) - 20);
	double exact = (double)ns * WEIGHT_NICE_0 / weight, got = inside_scale(ns, weight);

	HOLDS(got <= exact && got > exact - 1, "%.0f ns at weight %u are %.0f, not %.1f",
	      (double)ns, weight, got, exact);
	HOLDS(inside_scale(more, weight) >= inside_scale(ns, weight), "scale is not monotonic");
}

static void test_scale(void **state)
{
	(void)state;
	machine_start(1, 1, 250, 0);
	for_seeds(1000, scale);
	assert_int_equal(inside_scale(12345, WEIGHT_NICE_0), 12345);
}

/* The same distance is the same order, wherever on the clock it is. */
static void order(void)
{
	u64 a = machine_random(0, ~0ULL - 1), distance = machine_random(1, 1ULL << 62);

	if (seed % 2)
		a = ~0ULL - machine_random(0, distance);
	HOLDS(inside_before(a, a + distance), "%llx is not before what comes after it", a);
	HOLDS(!inside_before(a + distance, a), "%llx is before what came before it", a);
	HOLDS(!inside_before(a, a), "%llx is before itself", a);
}

static void test_order(void **state)
{
	(void)state;
	machine_start(1, 1, 250, 0);
	for_seeds(1000, order);
}

/* A place that is near enough stays, another becomes the nearest, wherever the clock is. */
static void bounds(void)
{
	u32 weight = nice_weight(machine_random(0, 39) - 20);
	u64 clock = machine_random(0, 1) ? machine_random(0, SECOND) - SECOND / 2
					 : machine_random(0, ~0ULL - 1);
	s64 away = machine_random(0, 1) ? machine_random(0, 20 * SECOND) - 10 * SECOND
					: machine_random(0, SECOND / 2) - SECOND / 4;
	s64 got = inside_bounded(clock + away, clock, weight) - clock;
	double want = away;

	if (want < -most_behind(weight))
		want = -most_behind(weight);
	if (want > MOST_AHEAD)
		want = MOST_AHEAD;
	HOLDS(got >= want - 2 && got <= want + 2,
	      "%.2f ms from the clock at weight %u: it becomes %.2f, not %.2f", MS(away), weight,
	      MS(got), MS(want));
}

static void test_bounds(void **state)
{
	(void)state;
	machine_start(1, 1, 250, 0);
	for_seeds(1000, bounds);
}

/* Tasks of all kinds on such a machine. */
static void crowd(u32 tasks)
{
	for (u32 i = 0; i < tasks; i++) {
		u64 run = machine_random(20, 20000) * NSEC_PER_USEC;
		bool hog = machine_random(0, 1);

		task_start(machine_random(0, 30) - 10, hog ? 0 : run,
			   machine_random(1, 40) * NSEC_PER_MSEC, -1, !machine_random(0, 3), NULL)
			->uneven = true;
	}
}

/* What happened, as one number. */
static u64 trace(void)
{
	u64 sum = 0;

	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++)
		sum = (sum ^ t->used ^ t->longest << 1 ^ t->woken << 2 ^ t->cpu) * 0x100000001b3ULL;
	return sum;
}

/* The numbers on the clocks make no difference: near their end, or far from each other. */
static void anywhere(void)
{
	u32 llcs = ANY(1, 2, 4), cpus = llcs * ANY(1, 2), hz = ANY(250, 1000),
	    policy = some_policy();
	u32 tasks = machine_random(2, 20), i;
	u64 zero;

	machine_seed(seed);
	machine_start(cpus, llcs, hz, policy);
	crowd(tasks);
	machine_run(SECOND);
	zero = trace();
	machine_seed(seed);
	machine_start(cpus, llcs, hz, policy);
	for (i = 0; i < llcs; i++)
		inside_set_clocks(i, (i + seed) * 0x6a09e667f3bcc908ULL - 100 * NSEC_PER_MSEC,
				  (i * seed) * 0xbb67ae8584caa73bULL - 50 * NSEC_PER_MSEC);
	crowd(tasks);
	machine_run(SECOND);
	HOLDS(trace() == zero, "%u LLCs, %u CPUs: other clocks, other turns", llcs, cpus);
}

static void test_anywhere(void **state)
{
	(void)state;
	for_seeds(60, anywhere);
}

/* No task that waits is further from the clock of its queue than the policy promises. */
static void near_the_clock(void)
{
	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++) {
		double ahead;

		if (t->state != WAITS || t->dsq == &machine.cpu[t->cpu].local)
			continue;
		ahead = inside_ahead(&t->kernel);
		HOLDS(ahead <= MOST_AHEAD, "task %d is %.1f ms ahead", t->kernel.pid, MS(ahead));
		HOLDS(-ahead <= most_behind(inside_weight(&t->kernel)) + 1,
		      "task %d is %.1f ms behind", t->kernel.pid, MS(-ahead));
	}
}

static void check_lag(u32 cpus, u32 llcs)
{
	machine_start(cpus, llcs, ANY(100, 250, 1000), some_policy());
	machine.always = near_the_clock;
	crowd(machine_random(2, 20));
	machine_run(2 * SECOND);
}

static void lag(void)
{
	check_lag(ANY(1, 2, 4), 1);
}

/* Light tasks that a crowd of great weight overtakes run when they are overdue, far ahead. */
static void lag_overdue(void)
{
	u32 light = machine_random(1, 4), heavy = machine_random(8, 20);

	machine_start(1, 1, 250, some_policy());
	machine.always = near_the_clock;
	while (light--)
		hog_start(machine_random(15, 19));
	machine_run(300 * NSEC_PER_MSEC);
	while (heavy--)
		hog_start(-20);
	machine_run(6 * SECOND);
}

static void lag_llcs(void)
{
	u32 llcs = ANY(2, 4);

	check_lag(llcs * ANY(1, 2), llcs);
}

static void test_lag(void **state)
{
	(void)state;
	for_seeds(40, lag);
	for_seeds(10, lag_overdue);
}

static void test_lag_llcs(void **state)
{
	(void)state;
	for_seeds(40, lag_llcs);
}

/* However long a task slept, it gets no more than its credit beyond its share when it wakes. */
static void credit(void)
{
	u32 policy = some_policy(), cpus = ANY(1, 2), hogs = machine_random(1, 8) * cpus;
	u64 span = machine_random(100, 1000) * NSEC_PER_MSEC, most;
	struct task *sleeper;

	machine_start(cpus, 1, ANY(250, 1000), policy);
	sleeper = task_start(0, 1, machine_random(1, 3000) * NSEC_PER_MSEC, -1, false, NULL);
	for (u32 i = 0; i < hogs; i++)
		hog_start(0);
	machine_run(NSEC_PER_MSEC);
	sleeper->run = 100 * SECOND;
	machine_run(sleeper->sleep);
	machine_count_anew();
	machine_run(span);
	most = span * cpus / (hogs + 1) + inside_credit(policy) + 2 * turn_of(policy);
	HOLDS(sleeper->used <= most, "beside %u hogs a sleeper had %.1f ms of %.1f, not %.1f", hogs,
	      MS(sleeper->used), MS(span), MS(most));
}

static void test_credit(void **state)
{
	(void)state;
	for_seeds(60, credit);
}

/*
 * One turn moves a clock no further than the CPUs could move those who are runnable, on average:
 * the load is that of hogs of any weights, and not of tasks that sleep.
 */
static void reach(void)
{
	u32 cpus = ANY(1, 2, 4), llcs = ANY(1, 2), hogs = machine_random(1, 3) * cpus * llcs;
	u64 wall = machine_random(1, 20) * NSEC_PER_MSEC;
	double load = 0, due, got;

	machine_start(cpus * llcs, llcs, 250, some_policy());
	for (u32 i = 0; i < hogs; i++)
		load += nice_weight(hog_start(machine_random(0, 19))->kernel.static_prio -
				    NICE_0_PRIO);
	machine_run(machine_random(100, 1000) * NSEC_PER_MSEC);
	due = (double)wall * cpus * llcs * WEIGHT_NICE_0 / load;
	got = inside_reach(wall);
	HOLDS(got > due * 0.99 && got < due * 1.01, "%.2f ms for %u hogs on %u CPUs, not %.2f",
	      MS(got), hogs, cpus * llcs, MS(due));
}

static void test_reach(void **state)
{
	(void)state;
	for_seeds(60, reach);
}

/*
 * A task that had a CPU for itself owes nothing to those that come later but its last turns, the
 * price of a slice that ends late.
 */
static void forgiven(void)
{
	u32 policy = some_policy(), cpus = ANY(1, 2), hogs = machine_random(1, 6) * cpus;
	struct task *old;
	u64 most;

	machine_start(cpus, 1, ANY(250, 1000), policy);
	old = hog_start(machine_random(0, 19));
	machine_run(machine_random(100, 3000) * NSEC_PER_MSEC);
	for (u32 i = 0; i < hogs; i++)
		hog_start(old->kernel.static_prio - NICE_0_PRIO);
	machine_run(SECOND);
	most = 2 * (hogs + 1) * turn_of(policy);
	/* Under `latency` the new ones come first until they are hogs. */
	if (policy == inside_policy("latency"))
		most += hogs * 20 * NSEC_PER_MSEC;
	HOLDS(old->longest <= most, "it waited for %.1f ms behind %u hogs that came later",
	      MS(old->longest), hogs);
}

static void test_forgiven(void **state)
{
	(void)state;
	for_seeds(40, forgiven);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lag_llcs), cmocka_unit_test(test_scale),
		cmocka_unit_test(test_bounds),	 cmocka_unit_test(test_order),
		cmocka_unit_test(test_lag),	 cmocka_unit_test(test_anywhere),
		cmocka_unit_test(test_credit),	 cmocka_unit_test(test_forgiven),
		cmocka_unit_test(test_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
