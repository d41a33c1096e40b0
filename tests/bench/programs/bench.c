/* SPDX-License-Identifier: GPL-2.0 */
/* The command line, time and results that the load generators have in common. */
#include "bench.h"

#include <errno.h>
#include "user/log.h"

int bench_begin(const struct bench_program *p, void *into, int argc, char **argv)
{
	const unsigned int *action = into;

	log_init(p->name, LOG_WARN);
	if (opt_parse(&p->options, into, argc, argv))
		return 2;
	if (*action == BENCH_VERSION) {
		printf("%s %s\n", p->name, VERSION);
		return 0;
	}
	if (*action == BENCH_HELP) {
		printf("usage: %s [OPTION]...\n\n%s\n\n", p->name, p->about);
		opt_help(&p->options, stdout);
		return 0;
	}
	return -1;
}

void sleep_until(__u64 ns)
{
	const struct timespec at = {
		.tv_sec = ns / NSEC_PER_SEC,
		.tv_nsec = ns % NSEC_PER_SEC,
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
}

void use_cpu(__u64 ns)
{
	__u64 end;

	if (!ns)
		return;
	end = clock_read(CLOCK_THREAD_CPUTIME_ID) + ns;
	while (clock_read(CLOCK_THREAD_CPUTIME_ID) < end)
		;
}

void print_us(const char *name, __u64 ns)
{
	printf("%s %llu.%03llu\n", name, ns / NSEC_PER_USEC, ns % NSEC_PER_USEC);
}

int print_percentiles(const char *prefix, const struct hist *h)
{
	static const struct {
		const char *name;
		unsigned int permille;
	} all[] = {{"p50", 500}, {"p90", 900}, {"p99", 990}, {"p999", 999}, {"max", 1000}};

	if (!hist_count(h)) {
		log_err("nothing was measured in the time given: try a longer --seconds");
		return -ENODATA;
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		fputs(prefix, stdout);
		print_us(all[i].name, hist_percentile(h, all[i].permille));
	}
	return 0;
}
