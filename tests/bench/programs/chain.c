/* SPDX-License-Identifier: GPL-2.0 */
/*
 * chain: measure when the work of each period is done, if several threads in a row have to do it,
 * beside CPU hogs or another load.
 *
 * A game draws a frame so, and a sound server fills a buffer. A period begins at a fixed time. The
 * first thread wakes from a timer, uses CPU time, and wakes the second one, which uses CPU time and
 * wakes the next. A period is done when the last thread is. Each thread may be put off by the
 * scheduler, so the waits add up.
 *
 * Periods are due at fixed times, and each counts from when it was due, also when the first thread
 * was late. No period is skipped: when the chain is late, periods queue up, and each of them waits
 * for those before it. Otherwise one long stall, in which many periods were due, would count as a
 * single one. Gil Tene named this fault coordinated omission ("How NOT to Measure Latency").
 *
 * A period is missed if it was not done when the next one was due. The run ends when the last
 * period has to be done. A period that is not done by then counts with its time until then, and is
 * missed.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include "bench.h"
#include "futex.h"
#include "hogs.h"
#include "user/log.h"

#define MOST_THREADS 64

/* Set in the count of a thread: the next one shall not wait for it any more. */
#define STOP (1U << 31)

struct options {
	unsigned int action;
	unsigned int seconds_ms, threads, period_us, work_us, hogs, inject_us;
};

struct link {
	/* A futex: the number of periods that this thread has done, and STOP. */
	_Alignas(64) _Atomic __u32 done;
	pthread_t thread;
};

static struct link links[MOST_THREADS];

/* The plan of the run, which the threads read only. */
static struct {
	const struct options *o;
	__u64 start;	       /* Clock time at which period 0 is due, ns. */
	__u32 warmup, periods; /* Periods that do not count, and all periods. */
	unsigned int last;     /* The number of the last thread. */
} plan;

/* What the last thread has measured. */
static struct hist until_done;
static __u64 missed;

static __u64 due(__u32 period)
{
	return plan.start + period * (plan.o->period_us * NSEC_PER_USEC);
}

static void record(__u32 period, __u64 now)
{
	if (period < plan.warmup)
		return;
	hist_record(&until_done, now - due(period));
	missed += now > due(period + 1);
}

/* Wait until a thread may begin with @period. Returns false if it shall end. */
static bool may_begin(unsigned int number, __u32 period)
{
	_Atomic __u32 *before = &links[number - 1].done;
	__u32 seen;

	while ((seen = atomic_load(before)) <= period)
		futex_wait(before, seen);
	return !(seen & STOP);
}

static void *link_main(void *arg)
{
	struct link *self = arg;
	unsigned int number = self - links;

	for (__u32 period = 0; period < plan.periods; period++) {
		if (!number)
			sleep_until(due(period));
		else if (!may_begin(number, period))
			break;
		use_cpu(plan.o->work_us * NSEC_PER_USEC);
		if (!number && plan.o->inject_us)
			sleep_until(clock_ns() + plan.o->inject_us * NSEC_PER_USEC);
		if (number == plan.last)
			record(period, clock_ns());
		if (atomic_fetch_add(&self->done, 1) & STOP)
			break;
		futex_wake(&self->done);
	}
	return NULL;
}

static int links_start(void)
{
	int err;

	for (unsigned int i = 0; i <= plan.last; i++) {
		err = pthread_create(&links[i].thread, NULL, link_main, &links[i]);
		if (err) {
			log_err("no thread of the chain: %s", strerror(err));
			return -err;
		}
	}
	return 0;
}

/* End all threads, each after the period that it is at. */
static void links_stop(void)
{
	for (unsigned int i = 0; i <= plan.last; i++) {
		atomic_fetch_or(&links[i].done, STOP);
		futex_wake(&links[i].done);
	}
	for (unsigned int i = 0; i <= plan.last; i++)
		pthread_join(links[i].thread, NULL);
}

