/* SPDX-License-Identifier: GPL-2.0 */
/* --list of the built-in suite, as text and as JSON. */
#include "unit.h"
#include "commands/list.h"
#include "with_suite.h"

static void test_list(void **state)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);
	json_t *json = list_json(&suite.catalog);

	(void)state;
	list_print(json, out);
	fclose(out);
	json_decref(json);
	assert_ptr_equal(strstr(text, "fifo"), text);
	assert_non_null(strstr(text, "\nweighted "));
	assert_non_null(strstr(text, "vtime"));
	assert_non_null(strstr(text, "latency.slice_us="));
	free(text);
}

static void test_list_json(void **state)
{
	json_t *json = list_json(&suite.catalog), *policies = json_object_get(json, "policies");
	const json_t *first = json_array_get(policies, 0);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(json, "schema")), "scx-load/list/1");
	assert_int_equal(json_array_size(policies), suite.catalog.nr_policies);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "fifo");
	first = json_array_get(json_object_get(first, "tunables"), 0);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "slice_us");
	assert_int_equal(json_integer_value(json_object_get(first, "default")), 5000);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_list_json),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
