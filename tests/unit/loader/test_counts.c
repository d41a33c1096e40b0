/* SPDX-License-Identifier: GPL-2.0 */
/* Per-CPU statistics: sums and differences; and the line that --interval prints of them. */
#include "unit.h"
#include <errno.h>
#include "commands/counts.h"

/* Numbers in every member, more with a larger @n. */
static struct cpu_stats make(unsigned int n)
{
	struct cpu_stats s = {0};

	for (int i = 0; i < NR_COUNTERS; i++)
		s.count[i] = n * (i + 1);
	for (unsigned int i = 0; i < n; i++) {
		hist_record(&s.wait[i % NR_WAIT_CAUSES], 1000 << i % 12);
		hist_record(&s.ran, i);
		hist_record(&s.off, 2 * i);
		hist_record(&s.depth, i % 20);
	}
	return s;
}

static void test_sum_and_difference(void **state)
{
	const struct cpu_stats a = make(300), b = make(70);
	struct cpu_stats sum = a;
	struct hist waits;

	(void)state;
	cpu_stats_add(&sum, &b);
	for (int i = 0; i < NR_COUNTERS; i++)
		assert_int_equal(sum.count[i], 370 * (i + 1));
	assert_int_equal(hist_count(&sum.ran), 370);
	assert_int_equal(hist_count(&sum.off), 370);
	assert_int_equal(hist_count(&sum.depth), 370);
	cpu_stats_waits(&waits, &sum);
	assert_int_equal(hist_count(&waits), 370);
	cpu_stats_add_waits(&waits, &b);
	assert_int_equal(hist_count(&waits), 440);
	cpu_stats_sub(&sum, &sum, &b);
	assert_memory_equal(&sum, &a, sizeof(a));
}

static void test_nothing_to_read(void **state)
{
	struct cpu_stats sum = make(3);

	(void)state;
	assert_int_equal(cpu_stats_read_sum(-1, 0, &sum), -ENOENT);
	assert_int_equal(sum.count[0], 0);
}

/* 30 waits in two seconds, ten of wakeups: three of 1 us, three of 8, two of 64, two of 512. */
static void test_text(void **state)
{
	const struct cpu_stats before = make(60), now = make(90);
	json_t *json = counts_json("latency", &now, &before, 2);
	char expected[200], *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	snprintf(expected, sizeof(expected),
		 "latency: 15 dispatches/s; wakeup to run p50 8.19 us, p99 524 us, max 524 us; "
		 "preempted %d/s, migrated %d/s\n",
		 15 * (COUNT_preempted + 1), 15 * (COUNT_migrated + 1));
	counts_print(json, out);
	fclose(out);
	json_decref(json);
	assert_string_equal(text, expected);
	free(text);
}

static void test_json(void **state)
{
	const struct cpu_stats before = make(60), now = make(90);
	json_t *json = counts_json("latency", &now, &before, 2), *counts;

	(void)state;
	assert_string_equal(json_string_value(json_object_get(json, "schema")),
			    "scx-load/counts/1");
	assert_string_equal(json_string_value(json_object_get(json, "policy")), "latency");
	assert_int_equal(json_integer_value(json_object_get(json, "dispatches")), 30);
	counts = json_object_get(json, "counts");
	assert_int_equal(json_object_size(counts), NR_COUNTERS);
	assert_int_equal(json_integer_value(json_object_get(counts, "migrated")),
			 30 * (COUNT_migrated + 1));
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sum_and_difference),
		cmocka_unit_test(test_nothing_to_read),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
