/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wakeprobe: measure how long a woken thread waits until it runs, beside CPU hogs or another load.
 *
 * As in Chris Mason's schbench, a message thread hands requests to worker threads, which sleep
 * until a request comes. The message thread notes the time from which a request counts, and a woken
 * worker reads the clock first.
 *
 * Without --rate a worker gets its next request as soon as it is ready, and the request counts
 * from just before the wake. The result is the wakeup latency, at the rate that the scheduler
 * makes possible. A scheduler that delays the probe serves fewer requests, so percentiles alone
 * flatter it: read them beside the number of requests. (A worker that gets a request before it
 * sleeps counts too, which is rare unless a CPU is idle.)
 *
 * With --work a request takes CPU time, and the response time is printed too: from when the
 * request counts until its work is done. A scheduler may let a task begin at once and wait in the
 * middle, or wait first and then run through. To the sender of the request both are the same.
 *
 * With --rate requests are due at fixed times, and each counts from when it was due, also when the
 * message thread or all workers were late. Otherwise one long stall, in which hundreds of requests
 * were due, would count as a single long wait. Gil Tene named this fault coordinated omission
 * ("How NOT to Measure Latency"). A request that was due and had not begun at the end counts with
 * its wait until then.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "bench.h"
#include "futex.h"
#include "hogs.h"
#include "user/log.h"

#define MOST_WORKERS 64

struct options {
	unsigned int action;
	unsigned int seconds_ms, workers, rate, hogs, work_us, inject_us;
};

enum worker_state {
	READY, /* The worker sleeps until a request comes. */
	ASKED,
	QUIT,
};

struct worker {
	/* A futex. While it is ASKED, the worker owns the other fields. */
	_Alignas(64) _Atomic __u32 state;
	bool counts;	  /* False during the warm-up. */
	__u64 counted_at; /* The time from which the request counts. */
	__u64 work_ns;
	struct hist latency, response;
	pthread_t thread;
};

static struct worker workers[MOST_WORKERS];

/* A futex: the number of times that a worker became READY. */
static _Alignas(64) _Atomic __u32 became_ready;

/* The part of the run that counts. */
struct window {
	/* As planned. In the end @end is when it ended; without --rate @begin when it began. */
	__u64 begin, end;
	struct hog_share share;
	__u64 unserved;
	bool open;
};

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	__u32 state;
	__u64 now;

	for (;;) {
		while ((state = atomic_load(&w->state)) == READY)
			futex_wait(&w->state, READY);
		now = clock_ns();
		if (state == QUIT)
			return NULL;
		if (w->counts)
			hist_record(&w->latency, now - w->counted_at);
		use_cpu(w->work_ns);
		if (w->counts && w->work_ns)
			hist_record(&w->response, clock_ns() - w->counted_at);
		atomic_store(&w->state, READY);
		atomic_fetch_add(&became_ready, 1);
		futex_wake(&became_ready);
	}
}

static int workers_start(const struct options *o)
{
	int err;

	for (unsigned int i = 0; i < o->workers; i++) {
		workers[i].work_ns = o->work_us * NSEC_PER_USEC;
		err = pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]);
		if (err) {
			log_err("no worker thread: %s", strerror(err));
			return -err;
		}
	}
	return 0;
}

/* Requests that were handed out are served before the worker ends, however late. */
static void workers_stop(const struct options *o)
{
	__u32 seen;

	for (unsigned int i = 0; i < o->workers; i++) {
		while (seen = atomic_load(&became_ready), atomic_load(&workers[i].state) != READY)
			futex_wait(&became_ready, seen);
		atomic_store(&workers[i].state, QUIT);
		futex_wake(&workers[i].state);
		pthread_join(workers[i].thread, NULL);
	}
}

/* Return a worker that is READY, in turns; NULL if there is none. */
static struct worker *next_worker(const struct options *o)
{
	static unsigned int turn;

	for (unsigned int i = 0; i < o->workers; i++) {
		struct worker *w = &workers[turn++ % o->workers];

		if (atomic_load(&w->state) == READY)
			return w;
	}
	return NULL;
}

static void ask(struct worker *w, __u64 counted_at, const struct window *window,
		const struct options *o)
{
	w->counted_at = counted_at;
	w->counts = window->open && counted_at >= window->begin;
	if (o->inject_us)
		sleep_until(clock_ns() + o->inject_us * NSEC_PER_USEC);
	atomic_store(&w->state, ASKED);
	futex_wake(&w->state);
}

/* With --rate requests count from the planned begin of the window, however late it opens. */
static void window_open(struct window *w, const struct hogs *hogs, bool fixed_rate)
{
	hog_share_begin(&w->share, hogs);
	if (!fixed_rate)
		w->begin = w->share.begin;
	w->open = true;
}

