/* SPDX-License-Identifier: GPL-2.0 */
/*
 * spawn: measure how long it takes to start a program and wait until it has ended, one after the
 * other, beside CPU hogs or another load.
 *
 * The time counts from just before fork() until the program has ended and this process, which
 * waits for it, runs again. The program does nothing, so what is measured is fork(), execve(), page
 * faults, the first wait of a new task and the wakeup at its end. A scheduler that puts new tasks
 * at the end of the queue shows here.
 *
 * The next program is started at once. A scheduler that delays a start makes fewer of them, so
 * percentiles alone flatter it: read them beside the rate.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"
#include "hogs.h"
#include "user/log.h"

struct options {
	unsigned int action;
	unsigned int seconds_ms, hogs, inject_us;
	const char *program;
};

static void __attribute__((noreturn)) become(const struct options *o)
{
	if (o->inject_us)
		sleep_until(clock_ns() + o->inject_us * NSEC_PER_USEC);
	execl(o->program, o->program, NULL);
	_exit(127);
}

/* Start the program and wait for its end. */
static int start_one(const struct options *o)
{
	int status, err;
	pid_t pid;

	pid = fork_bound();
	if (!pid)
		become(o);
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		err = errno;
		log_err("no process for %s: %s", o->program, strerror(err));
		return -err;
	}
	if (status) {
		log_err("%s failed or cannot be started: give another --program", o->program);
		return -ECHILD;
	}
	return 0;
}

static int measure(const struct options *o, const struct hogs *hogs, struct hist *starts,
		   struct hog_share *share)
{
	__u64 begin = clock_ns() + WARMUP_NS, end = begin + o->seconds_ms * 1000 * NSEC_PER_USEC;
	__u64 before;
	int err;

	do {
		before = clock_ns();
		if (!share->begin && before >= begin) {
			hog_share_begin(share, hogs);
			before = share->begin;
		}
		err = start_one(o);
		if (err)
			return err;
		if (share->begin)
			hist_record(starts, clock_ns() - before);
	} while (clock_ns() < end || !share->begin);
	hog_share_end(share, hogs);
	return 0;
}

static int print_all(const struct options *o, const struct hist *starts,
		     const struct hog_share *share)
{
	int err = print_percentiles("", starts);

	if (err)
		return err;
	printf("starts %llu\n", hist_count(starts));
	printf("rate %.3f\n", hist_count(starts) * 1e9 / (share->end - share->begin));
	if (o->hogs)
		hog_share_print(share);
	return 0;
}

static int run(const struct options *o)
{
	static struct hogs hogs;
	static struct hist starts;
	struct hog_share share = {0};
	int err, stopped;

	err = hogs_start_all(&hogs, o->hogs);
	if (!err)
		err = measure(o, &hogs, &starts, &share);
	stopped = hogs_stop(&hogs);
	return err ?: stopped ?: print_all(o, &starts, &share);
}

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"seconds", 's', "SEC", OPT_MS, AT(seconds_ms), 100, 3600000,
	 "how long, after a warm-up of 0.1 (default: 1.5)"},
	{"program", 'p', "PATH", OPT_STRING, AT(program), 0, 0,
	 "what is started, without arguments (default: /bin/true)"},
	{"hogs", 'n', "N", OPT_UINT, AT(hogs), 0, MOST_HOGS, "CPU hogs beside it (default: 0)"},
	{"inject", 'i', "US", OPT_UINT, AT(inject_us), 0, 1000000,
	 "put off each execve() so long, to test the meter itself (default: 0)"},
	BENCH_OPTIONS(AT(action)),
#undef AT
};

static const char about[] =
	"How long it takes to start a program and wait for its end, as lines NAME VALUE:\n"
	"p50, p90, p99, p999, max (microseconds), starts, rate (a second); with hogs also\n"
	"hogs_cpu, left_over (seconds) and hog_share (percent of what the starts left\n"
	"over).";

static const struct bench_program program = {
	.name = "spawn",
	.about = about,
	.options = {.defs = option_defs,
		    .nr = sizeof(option_defs) / sizeof(option_defs[0]),
		    .stray = "; see --help"},
};

int main(int argc, char **argv)
{
	struct options o = {.seconds_ms = 1500, .program = "/bin/true"};
	int status = bench_begin(&program, &o, argc, argv);

	if (status >= 0)
		return status;
	return run(&o) ? EXIT_FAILURE : EXIT_SUCCESS;
}
