/* SPDX-License-Identifier: GPL-2.0 */
/* The finer histogram of the load generators: its layout, and percentiles within half a percent. */
#include "unit.h"
#include <errno.h>
#include "bench.h"

static void test_layout(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < HIST_BUCKETS; i++) {
		__u64 low = hist_low(i), high = hist_high(i);

		assert_int_equal(hist_bucket(low), i);
		if (i < HIST_BUCKETS - 1)
			assert_int_equal(hist_bucket(high), i);
		assert_true(high - low <= low / 256);
	}
	assert_int_equal(hist_bucket(UINT64_MAX), HIST_BUCKETS - 1);
	assert_true(hist_low(HIST_BUCKETS - 1) > 120000000000ULL);
}

static void test_percentiles(void **state)
{
	static struct hist h;

	(void)state;
	/* 10, 20, ... 10000 us: the nth percentile is n * 100 us. */
	for (__u64 i = 1; i <= 1000; i++)
		hist_record(&h, i * 10 * NSEC_PER_USEC);
	for (unsigned int permille = 1; permille <= 1000; permille++) {
		__u64 want = permille * 10 * NSEC_PER_USEC, got = hist_percentile(&h, permille);

		assert_true(got >= want && got <= want + want / 256);
	}
}

static void test_nothing_measured(void **state)
{
	static const struct hist empty;

	(void)state;
	/* Zeros would look like the best scheduler of all. */
	capture_begin();
	assert_int_equal(print_percentiles("", &empty), -ENODATA);
	assert_non_null(strstr(capture_end(), "nothing was measured"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_percentiles),
		cmocka_unit_test(test_nothing_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