static void make_plan(const struct options *o)
{
	__u64 period_ns = o->period_us * NSEC_PER_USEC;
	__u32 counted = o->seconds_ms * 1000 * NSEC_PER_USEC / period_ns;

	plan.o = o;
	plan.last = o->threads - 1;
	plan.warmup = (WARMUP_NS + period_ns - 1) / period_ns;
	plan.periods = plan.warmup + (counted ?: 1);
	/* The first period is due when all threads exist. */
	plan.start = clock_ns() + period_ns;
}

/* Let the chain run until the last period has to be done. */
static int measure(const struct hogs *hogs, struct hog_share *share)
{
	int err = links_start();
	__u64 now;

	if (err)
		return err;
	sleep_until(due(plan.warmup));
	hog_share_begin(share, hogs);
	sleep_until(due(plan.periods));
	links_stop();
	hog_share_end(share, hogs);
	now = clock_ns();
	for (__u32 i = atomic_load(&links[plan.last].done) & ~STOP; i < plan.periods; i++)
		record(i, now);
	return 0;
}

static int print_all(const struct options *o, const struct hog_share *share)
{
	__u64 counted = hist_count(&until_done);
	int err = print_percentiles("", &until_done);

	if (err)
		return err;
	printf("periods %llu\n", counted);
	printf("missed %.3f\n", 100.0 * missed / counted);
	if (o->hogs)
		hog_share_print(share);
	return 0;
}

static int run(const struct options *o)
{
	static struct hogs hogs;
	struct hog_share share = {0};
	int err, stopped;

	err = hogs_start_all(&hogs, o->hogs);
	if (!err) {
		/* Without this the kernel delays timers by up to 50 us. */
		prctl(PR_SET_TIMERSLACK, 1);
		make_plan(o);
		err = measure(&hogs, &share);
	}
	stopped = hogs_stop(&hogs);
	return err ?: stopped ?: print_all(o, &share);
}

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"seconds", 's', "SEC", OPT_MS, AT(seconds_ms), 100, 3600000,
	 "how long, after a warm-up of 0.1 (default: 1.5)"},
	{"threads", 't', "N", OPT_UINT, AT(threads), 1, MOST_THREADS,
	 "threads in a row (default: 3)"},
	{"period", 'p', "US", OPT_UINT, AT(period_us), 100, 1000000,
	 "microseconds from one period to the next (default: 16667)"},
	{"work", 'c', "US", OPT_UINT, AT(work_us), 0, 1000000,
	 "microseconds of CPU time that each thread takes for a period (default: 1000)"},
	{"hogs", 'n', "N", OPT_UINT, AT(hogs), 0, MOST_HOGS, "CPU hogs beside it (default: 0)"},
	{"inject", 'i', "US", OPT_UINT, AT(inject_us), 0, 1000000,
	 "let the first thread sleep in each period, to test the chain itself (default: 0)"},
	BENCH_OPTIONS(AT(action)),
#undef AT
};

static const char about[] =
	"When the work of each period is done by threads that wake each other in a row,\n"
	"as lines NAME VALUE: p50, p90, p99, p999, max (microseconds from when the period\n"
	"was due), periods, missed (percent of them not done when the next was due); with\n"
	"hogs also hogs_cpu, left_over (seconds) and hog_share (percent of what the chain\n"
	"left over).";

static const struct bench_program program = {
	.name = "chain",
	.about = about,
	.options = {.defs = option_defs,
		    .nr = sizeof(option_defs) / sizeof(option_defs[0]),
		    .stray = "; see --help"},
};

int main(int argc, char **argv)
{
	struct options o = {.seconds_ms = 1500, .threads = 3, .period_us = 16667, .work_us = 1000};
	int status = bench_begin(&program, &o, argc, argv);

	if (status >= 0)
		return status;
	return run(&o) ? EXIT_FAILURE : EXIT_SUCCESS;
}
