/* SPDX-License-Identifier: GPL-2.0 */
/* The model: totals, history and events; sources are never mixed. */
#include "make.h"
#include "frame/model.h"

static struct model model;

static int setup(void **state)
{
	(void)state;
	return model_init(&model);
}

static int teardown(void **state)
{
	(void)state;
	model_free(&model);
	return 0;
}

static void add(struct frame *f)
{
	assert_int_equal(model_add(&model, f), 0);
	frame_free(f);
}

static void assert_event(unsigned int age, enum event_kind kind, const char *text)
{
	const struct event *event = model_event(&model, age);

	assert_non_null(event);
	assert_int_equal(event->kind, kind);
	assert_string_equal(event->text, text);
}

static void test_totals(void **state)
{
	struct frame *a = make_frame(2, 1, "latency"), *b = make_frame(2, 2, "latency");
	struct cpu_stats sum = a->total;

	(void)state;
	cpu_stats_add(&sum, &b->total);
	add(a);
	add(b);
	assert_memory_equal(&model.since, &sum, sizeof(sum));
	assert_int_equal(model.nr_policies, 1);
	assert_memory_equal(&model.policies[0].stats, &sum, sizeof(sum));
	assert_null(model_event(&model, 0));
	assert_false(model_column(&model, 0)->marked);
	assert_null(model_column(&model, 2));
}

static void test_policy_switch(void **state)
{
	(void)state;
	add(make_frame(2, 1, "latency"));
	add(make_frame(2, 2, "fifo"));
	assert_event(0, EVENT_POLICY, "latency -> fifo");
	assert_true(model_column(&model, 0)->marked);
	assert_false(model_column(&model, 1)->marked);
	assert_string_equal(model_column(&model, 0)->who, "fifo");
	assert_int_equal(model.nr_policies, 2);
}

static struct frame *without_suite(unsigned int number, const char *exit_text)
{
	struct frame *f = make_frame(2, number, "");

	strcpy(f->machine.state, "disabled");
	strcpy(f->machine.ops, "");
	strcpy(f->machine.exit_text, exit_text);
	strcpy(f->policies[0].name, "default");
	f->source = SOURCE_PROBE;
	return f;
}

static void test_ejection(void **state)
{
	struct frame *f = without_suite(2, "runnable task stall: sh[1] failed to run for 5.1s");
	struct cpu_stats total = f->total;

	(void)state;
	add(make_frame(2, 1, "latency"));
	add(f);
	assert_event(0, EVENT_SOURCE, "figures come from the probe now");
	assert_event(1, EVENT_EJECT,
		     "scx_suite (latency) was ejected: runnable task stall: sh[1] failed to run "
		     "for 5.1s");
	/* The figures of the probe do not include those of the suite. */
	assert_memory_equal(&model.since, &total, sizeof(total));
	assert_int_equal(model.nr_policies, 1);
}

static void test_detach_and_attach(void **state)
{
	struct frame *back = make_frame(2, 3, "fifo");

	(void)state;
	back->machine.enable_seq = 4;
	add(make_frame(2, 1, "latency"));
	add(without_suite(2, "unregistered from user space"));
	assert_event(1, EVENT_DETACH, "scx_suite (latency) was detached");
	add(back);
	assert_event(1, EVENT_ATTACH, "scx_suite (fifo) was attached");
}

static void test_hotplug_and_counters(void **state)
{
	struct frame *f = make_frame(2, 2, "latency");

	(void)state;
	f->cpus[1].online = false;
	f->nr_events = 1;
	strcpy(f->events[0].name, "SCX_EV_REENQ");
	f->events[0].grown = 5;
	add(make_frame(2, 1, "latency"));
	add(f);
	assert_event(1, EVENT_HOTPLUG, "CPU 1 went offline");
	assert_event(0, EVENT_COUNTER, "SCX_EV_REENQ +5");
	f = make_frame(2, 3, "latency");
	f->nr_events = 1;
	strcpy(f->events[0].name, "SCX_EV_REENQ");
	f->events[0].grown = 2;
	add(f);
	/* The first growth of a counter is an event; later growth is only added up. */
	assert_event(0, EVENT_HOTPLUG, "CPU 1 went online");
	assert_int_equal(model.nr_counters, 1);
	assert_int_equal(model.counters[0].grown, 7);
}

/* A frame has the growth within its interval, so the first interval counts too. */
static void test_counters_of_the_first_interval(void **state)
{
	struct frame *f = make_frame(2, 1, "latency");

	(void)state;
	f->nr_events = 1;
	strcpy(f->events[0].name, "SCX_EV_REENQ");
	f->events[0].grown = 5;
	add(f);
	assert_event(0, EVENT_COUNTER, "SCX_EV_REENQ +5");
	assert_int_equal(model.counters[0].grown, 5);
}

/* The history is a ring that forgets the oldest. A frame of another machine fits too. */
static void test_long_history(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < HISTORY + 10; i++)
		add(make_frame(1, i, i % 2 ? "fifo" : "latency"));
	assert_int_equal(model_column(&model, 0)->end_ns,
			 1700000000000000000ULL + (HISTORY + 9) * 1000000000ULL);
	assert_non_null(model_column(&model, HISTORY - 1));
	assert_null(model_column(&model, HISTORY));
	assert_non_null(model_event(&model, MAX_LOG - 1));
	assert_null(model_event(&model, MAX_LOG));
	add(make_frame(16, HISTORY + 10, "fifo"));
	assert_int_equal(model.nr_cpus, 16);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_totals),
		TEST(test_policy_switch),
		TEST(test_ejection),
		TEST(test_detach_and_attach),
		TEST(test_hotplug_and_counters),
		TEST(test_counters_of_the_first_interval),
		TEST(test_long_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
