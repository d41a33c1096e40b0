/* SPDX-License-Identifier: GPL-2.0 */
/* The tunables of the built-in suite: setting, ranges, defaults. */
#include "unit.h"
#include <errno.h>
#include "object/tunables.h"
#include "with_suite.h"

static int set(const char *policy, const char *assignment)
{
	const struct policy_desc *p = policy ? catalog_policy(&suite.catalog, policy) : NULL;
	int err;

	capture_begin();
	err = tunables_set(&suite, p, &assignment, 1);
	capture_end();
	return err;
}

static __u64 value(const char *name)
{
	__u64 *v = vars_find(&suite.values, name, sizeof(*v));

	assert_non_null(v);
	return *v;
}

static void test_set(void **state)
{
	(void)state;
	assert_int_equal(set("latency", "slice_us=3000"), 0);
	assert_int_equal(value("latency_slice_us"), 3000);
	assert_int_equal(set("fifo", "latency.slice_us=3500"), 0);
	assert_int_equal(value("latency_slice_us"), 3500);
	assert_int_equal(set(NULL, "weighted.credit_us=0"), 0);
	assert_int_equal(value("weighted_credit_us"), 0);
}

static void test_set_errors(void **state)
{
	static const struct {
		const char *assignment, *says;
	} wrong[] = {
		{"slice_us", "KEY=VALUE"},
		{"=3", "KEY=VALUE"},
		{"", "KEY=VALUE"},
		{"slice_us=", "whole number"},
		{"slice_us=3x", "not '3x'"},
		{"slice_us=-1", "not '-1'"},
		{"slice_us=99", "from 100 to 1000000"},
		{"slice_us=1000001", "from 100 to 1000000"},
		{"slice_us=99999999999999999999999", "from 100 to 1000000"},
		{"slce_us=1000", "did you mean 'slice_us'"},
		{"latency.slce_us=1000", "did you mean 'latency.slice_us'"},
		{"nonsense=1", "--list shows all"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_int_equal(set("fifo", wrong[i].assignment), -EINVAL);
		if (!strstr(capture_text, wrong[i].says))
			fail_msg("'%s' says: %s", wrong[i].assignment, capture_text);
	}
	/* A tunable of another policy needs its owner's name. */
	assert_int_equal(set("fifo", "credit_us=1"), -EINVAL);
	assert_int_equal(value("fifo_slice_us"), 5000);
}

/* All or none: a good assignment before a bad one changes nothing. */
static void test_set_many(void **state)
{
	const char *const good[] = {"fifo.slice_us=4000", "weighted.slice_us=7000"};
	const char *const bad[] = {"fifo.slice_us=6000", "weighted.slice_us=0"};

	(void)state;
	assert_int_equal(tunables_set(&suite, NULL, good, 2), 0);
	capture_begin();
	assert_int_equal(tunables_set(&suite, NULL, bad, 2), -EINVAL);
	capture_end();
	assert_int_equal(value("fifo_slice_us"), 4000);
	assert_int_equal(value("weighted_slice_us"), 7000);
	tunables_reset(&suite);
	assert_int_equal(value("fifo_slice_us"), 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_set_errors),
		cmocka_unit_test(test_set_many),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
