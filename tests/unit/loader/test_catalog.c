/* SPDX-License-Identifier: GPL-2.0 */
/* Policies and tunables as the built-in object describes them: names, aliases, setting, ranges. */
#include "unit.h"
#include <errno.h>
#include "user/catalog.h"
#include "object/object.h"

static struct object object;
static struct suite suite;
static struct catalog catalog;

static int setup(void **state)
{
	(void)state;
	if (object_open(&object, NULL) || suite_of_object(&suite, object.bpf))
		return -1;
	catalog_read(&catalog, &suite);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	suite_close(&suite);
	object_close(&object);
	return 0;
}

static const char *meant(const char *name)
{
	const struct policy_desc *p;

	capture_begin();
	p = catalog_policy(&catalog, name);
	capture_end();
	return p ? p->name : "none";
}

static void test_policies(void **state)
{
	(void)state;
	assert_true(catalog.nr_policies >= 3);
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

static int set(const char *policy, const char *assignment)
{
	const struct policy_desc *p = policy ? catalog_policy(&catalog, policy) : NULL;
	int err;

	capture_begin();
	err = catalog_set(&catalog, p, &assignment, 1);
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

/* All or none: a good setting before a bad one changes nothing. */
static void test_set_many(void **state)
{
	const char *const good[] = {"fifo.slice_us=4000", "weighted.slice_us=7000"};
	const char *const bad[] = {"fifo.slice_us=6000", "weighted.slice_us=0"};

	(void)state;
	assert_int_equal(catalog_set(&catalog, NULL, good, 2), 0);
	capture_begin();
	assert_int_equal(catalog_set(&catalog, NULL, bad, 2), -EINVAL);
	capture_end();
	assert_int_equal(value("fifo_slice_us"), 4000);
	assert_int_equal(value("weighted_slice_us"), 7000);
	catalog_reset(&catalog);
	assert_int_equal(value("fifo_slice_us"), 5000);
}

/* Each described tunable has its variable, with the default in it, and a default in range. */
static void test_descriptions(void **state)
{
	char name[64];

	(void)state;
	assert_int_equal(teardown(NULL), 0);
	assert_int_equal(setup(NULL), 0);
	assert_true(catalog.nr_tunables > 5);
	for (int i = 0; i < catalog.nr_tunables; i++) {
		const struct tunable_desc *t = catalog.tunables[i];

		snprintf(name, sizeof(name), "%s_%s", t->owner, t->name);
		assert_int_equal(value(name), t->def);
		assert_true(t->min <= t->def && t->def <= t->max);
		assert_true(t->help[0]);
	}
}

static void test_list(void **state)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	catalog_print(&catalog, out);
	fclose(out);
	assert_ptr_equal(strstr(text, "fifo"), text);
	assert_non_null(strstr(text, "\nweighted "));
	assert_non_null(strstr(text, "vtime"));
	assert_non_null(strstr(text, "latency.slice_us="));
	free(text);
}

static void test_list_json(void **state)
{
	json_t *json = catalog_json(&catalog), *policies = json_object_get(json, "policies");
	const json_t *first = json_array_get(policies, 0);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(json, "schema")), "scx-load/list/1");
	assert_int_equal(json_array_size(policies), catalog.nr_policies);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "fifo");
	first = json_array_get(json_object_get(first, "tunables"), 0);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "slice_us");
	assert_int_equal(json_integer_value(json_object_get(first, "default")), 5000);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policies),     cmocka_unit_test(test_unknown_policy),
		cmocka_unit_test(test_set),	     cmocka_unit_test(test_set_errors),
		cmocka_unit_test(test_descriptions), cmocka_unit_test(test_list),
		cmocka_unit_test(test_set_many),     cmocka_unit_test(test_list_json),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
