/* SPDX-License-Identifier: GPL-2.0 */
/* The histogram: layout, record, merge, subtract, percentile against an exact computation. */
#include "unit.h"
#include "hist.h"

/* Every bucket begins where the last one ends, and holds its own bounds. */
static void test_layout(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < HIST_BUCKETS; i++) {
		assert_int_equal(hist_bucket(hist_low(i)), i);
		if (i < HIST_BUCKETS - 1)
			assert_int_equal(hist_bucket(hist_high(i)), i);
		assert_int_equal(hist_high(i) + 1, hist_low(i + 1));
	}
}

static void test_bucket_width(void **state)
{
	(void)state;
	/* Known places: linear up to 16, then eight buckets for each power of two. */
	assert_int_equal(hist_bucket(0), 0);
	assert_int_equal(hist_bucket(15), 15);
	assert_int_equal(hist_bucket(16), 16);
	assert_int_equal(hist_bucket(17), 16);
	assert_int_equal(hist_bucket(1000), 63);
	assert_int_equal(hist_low(63), 960);
	assert_int_equal(hist_high(63), 1023);
	for (unsigned int i = HIST_SUB; i < HIST_BUCKETS; i++) {
		__u64 width = hist_low(i + 1) - hist_low(i);

		assert_true(width * HIST_SUB <= hist_low(i));
	}
}

static void test_extremes(void **state)
{
	struct hist h = {0};

	(void)state;
	hist_record(&h, 0);
	hist_record(&h, UINT64_MAX);
	assert_int_equal(h.bucket[0], 1);
	assert_int_equal(h.bucket[HIST_BUCKETS - 1], 1);
	assert_int_equal(hist_count(&h), 2);
	/* The last bucket begins beyond two minutes: a longer wait is a stall, not a latency. */
	assert_true(hist_low(HIST_BUCKETS - 1) > 120000000000ULL);
}

static void test_empty(void **state)
{
	struct hist h = {0};

	(void)state;
	assert_int_equal(hist_count(&h), 0);
	assert_int_equal(hist_percentile(&h, 500), 0);
	assert_int_equal(hist_percentile(&h, 1000), 0);
}

static int compare(const void *a, const void *b)
{
	__u64 x = *(const __u64 *)a, y = *(const __u64 *)b;

	return x < y ? -1 : x > y;
}

/* The percentile is never below the exact one and less than a bucket above it. */
static void test_percentile_exact(void **state)
{
	static const unsigned int permilles[] = {1, 10, 250, 500, 900, 990, 999, 1000};
	static __u64 samples[10007];
	struct hist h = {0};
	__u64 x = 88172645463325252ULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		/* xorshift64 (Marsaglia), spread over ten powers of two */
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		samples[i] = (x >> 40) >> (x & 15);
		hist_record(&h, samples[i]);
	}
	qsort(samples, ARRAY_SIZE(samples), sizeof(samples[0]), compare);
	for (size_t i = 0; i < ARRAY_SIZE(permilles); i++) {
		size_t rank = (ARRAY_SIZE(samples) * permilles[i] + 999) / 1000;
		__u64 exact = samples[rank - 1], got = hist_percentile(&h, permilles[i]);

		assert_true(got >= exact);
		assert_int_equal(hist_bucket(got), hist_bucket(exact));
	}
}

static void test_merge_and_subtract(void **state)
{
	struct hist a = {0}, b = {0}, sum = {0}, diff;

	(void)state;
	for (__u64 ns = 1; ns < 100000; ns += 7) {
		hist_record(&a, ns);
		hist_record(&b, ns * 3);
	}
	hist_add(&sum, &a);
	hist_add(&sum, &b);
	assert_int_equal(hist_count(&sum), hist_count(&a) + hist_count(&b));
	hist_sub(&diff, &sum, &a);
	assert_memory_equal(&diff, &b, sizeof(diff));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),		 cmocka_unit_test(test_bucket_width),
		cmocka_unit_test(test_extremes),	 cmocka_unit_test(test_empty),
		cmocka_unit_test(test_percentile_exact), cmocka_unit_test(test_merge_and_subtract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
