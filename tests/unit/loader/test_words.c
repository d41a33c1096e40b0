/* SPDX-License-Identifier: GPL-2.0 */
/* Words for people: the nearest known word, numbers with units. */
#include "unit.h"
#include "user/nearest.h"
#include "user/units.h"

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
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
