/* SPDX-License-Identifier: GPL-2.0 */
/* Weights of groups: the factor at any depth, how it follows a change, and the shares it makes. */
#include "property.h"
#include "weight.h"

#define MOST_GROUPS 12
#define DEPTH 5

extern struct sched_ext_ops suite;

/* A tree of groups and the hogs in them. */
static struct group {
	struct sim_cgroup cgroup;
	/* Its number in tree[]; its own for a child of the root. */
	u32 parent, depth;
	/* 1024 is cpu.weight 100. */
	double weight;
	/* The weights of its hogs and of its active children. */
	double load;
	bool active;
} tree[MOST_GROUPS];
static u32 nr_groups;
/* The group of each hog. */
static u32 home[MACHINE_TASKS];

static void plant(u32 groups, u32 low, u32 high)
{
	nr_groups = groups;
	memset(tree, 0, sizeof(tree));
	for (u32 i = 0; i < groups; i++) {
		struct group *g = &tree[i];
		u32 weight = machine_random(low, high);

		g->parent = i && machine_random(0, 3) ? machine_random(0, i - 1) : i;
		if (tree[g->parent].depth >= DEPTH)
			g->parent = i;
		g->depth = g->parent == i ? 1 : tree[g->parent].depth + 1;
		g->weight = weight * 10.24;
		cgroup_start(&g->cgroup, g->parent == i ? NULL : &tree[g->parent].cgroup, weight);
	}
}

static struct task *hog_in(u32 group, int nice)
{
	home[machine.nr_tasks] = group;
	return task_start(nice, 0, 0, -1, false, &tree[group].cgroup);
}

static bool below(u32 group, u32 top)
{
	while (group != top && tree[group].parent != group)
		group = tree[group].parent;
	return group == top;
}

/* The suite weighs a task when the task runs; this weighs all of them now. */
static void weigh_all(void)
{
	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++)
		suite.set_weight(&t->kernel, 100);
}

/* What a task of weight 1 in @group weighs, and in *@error by how much of it that may be wrong. */
static double factor_of(u32 group, double *error)
{
	const struct group *g = &tree[group];
	double above = 1;

	*error = 0.01; /* an average comes near, and a weight is a whole number */
	if (g->parent != group)
		above = factor_of(g->parent, error);
	above *= g->weight / g->load;
	*error += 1.5 * inside_factor_unit() / above + 2 / g->weight + 1 / g->load;
	return above;
}

/* Count the loads, children before their parents. */
static void count_loads(void)
{
	for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++) {
		tree[home[t - machine.task]].load +=
			nice_weight(t->kernel.static_prio - NICE_0_PRIO);
		tree[home[t - machine.task]].active = true;
	}
	for (u32 i = nr_groups; i-- > 0;) {
		if (!tree[i].active || tree[i].parent == i)
			continue;
		tree[tree[i].parent].load += tree[i].weight;
		tree[tree[i].parent].active = true;
	}
}

/* The tasks of a group together weigh what the group weighs, at any depth. */
static void factors(void)
{
	u32 llcs = ANY(1, 2);

	machine_start(llcs, llcs, 250, inside_policy("weighted"));
	plant(machine_random(1, MOST_GROUPS), 20, 2000);
	for (u32 i = machine_random(2, 20); i; i--)
		hog_in(machine_random(0, nr_groups - 1), machine_random(0, 20) - 10);
	machine_run(SECOND);
	weigh_all();
	count_loads();
	for (u32 i = 0; i < nr_groups; i++) {
		double error, factor, got = 0, want = 0;

		if (!tree[i].active)
			continue;
		factor = factor_of(i, &error);
		for (struct task *t = machine.task; t < machine.task + machine.nr_tasks; t++) {
			if (home[t - machine.task] != i)
				continue;
			got += inside_weight(&t->kernel);
			want += factor * nice_weight(t->kernel.static_prio - NICE_0_PRIO);
		}
		HOLDS(got >= want * (1 - error) - 1 && got <= want * (1 + error) + 1,
		      "hogs of group %u at depth %u weigh %.2f, not %.2f", i, tree[i].depth, got,
		      want);
	}
}

static void test_factors(void **state)
{
	(void)state;
	for_seeds(80, factors);
}

