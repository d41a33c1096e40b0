/* SPDX-License-Identifier: GPL-2.0 */
/* Sums, differences and percentiles of frames, compared with exact computation. */
#include "make.h"

#define SAMPLES 20000
#define CPUS 8

static int by_value(const void *a, const void *b)
{
	__u64 x = *(const __u64 *)a, y = *(const __u64 *)b;

	return (x > y) - (x < y);
}

/* A percentile of the sum over CPUs is in the same bucket as that of all samples. */
static void test_percentiles_are_exact_to_a_bucket(void **state)
{
	static const unsigned int permilles[] = {1, 10, 500, 900, 990, 999, 1000};
	struct frame *f = frame_new(CPUS);
	static __u64 samples[SAMPLES];
	struct hist waits;

	(void)state;
	for (int i = 0; i < SAMPLES; i++) {
		samples[i] = random_wait();
		hist_record(&f->cpus[i % CPUS].stats.wait[i % NR_WAIT_CAUSES], samples[i]);
	}
	frame_sum(f);
	cpu_stats_waits(&waits, &f->total);
	assert_int_equal(hist_count(&waits), SAMPLES);
	qsort(samples, SAMPLES, sizeof(samples[0]), by_value);
	for (size_t i = 0; i < ARRAY_SIZE(permilles); i++) {
		__u64 exact = samples[(SAMPLES * permilles[i] + 999) / 1000 - 1];
		__u64 got = hist_percentile(&waits, permilles[i]);

		assert_true(got >= exact);
		assert_int_equal(hist_bucket(got), hist_bucket(exact));
	}
	frame_free(f);
}

static void test_difference_undoes_sum(void **state)
{
	struct cpu_stats a = {0}, b = {0}, sum;

	(void)state;
	make_stats(&a, 300);
	make_stats(&b, 70);
	sum = a;
	cpu_stats_add(&sum, &b);
	assert_memory_not_equal(&sum, &a, sizeof(a));
	cpu_stats_sub(&sum, &sum, &b);
	assert_memory_equal(&sum, &a, sizeof(a));
}

static void test_task_percentile(void **state)
{
	struct task_waits w = {.count = 100, .worst = 5000};

	(void)state;
	w.bucket[3] = 98;
	w.bucket[12] = 2;
	assert_int_equal(task_waits_percentile(&w, 500), 15);
	assert_int_equal(task_waits_percentile(&w, 980), 15);
	/* The bucket ends at 8191, but the longest wait was 5000. */
	assert_int_equal(task_waits_percentile(&w, 990), 5000);
	memset(&w, 0, sizeof(w));
	assert_int_equal(task_waits_percentile(&w, 990), 0);
}

static void test_who(void **state)
{
	struct machine m = {0};

	(void)state;
	assert_string_equal(machine_who(&m), "default");
	strcpy(m.ops, "bpfland");
	assert_string_equal(machine_who(&m), "bpfland");
	strcpy(m.policy, "latency");
	assert_string_equal(machine_who(&m), "latency");
	assert_int_equal(source_of(source_name(SOURCE_PROBE)), SOURCE_PROBE);
	assert_int_equal(source_of("nonsense"), SOURCE_AUTO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentiles_are_exact_to_a_bucket),
		cmocka_unit_test(test_difference_undoes_sum),
		cmocka_unit_test(test_task_percentile),
		cmocka_unit_test(test_who),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
