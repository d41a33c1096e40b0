/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The verifier's log reduced to one line. The files are the ends of real logs: a policy in the
 * suite that uses the state of a CPU without asking whether there is any, in a function that is
 * inlined and in a global one, on Linux 7.3.4 and 6.12.117.
 */
#include "unit.h"
#include "object/rejection.h"

static char text[65536];

/* The log @name, read into text. */
static const char *log_of(const char *name)
{
	char path[100];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), "tests/unit/loader/verifier/%s.log", name);
	file = fopen(path, "r");
	assert_non_null(file);
	size = fread(text, 1, sizeof(text) - 1, file);
	text[size] = '\0';
	fclose(file);
	return text;
}

static void test_real_logs(void **state)
{
	static const struct {
		const char *log, *place, *function;
	} cases[] = {
		{"7.3-inlined", "mine.bpf.h:32", "suite_enqueue"},
		{"7.3-global", "mine.bpf.h:31", "mine_leaves"},
		{"6.12-inlined", "mine.bpf.h:32", ""},
		{"6.12-global", "mine.bpf.h:31", "mine_leaves"},
	};
	struct rejection r;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		rejection_of(&r, log_of(cases[i].log));
		assert_string_equal(r.error, "R0 invalid mem access 'map_value_or_null'");
		assert_string_equal(r.place, cases[i].place);
		assert_string_equal(r.function, cases[i].function);
	}
}

/* Logs without files or without source, and texts that are not logs. */
static void test_poor_logs(void **state)
{
	static const struct {
		const char *log, *error, *place;
	} cases[] = {
		{"", "", ""},
		{"\n", "", ""},
		{"; x @", "", "'x @'"},
		{"; ", "", "''"},
		{"Validating ", "Validating ", ""},
		{"At:\n", "At:", ""},
		{"0: (95) exit\nR0 !read_ok\n", "R0 !read_ok", ""},
		{"R0 !read_ok", "R0 !read_ok", ""},
		{"; return *p;\n0: (95) exit\nR0 !read_ok\nprocessed 1 insns\n", "R0 !read_ok",
		 "'return *p;'"},
		{"; a @ b; @ c.h:1\nbad\n\nVerification failed: X\n\nAt:\n", "bad", "c.h:1"},
	};
	struct rejection r;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		rejection_of(&r, cases[i].log);
		if (cases[i].place[0] != '\'')
			assert_string_equal(r.error, cases[i].error);
		assert_string_equal(r.place, cases[i].place);
		assert_string_equal(r.function, "");
	}
}

/* Texts that are longer than their room are cut. */
static void test_long_lines(void **state)
{
	struct rejection r;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	rejection_of(&r, text);
	assert_int_equal(strlen(r.error), sizeof(r.error) - 1);
	memcpy(text, "; ", 2);
	rejection_of(&r, text);
	assert_int_equal(strlen(r.place), sizeof(r.place) - 1);
	memcpy(text, "Validating ", 11);
	text[sizeof(text) - 2] = '(';
	rejection_of(&r, text);
	assert_int_equal(strlen(r.function), sizeof(r.function) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_logs),
		cmocka_unit_test(test_poor_logs),
		cmocka_unit_test(test_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
