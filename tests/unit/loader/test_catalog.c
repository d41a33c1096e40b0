/* SPDX-License-Identifier: GPL-2.0 */
/* The built-in suite and its catalog: names, aliases, descriptions. */
#include "unit.h"
#include "with_suite.h"

static const char *meant(const char *name)
{
	const struct policy_desc *p;

	capture_begin();
	p = catalog_policy(&suite.catalog, name);
	capture_end();
	return p ? p->name : "none";
}

static void test_policies(void **state)
{
	(void)state;
	assert_true(suite.catalog.nr_policies >= 3);
	assert_string_equal(meant("fifo"), "fifo");
	assert_string_equal(meant("latency"), "latency");
	assert_string_equal(meant("scx_latency"), "latency");
	assert_string_equal(meant("weighted"), "weighted");
	assert_string_equal(meant("weighted-vtable"), "weighted");
	assert_string_equal(meant("weighted-vtime"), "weighted");
	assert_string_equal(meant("vtime"), "weighted");
}

static void test_unknown_policy(void **state)
{
	(void)state;
	assert_string_equal(meant("latncy"), "none");
	assert_non_null(strstr(capture_text, "did you mean 'latency'"));
	assert_string_equal(meant("weigthed"), "none");
	assert_non_null(strstr(capture_text, "did you mean 'weighted'"));
	assert_string_equal(meant("cosmos"), "none");
	assert_null(strstr(capture_text, "did you mean"));
	assert_string_equal(meant(""), "none");
	assert_string_equal(meant("scx_"), "none");
	assert_string_equal(meant("weighted-vtime vtime"), "none");
}

/* "slice_us" alone is the tunable of the given policy; that of another policy needs its owner. */
static const char *owner(const char *policy, const char *key)
{
	const struct policy_desc *p = policy ? catalog_policy(&suite.catalog, policy) : NULL;
	const struct tunable_desc *t;

	capture_begin();
	t = catalog_tunable(&suite.catalog, p, key);
	capture_end();
	return t ? t->owner : "none";
}

static void test_tunables(void **state)
{
	(void)state;
	assert_string_equal(owner("fifo", "slice_us"), "fifo");
	assert_string_equal(owner("latency", "slice_us"), "latency");
	assert_string_equal(owner("fifo", "latency.slice_us"), "latency");
	assert_string_equal(owner(NULL, "latency.slice_us"), "latency");
	assert_string_equal(owner("fifo", "credit_us"), "none");
	assert_string_equal(owner(NULL, "slice_us"), "none");
	assert_string_equal(owner("fifo", ""), "none");
	assert_string_equal(owner("fifo", "slce_us"), "none");
	assert_non_null(strstr(capture_text, "did you mean 'slice_us'"));
}

/* The active policy is the one whose id is stored, if there is one. */
static void test_active(void **state)
{
	__u32 *active = suite_active(&suite);

	(void)state;
	assert_non_null(active);
	for (int i = 0; i < suite.catalog.nr_policies; i++) {
		*active = suite.catalog.policies[i]->id;
		assert_ptr_equal(suite_policy(&suite), suite.catalog.policies[i]);
	}
	*active = MAX_POLICIES;
	assert_null(suite_policy(&suite));
	*active = 0;
}

/* Every function takes a closed suite. */
static void test_closed(void **state)
{
	struct suite closed = {0};

	(void)state;
	assert_true(suite_is_open(&suite));
	assert_false(suite_is_open(&closed));
	assert_null(suite_policy(&closed));
	assert_null(suite_exit(&closed));
	assert_null(suite_value(&closed, suite.catalog.tunables[0]));
	suite_close(&closed);
	assert_false(suite_is_open(&closed));
	assert_int_equal(closed.catalog.nr_policies, 0);
}

/* Each described tunable has its variable, with the default in it, and a default in range. */
static void test_descriptions(void **state)
{
	(void)state;
	assert_true(suite.catalog.nr_tunables > 5);
	for (int i = 0; i < suite.catalog.nr_tunables; i++) {
		const struct tunable_desc *t = suite.catalog.tunables[i];

		assert_non_null(suite_value(&suite, t));
		assert_int_equal(*suite_value(&suite, t), t->def);
		assert_true(t->min <= t->def && t->def <= t->max);
		assert_true(t->help[0]);
	}
}

/* How many policies and tunables are left when @text begins with @damage instead. */
static int left_with(const char *text, char damage)
{
	char *first = (char *)text, was = *first;
	struct vars policies, tunables;
	struct catalog c;

	assert_int_equal(vars_of_object(&policies, object.bpf, ".rodata.policies"), 0);
	assert_int_equal(vars_of_object(&tunables, object.bpf, ".rodata.tunables"), 0);
	*first = damage;
	catalog_read(&c, &policies, &tunables);
	*first = was;
	return c.nr_policies + c.nr_tunables;
}

/* In a damaged object, what has a name that nobody can type is left out. */
static void test_damaged_names(void **state)
{
	const struct catalog *c = &suite.catalog;
	const char *const names[] = {
		c->policies[0]->name,
		c->tunables[0]->owner,
		c->tunables[0]->name,
	};
	int all = c->nr_policies + c->nr_tunables;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(left_with(names[i], '\0'), all - 1);
		assert_int_equal(left_with(names[i], ' '), all - 1);
		assert_int_equal(left_with(names[i], '\n'), all - 1);
		assert_int_equal(left_with(names[i], 'x'), all);
	}
	assert_int_equal(left_with(c->policies[0]->summary, '\0'), all);
	assert_int_equal(left_with(c->policies[0]->summary, '\n'), all - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policies),      cmocka_unit_test(test_unknown_policy),
		cmocka_unit_test(test_tunables),      cmocka_unit_test(test_active),
		cmocka_unit_test(test_closed),	      cmocka_unit_test(test_descriptions),
		cmocka_unit_test(test_damaged_names),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