/* The message thread: hand out requests until the window ends. */
static void ask_all(const struct options *o, const struct hogs *hogs, struct window *window,
		    struct hist *unserved)
{
	__u64 start = clock_ns(), due = start, asked = 0, now;
	struct worker *w;
	__u32 seen;

	window->begin = start + WARMUP_NS;
	window->end = window->begin + o->seconds_ms * 1000 * NSEC_PER_USEC;
	while ((now = clock_ns()) < window->end) {
		if (!window->open && now >= window->begin)
			window_open(window, hogs, o->rate);
		if (o->rate && due > now) {
			sleep_until(due < window->end ? due : window->end);
			continue;
		}
		seen = atomic_load(&became_ready);
		w = next_worker(o);
		if (!w) {
			futex_wait(&became_ready, seen);
			continue;
		}
		ask(w, o->rate ? due : clock_ns(), window, o);
		asked++;
		if (o->rate)
			due = start + asked * NSEC_PER_SEC / o->rate;
	}
	hog_share_end(&window->share, hogs);
	window->end = window->share.end;
	for (; o->rate && due < window->end; due = start + ++asked * NSEC_PER_SEC / o->rate)
		if (due >= window->begin)
			hist_record(unserved, window->end - due);
	window->unserved = hist_count(unserved);
}

static int print_all(const struct options *o, const struct window *window,
		     const struct hist *unserved)
{
	struct hist latency = *unserved, response = *unserved;
	__u64 requests;
	int err;

	for (unsigned int i = 0; i < o->workers; i++) {
		hist_add(&latency, &workers[i].latency);
		hist_add(&response, &workers[i].response);
	}
	err = print_percentiles("", &latency);
	if (!err && o->work_us)
		err = print_percentiles("response_", &response);
	if (err)
		return err;
	requests = hist_count(&latency) - window->unserved;
	printf("requests %llu\n", requests);
	printf("rate %.3f\n", requests * 1e9 / (window->end - window->begin));
	printf("unserved %llu\n", window->unserved);
	printf("probe_cpu %.6f\n", window->share.own_ns / 1e9);
	if (o->hogs)
		hog_share_print(&window->share);
	return 0;
}

static int run(const struct options *o)
{
	static struct hogs hogs;
	static struct hist unserved;
	struct window window = {0};
	int err, stopped;

	err = hogs_start_all(&hogs, o->hogs);
	if (!err)
		err = workers_start(o);
	if (err)
		goto stop_hogs;
	/* Without this the kernel delays timers by up to 50 us. */
	prctl(PR_SET_TIMERSLACK, 1);
	ask_all(o, &hogs, &window, &unserved);
	workers_stop(o);
stop_hogs:
	stopped = hogs_stop(&hogs);
	return err ?: stopped ?: print_all(o, &window, &unserved);
}

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"seconds", 's', "SEC", OPT_MS, AT(seconds_ms), 100, 3600000,
	 "how long, after a warm-up of 0.1 (default: 1.5)"},
	{"workers", 'w', "N", OPT_UINT, AT(workers), 1, MOST_WORKERS,
	 "worker threads (default: 2)"},
	{"rate", 'r', "N", OPT_UINT, AT(rate), 1, 1000000,
	 "requests a second of all workers together, at fixed times (default: as fast as it goes)"},
	{"hogs", 'n', "N", OPT_UINT, AT(hogs), 0, MOST_HOGS, "CPU hogs beside it (default: 0)"},
	{"work", 'c', "US", OPT_UINT, AT(work_us), 0, 1000000,
	 "microseconds of CPU time that a request takes (default: 0)"},
	{"inject", 'i', "US", OPT_UINT, AT(inject_us), 0, 1000000,
	 "put off each wake so long, to test the probe itself (default: 0)"},
	BENCH_OPTIONS(AT(action)),
#undef AT
};

static const char about[] =
	"How long a woken thread waits for a CPU, as lines NAME VALUE: p50, p90, p99,\n"
	"p999, max (microseconds), with --work also response_p50 and so on (until the\n"
	"work is done), requests, rate (requests a second), unserved (due but not begun\n"
	"in time), probe_cpu (seconds); with hogs also hogs_cpu, left_over (seconds)\n"
	"and hog_share (percent of what the probe left over).";

static const struct bench_program program = {
	.name = "wakeprobe",
	.about = about,
	.options = {.defs = option_defs,
		    .nr = sizeof(option_defs) / sizeof(option_defs[0]),
		    .stray = "; see --help"},
};

int main(int argc, char **argv)
{
	struct options o = {.seconds_ms = 1500, .workers = 2};
	int status = bench_begin(&program, &o, argc, argv);

	if (status >= 0)
		return status;
	return run(&o) ? EXIT_FAILURE : EXIT_SUCCESS;
}
