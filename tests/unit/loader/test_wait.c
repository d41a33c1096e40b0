/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting by looking again and again: how often a wait looks, and when it gives up. */
#include "unit.h"
#include "user/clock.h"
#include "user/wait.h"

struct looking {
	int looks, until;
};

static bool look(void *arg)
{
	struct looking *l = arg;

	return ++l->looks == l->until;
}

static void test_at_once(void **state)
{
	struct looking l = {.until = 1};

	(void)state;
	assert_true(wait_until(0, 1000, look, &l));
	assert_int_equal(l.looks, 1);
}

static void test_later(void **state)
{
	struct looking l = {.until = 4};
	__u64 begin = clock_ns();

	(void)state;
	assert_true(wait_until(1000000, 1000, look, &l));
	assert_int_equal(l.looks, 4);
	assert_true(clock_ns() - begin >= 3000000);
}

/* The wait looks once more after its last sleep. */
static void test_never(void **state)
{
	struct looking l = {0};

	(void)state;
	assert_false(wait_until(5000, 1000, look, &l));
	assert_int_equal(l.looks, 6);
	l.until = l.looks + 6;
	assert_true(wait_until(5000, 1000, look, &l));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_later),
		cmocka_unit_test(test_never),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
