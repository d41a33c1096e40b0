/* SPDX-License-Identifier: GPL-2.0 */
/* What hogs are due by their nice values, against figures worked out by hand. */
#include "unit.h"
#include "fairshare.h"

#define MOST 8

static void check(const int *nice, unsigned int nr, unsigned int cpus, const double *want)
{
	unsigned int weight[MOST];
	double got[MOST];

	for (unsigned int i = 0; i < nr; i++)
		weight[i] = nice_weight(nice[i]);
	fair_shares(weight, nr, cpus, got);
	for (unsigned int i = 0; i < nr; i++)
		if (got[i] < want[i] - 0.00005 || got[i] > want[i] + 0.00005)
			fail_msg("hog %u at nice %d of %u on %u CPUs is due %.4f, not %.4f", i,
				 nice[i], nr, cpus, want[i], got[i]);
}

#define CHECK(cpus, nice, ...)                                                                     \
	check(nice, ARRAY_SIZE(nice), cpus, (const double[ARRAY_SIZE(nice)]){__VA_ARGS__})

static void test_weights(void **state)
{
	(void)state;
	assert_int_equal(nice_weight(-20), 88761);
	assert_int_equal(nice_weight(-10), 9548);
	assert_int_equal(nice_weight(0), 1024);
	assert_int_equal(nice_weight(5), 335);
	assert_int_equal(nice_weight(10), 110);
	assert_int_equal(nice_weight(19), 15);
	/* Every step is worth about a quarter; a slip of the pen in the table would not be. */
	for (int nice = -20; nice < 19; nice++) {
		double step = (double)nice_weight(nice) / nice_weight(nice + 1);

		assert_true(step > 1.18 && step < 1.30);
	}
}

static void test_one_cpu(void **state)
{
	const int three[] = {0, 5, 10}, equal[] = {3, 3}, wide[] = {-10, 0, 5, 19}, one[] = {7};

	(void)state;
	/* Of 1024 + 335 + 110 = 1469 */
	CHECK(1, three, 0.6971, 0.2280, 0.0749);
	CHECK(1, equal, 0.5, 0.5);
	/* Of 9548 + 1024 + 335 + 15 = 10922 */
	CHECK(1, wide, 0.8742, 0.0938, 0.0307, 0.0014);
	CHECK(1, one, 1);
}

static void test_all_cpus(void **state)
{
	const int four[] = {0, 0, 5, 10}, heavy[] = {-10, 19, 19}, two[] = {0, 19};
	const int steps[] = {-20, -10, 19, 19}, wide[] = {-10, 0, 5, 19};

	(void)state;
	/* Two CPUs' worth of 2493; nobody needs more than one CPU. */
	CHECK(2, four, 0.8215, 0.8215, 0.2688, 0.0882);
	/* The first can use one CPU only, so the other two share the second. */
	CHECK(2, heavy, 1, 0.5, 0.5);
	CHECK(2, wide, 1, 0.7453, 0.2438, 0.0109);
	/* The second is found to be limited only after the first was. */
	CHECK(3, steps, 1, 1, 0.5, 0.5);
	/* As many CPUs as hogs, or more: one each. */
	CHECK(2, two, 1, 1);
	CHECK(8, four, 1, 1, 1, 1);
}

static void near(double got, double want)
{
	if (got < want - 1e-9 || got > want + 1e-9)
		fail_msg("%.9f is not %.9f", got, want);
}

static void test_unfairness(void **state)
{
	const double due[] = {0.8, 0.2}, exact[] = {3.2, 0.8}, less[] = {3.6, 0.4}, none[] = {1, 0};
	const double more[] = {0.5, 0.5};
	struct unfairness u = unfairness(exact, due, 2);

	(void)state;
	near(u.error, 0);
	near(u.fairness, 100);
	/* 0.9 and 0.1 of what was had: the second has half of what it is due. */
	u = unfairness(less, due, 2);
	near(u.error, 50);
	near(u.fairness, 50);
	/* The second has two and a half times of what it is due. */
	u = unfairness(more, due, 2);
	near(u.error, 150);
	near(u.fairness, 40);
	u = unfairness(none, due, 2);
	near(u.error, 100);
	near(u.fairness, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_one_cpu),
		cmocka_unit_test(test_all_cpus),
		cmocka_unit_test(test_unfairness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
