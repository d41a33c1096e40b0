/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --set on the constants of an object that is not a suite. The suite's own constants serve: they
 * are numbers like any other. The guest tests signed constants (switch.bats).
 */
#include "unit.h"
#include <errno.h>
#include "object/constants.h"
#include "object/object.h"
#include "user/vars.h"

static struct object object;

static int setup(void **state)
{
	(void)state;
	return object_open(&object, NULL);
}

static int teardown(void **state)
{
	(void)state;
	object_close(&object);
	return 0;
}

static int set(const char *assignment)
{
	int err;

	capture_begin();
	err = constants_set(&object, &assignment, 1);
	capture_end();
	return err;
}

static __u32 nr_cpus(void)
{
	struct vars v;
	__u32 *value;

	assert_int_equal(vars_of_object(&v, object.bpf, ".rodata"), 0);
	value = vars_find(&v, "nr_cpus", sizeof(*value));
	assert_non_null(value);
	return *value;
}

static void test_set(void **state)
{
	(void)state;
	assert_int_equal(set("nr_cpus=3"), 0);
	assert_int_equal(nr_cpus(), 3);
	assert_int_equal(set("nr_cpus=0x10"), 0);
	assert_int_equal(nr_cpus(), 16);
	assert_int_equal(set("nr_cpus=010"), 0);
	assert_int_equal(nr_cpus(), 10);
	assert_int_equal(set("nr_cpus=4294967295"), 0);
	assert_int_equal(nr_cpus(), 4294967295);
	assert_int_equal(constants_set(&object, NULL, 0), 0);
}

static void test_errors(void **state)
{
	static const struct {
		const char *assignment, *says;
	} wrong[] = {
		{"nr_cpus", "KEY=VALUE"},
		{"=1", "KEY=VALUE"},
		{"", "KEY=VALUE"},
		{"nr_cpus=", "from 0 to 4294967295"},
		{"nr_cpus=-1", "not '-1'"},
		{"nr_cpus=4294967296", "not '4294967296'"},
		{"nr_cpus=99999999999999999999999", "from 0 to 4294967295"},
		{"nr_cpus=1x", "not '1x'"},
		{"nr_cpus= 1", "not ' 1'"},
		{"nr_cpus=0x", "not '0x'"},
		{"nr_cpus=true", "not 'true'"},
		{"nr_cpu=1", "did you mean 'nr_cpus'"},
		{"cpu_llc=1", "has no number 'cpu_llc'"},
		{"nonsense=1", "--list shows all"},
	};

	(void)state;
	assert_int_equal(set("nr_cpus=7"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_int_equal(set(wrong[i].assignment), -EINVAL);
		if (!strstr(capture_text, wrong[i].says))
			fail_msg("'%s' says: %s", wrong[i].assignment, capture_text);
	}
	assert_int_equal(nr_cpus(), 7);
}

static void test_list(void **state)
{
	json_t *all, *constants;
	int found = 0;

	(void)state;
	assert_int_equal(set("nr_cpus=5"), 0);
	all = constants_json(&object);
	constants = json_object_get(all, "constants");
	for (size_t i = 0; i < json_array_size(constants); i++) {
		const json_t *constant = json_array_get(constants, i);

		if (!strcmp(json_string_value(json_object_get(constant, "name")), "nr_cpus"))
			found += json_integer_value(json_object_get(constant, "value"));
	}
	json_decref(all);
	assert_int_equal(found, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
