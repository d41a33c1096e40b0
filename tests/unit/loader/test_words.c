/* SPDX-License-Identifier: GPL-2.0 */
/* Text from and for people: KEY=VALUE, the nearest known word, numbers with units. */
#include "unit.h"
#include "user/assignment.h"
#include "user/nearest.h"
#include "user/units.h"
#include "user/words.h"

static void test_words(void **state)
{
	const char *words = " one  two ";
	size_t length;

	(void)state;
	assert_memory_equal(words_next(&words, &length), "one", 3);
	assert_int_equal(length, 3);
	assert_memory_equal(words_next(&words, &length), "two", 3);
	assert_null(words_next(&words, &length));
	words = NULL;
	assert_null(words_next(&words, &length));
	assert_true(words_have("fifo vtime", "vtime"));
	assert_false(words_have("fifo vtime", "vtim"));
	assert_false(words_have("fifo vtime", "fifo vtime"));
	assert_false(words_have("fifo", ""));
	assert_false(words_have(NULL, "fifo"));
}

static const char *nearest(const char *to)
{
	static struct nearest n;

	n = nearest_to(to);
	nearest_try_words(&n, "fifo weighted weighted-vtime vtime");
	nearest_try(&n, "latency");
	return n.word;
}

static void test_nearest(void **state)
{
	char longest[200];

	(void)state;
	assert_string_equal(nearest("latncy"), "latency");
	assert_string_equal(nearest("Latency"), "latency");
	assert_string_equal(nearest("fiof"), "fifo");
	assert_string_equal(nearest("weighted_vtime"), "weighted-vtime");
	assert_string_equal(nearest("vtimes"), "vtime");
	assert_string_equal(nearest("lavd"), "");
	assert_string_equal(nearest(""), "");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_string_equal(nearest(longest), "");
}

static void assert_reported(const char *to, const char *prefix, const char *says)
{
	struct nearest n = nearest_to(to);

	n.prefix = prefix;
	nearest_try(&n, "latency");
	capture_begin();
	nearest_report(&n, "see there", "no %d '%s'", 7, to);
	capture_end();
	assert_non_null(strstr(capture_text, says));
}

static void test_report(void **state)
{
	(void)state;
	assert_reported("latncy", "", ": no 7 'latncy'; did you mean 'latency'? (see there)\n");
	assert_reported("latncy", "--", "; did you mean '--latency'? (see there)\n");
	assert_reported("lavd", "--", ": no 7 'lavd'; see there\n");
}

static void test_assignment(void **state)
{
	static const char *const wrong[] = {"", "=", "=1", "key", "longkey=1"};
	const char *value;
	char key[5] = "";

	(void)state;
	value = assignment_split("key=1=2", key, sizeof(key));
	assert_string_equal(key, "key");
	assert_string_equal(value, "1=2");
	assert_string_equal(assignment_split("long=", key, sizeof(key)), "");
	assert_string_equal(key, "long");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		capture_begin();
		value = assignment_split(wrong[i], key, sizeof(key));
		capture_end();
		assert_null(value);
		assert_non_null(strstr(capture_text, "--set takes KEY=VALUE, not '"));
	}
}

static void test_units(void **state)
{
	static const struct {
		__u64 ns;
		const char *text;
	} cases[] = {
		{0, "0 ns"},
		{999, "999 ns"},
		{1000, "1.00 us"},
		{12345, "12.3 us"},
		{99940, "99.9 us"},
		{99960, "100 us"},
		{999499, "999 us"},
		{999500, "1.00 ms"},
		{12500000, "12.5 ms"},
		{1500000000, "1.50 s"},
		{123456789012, "123 s"},
		{5000000000000, "5000 s"},
	};
	char buf[UNITS_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(format_ns(buf, cases[i].ns), cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),  cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_report), cmocka_unit_test(test_assignment),
		cmocka_unit_test(test_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