/* The weights of all tasks below a group come to its own weight among its siblings. */
static void sums(void)
{
	machine_start(1, 1, 250, inside_policy("latency"));
	plant(machine_random(2, MOST_GROUPS), 50, 500);
	for (u32 i = 0; i < nr_groups; i++)
		hog_in(i, machine_random(0, 10) - 5);
	machine_run(SECOND);
	weigh_all();
	for (u32 top = 0; top < nr_groups; top++) {
		double sum = 0, want = tree[top].weight;

		if (tree[top].parent != top)
			continue; /* of a child of the root only, whose factor is its own */
		for (u32 i = 0; i < machine.nr_tasks; i++)
			if (below(home[i], top))
				sum += inside_weight(&machine.task[i].kernel);
		HOLDS(sum > 0.97 * want - 2 && sum < 1.03 * want + 2,
		      "all below group %u weigh %.1f, not %.1f", top, sum, want);
	}
}

static void test_sums(void **state)
{
	(void)state;
	for_seeds(80, sums);
}

/* A load that changes counts step by step, and in full within a second. */
static void test_average(void **state)
{
	double alone, soon, later;
	struct task *first;

	(void)state;
	machine_seed(0);
	machine_start(1, 1, 250, inside_policy("weighted"));
	plant(1, 100, 100);
	first = hog_in(0, 0);
	machine_run(SECOND);
	weigh_all();
	alone = inside_weight(&first->kernel);
	assert_true(alone > 1000 && alone < 1050);
	for (u32 i = 0; i < 3; i++)
		hog_in(0, 0);
	machine_run(12 * NSEC_PER_MSEC);
	weigh_all();
	soon = inside_weight(&first->kernel);
	machine_run(SECOND);
	weigh_all();
	later = inside_weight(&first->kernel);
	if (soon < alone / 2 || soon >= alone)
		fail_msg("%.1f after 12 ms, of %.1f before", soon, alone);
	if (later < alone * 0.245 || later > alone * 0.255)
		fail_msg("%.1f after a second, not a quarter of %.1f", later, alone);
}

/* CPU time of groups, whatever is in them: in proportion to their weights. */
static void shares(void)
{
	u32 policy = inside_policy(machine_random(0, 1) ? "weighted" : "latency"), top;
	double due, all = 0, used[MOST_GROUPS] = {0};
	u64 span = 10 * SECOND;

	machine_start(1, 1, ANY(250, 1000), policy);
	plant(machine_random(2, 6), 50, 200);
	for (u32 i = 0; i < nr_groups; i++)
		for (u32 tasks = machine_random(1, 3); tasks; tasks--)
			hog_in(i, machine_random(0, 6) - 3);
	machine_run(SECOND);
	machine_count_anew();
	machine_run(span);
	for (top = 0; top < nr_groups; top++) {
		if (tree[top].parent != top)
			continue;
		all += tree[top].weight;
		for (u32 i = 0; i < machine.nr_tasks; i++)
			if (below(home[i], top))
				used[top] += machine.task[i].used;
	}
	for (top = 0; top < nr_groups; top++) {
		due = tree[top].weight / all * span;
		if (tree[top].parent == top)
			HOLDS(used[top] > 0.94 * due && used[top] < 1.06 * due,
			      "policy %u: group %u had %.1f ms, not %.1f", policy, top,
			      MS(used[top]), MS(due));
	}
}

static void test_shares(void **state)
{
	(void)state;
	for_seeds(30, shares);
}

/* The same between many tasks of small weight, on as many CPUs as share a queue. */
static void small_weights(void)
{
	u32 cpus = ANY(2, 4), policy = inside_policy(ANY(0, 1) ? "weighted" : "latency");
	u64 span = 10 * SECOND;
	double due, used = 0;

	machine_start(cpus, 1, ANY(250, 1000), policy);
	memset(tree, 0, sizeof(tree));
	cgroup_start(&tree[0].cgroup, NULL, 100);
	cgroup_start(&tree[1].cgroup, &tree[0].cgroup, 200);
	cgroup_start(&tree[2].cgroup, &tree[0].cgroup, 100);
	for (u32 i = machine_random(2 * cpus, 4 * cpus); i; i--)
		hog_in(1, 0);
	for (u32 i = machine_random(2 * cpus, 4 * cpus); i; i--)
		hog_in(2, 0);
	machine_run(5 * SECOND);
	machine_count_anew();
	machine_run(span);
	for (u32 i = 0; i < machine.nr_tasks; i++)
		if (home[i] == 1)
			used += machine.task[i].used;
	due = 2.0 / 3 * span * cpus;
	HOLDS(used > 0.98 * due && used < 1.02 * due, "policy %u: %.1f ms, not %.1f", policy,
	      MS(used), MS(due));
}

static void test_small_weights(void **state)
{
	(void)state;
	for_seeds(20, small_weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_factors),	      cmocka_unit_test(test_sums),
		cmocka_unit_test(test_average),	      cmocka_unit_test(test_shares),
		cmocka_unit_test(test_small_weights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
