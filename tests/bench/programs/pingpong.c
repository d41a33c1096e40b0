/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pingpong: two processes pass one byte to and fro over two pipes. Only one of them can run at a
 * time, so the time of a round trip is the cost of wakeups and switches, on one CPU or between two.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"
#include "hogs.h"
#include "user/log.h"

struct options {
	unsigned int action;
	unsigned int seconds_ms;
};

static const struct opt_def option_defs[] = {
	{"seconds", 's', "SEC", OPT_MS, offsetof(struct options, seconds_ms), 100, 3600000,
	 "how long, after a warm-up of 0.1 (default: 1.5)"},
	BENCH_OPTIONS(offsetof(struct options, action)),
};

static const char about[] =
	"Round trips of a byte between two processes over two pipes, as lines NAME\n"
	"VALUE: round_trips, rate (a second), p50, p90, p99, p999 and max\n"
	"(microseconds).";

static const struct bench_program program = {
	.name = "pingpong",
	.about = about,
	.options = {.defs = option_defs,
		    .nr = sizeof(option_defs) / sizeof(option_defs[0]),
		    .stray = "; see --help"},
};

/* Send back each byte until the other end is closed. */
static void __attribute__((noreturn)) echo(int in, int out)
{
	char byte;

	while (read(in, &byte, 1) == 1)
		if (write(out, &byte, 1) != 1)
			break;
	_exit(0);
}

static int round_trip(int in, int out)
{
	char byte = 0;

	if (write(out, &byte, 1) == 1 && read(in, &byte, 1) == 1)
		return 0;
	log_err("the other process has gone");
	return -EPIPE;
}

static int measure(int in, int out, __u64 length_ns)
{
	static struct hist trips;
	__u64 begin = clock_ns() + WARMUP_NS, end = begin + length_ns, before = clock_ns(), now;
	int err;

	do {
		err = round_trip(in, out);
		if (err)
			return err;
		now = clock_ns();
		if (before >= begin)
			hist_record(&trips, now - before);
		before = now;
	} while (now < end);
	printf("round_trips %llu\n", hist_count(&trips));
	printf("rate %.3f\n", hist_count(&trips) * 1e9 / (now - begin));
	return print_percentiles("", &trips);
}

static int run(const struct options *o)
{
	int to[2], from[2], err;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	if (pipe(to) || pipe(from))
		goto failed;
	pid = fork_bound();
	if (pid < 0)
		goto failed;
	if (!pid) {
		close(to[1]);
		echo(to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	err = measure(from[0], to[1], o->seconds_ms * 1000 * NSEC_PER_USEC);
	close(to[1]);
	waitpid(pid, NULL, 0);
	return err;
failed:
	err = -errno;
	log_err("no second process: %s", strerror(-err));
	return err;
}

int main(int argc, char **argv)
{
	struct options o = {.seconds_ms = 1500};
	int status = bench_begin(&program, &o, argc, argv);

	if (status >= 0)
		return status;
	return run(&o) ? EXIT_FAILURE : EXIT_SUCCESS;
}
