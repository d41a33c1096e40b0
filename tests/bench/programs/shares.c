/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shares: measure whether each of several CPU hogs gets the CPU time that its nice value is worth.
 * The hogs run on one CPU, or free on all CPUs that this process may use, or some of them are
 * pinned, each to a CPU of its own. Pinning does not change what is due, because no hog is due
 * more than one CPU.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include "bench.h"
#include "fairshare.h"
#include "hogs.h"
#include "user/log.h"

struct options {
	unsigned int action;
	unsigned int seconds_ms, cpu, pinned;
	const char *nice;
};

#define NO_CPU CPU_SETSIZE /* --cpu was not given */

struct hog_list {
	int nice[MOST_HOGS];
	unsigned int nr;
};

/* Parse nice values such as "0,5,10". */
static int parse_list(struct hog_list *list, const char *text)
{
	const char *at = text;
	char *end;
	long nice;

	do {
		nice = strtol(at, &end, 10);
		if (end == at || (*end && *end != ',') || nice < -20 || nice > 19 ||
		    list->nr == MOST_HOGS) {
			log_err("--nice takes at most %d nice values from -20 to 19, such as "
				"0,5,10; not '%s'",
				MOST_HOGS, text);
			return -EINVAL;
		}
		list->nice[list->nr++] = nice;
		at = end + 1;
	} while (*end);
	return 0;
}

static unsigned int usable_cpus(void)
{
	cpu_set_t set;

	sched_getaffinity(0, sizeof(set), &set);
	return CPU_COUNT(&set);
}

static int print_shares(const struct hog_list *list, unsigned int cpus, const double *got)
{
	unsigned int weight[MOST_HOGS];
	double due[MOST_HOGS], all_got = 0, all_due = 0;
	struct unfairness u;

	for (unsigned int i = 0; i < list->nr; i++)
		weight[i] = nice_weight(list->nice[i]);
	fair_shares(weight, list->nr, cpus, due);
	for (unsigned int i = 0; i < list->nr; i++) {
		all_got += got[i];
		all_due += due[i];
	}
	if (all_got <= 0) {
		log_err("no hog had any CPU time: try a longer --seconds");
		return -ENODATA;
	}
	u = unfairness(got, due, list->nr);
	printf("fairness %.4f\n", u.fairness);
	printf("error %.4f\n", u.error);
	for (unsigned int i = 0; i < list->nr; i++) {
		printf("nice%u %d\n", i + 1, list->nice[i]);
		printf("cpu%u %.6f\n", i + 1, got[i]);
		printf("share%u %.4f\n", i + 1, 100 * got[i] / all_got);
		printf("due%u %.4f\n", i + 1, 100 * due[i] / all_due);
	}
	return 0;
}

/* Measure the CPU seconds of each hog within the time that counts. */
static void measure(const struct options *o, const struct hogs *hogs, double *got)
{
	__u64 begin = clock_ns() + WARMUP_NS, before[MOST_HOGS], after[MOST_HOGS];

	sleep_until(begin);
	hogs_cpu_ns(hogs, before);
	sleep_until(begin + o->seconds_ms * 1000 * NSEC_PER_USEC);
	hogs_cpu_ns(hogs, after);
	for (unsigned int i = 0; i < hogs->nr; i++)
		got[i] = (after[i] - before[i]) / 1e9;
}

static int run(const struct options *o, const struct hog_list *list)
{
	static struct hogs hogs;
	double got[MOST_HOGS];
	int err = 0, stopped, cpu = o->cpu == NO_CPU ? ANY_CPU : (int)o->cpu;

	for (unsigned int i = 0; i < list->nr && !err; i++)
		err = hogs_start(&hogs, list->nice[i], i < o->pinned ? (int)i : cpu);
	if (!err)
		measure(o, &hogs, got);
	stopped = hogs_stop(&hogs);
	return err ?: stopped ?: print_shares(list, cpu == ANY_CPU ? usable_cpus() : 1, got);
}

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"nice", 'n', "LIST", OPT_STRING, AT(nice), 0, 0,
	 "a hog for each of these nice values (default: 0,5,10)"},
	{"cpu", 'c', "N", OPT_UINT, AT(cpu), 0, CPU_SETSIZE - 1,
	 "all on this CPU (default: free on all)"},
	{"pinned", 'p', "N", OPT_UINT, AT(pinned), 0, CPU_SETSIZE - 1,
	 "the first N are pinned, to CPU 0, 1, ... (default: 0)"},
	{"seconds", 's', "SEC", OPT_MS, AT(seconds_ms), 100, 3600000,
	 "how long, after a warm-up of 0.1 (default: 1.5)"},
	BENCH_OPTIONS(AT(action)),
#undef AT
};

static const char about[] =
	"CPU time of hogs beside what their nice values ask for, as lines NAME VALUE:\n"
	"fairness (100 when exact) and error (0 when exact), percent, of the hog that\n"
	"is furthest off; and for each hog N its niceN, cpuN (seconds), shareN and dueN\n"
	"(percent).";

static const struct bench_program program = {
	.name = "shares",
	.about = about,
	.options = {.defs = option_defs,
		    .nr = sizeof(option_defs) / sizeof(option_defs[0]),
		    .stray = "; see --help"},
};

int main(int argc, char **argv)
{
	struct options o = {.seconds_ms = 1500, .cpu = NO_CPU, .nice = "0,5,10"};
	struct hog_list list = {0};
	int status = bench_begin(&program, &o, argc, argv);

	if (status >= 0)
		return status;
	if (parse_list(&list, o.nice))
		return 2;
	if (o.pinned && o.cpu != NO_CPU) {
		log_err("--cpu and --pinned do not go together: give one of them");
		return 2;
	}
	return run(&o, &list) ? EXIT_FAILURE : EXIT_SUCCESS;
}
