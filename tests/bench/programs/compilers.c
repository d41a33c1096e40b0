/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compilers: keep a number of short processes going, as make -j does with compilers.
 *
 * Each compiler is a process that is forked, executes this program anew, touches memory as it goes,
 * uses some CPU time and ends. Its CPU time is taken from a fixed sequence, from MIN_MS to MAX_MS,
 * so that every run has the same compilers in the same order. When a compiler ends the next one is
 * started. What is measured is how many of them end in a second, and how long each one takes from
 * its fork to its end.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"
#include "hogs.h"
#include "user/log.h"

#define MOST_JOBS 256
#define MIN_MS 2
#define MAX_MS 40

/* The memory that a compiler touches in each millisecond, bytes. */
#define MEMORY_PER_MS (64 * 1024)

struct options {
	unsigned int action;
	unsigned int seconds_ms, jobs, compile_ms;
};

struct compiler {
	pid_t pid;
	__u64 begin;
};

struct build {
	struct compiler at[MOST_JOBS];
	__u32 next;	    /* The number of the next compiler in the sequence. */
	__u64 begin, end;   /* The part of the run that counts, clock time in ns. */
	struct hist length; /* Of each compiler that ended in that part. */
};

/* The CPU time of a compiler, ms. Multiplying by an odd number mixes the bits of small numbers. */
static unsigned int length_ms(__u32 number)
{
	return MIN_MS + ((number + 1) * 2654435761U >> 16) % (MAX_MS - MIN_MS + 1);
}

/* Be a compiler. */
static int compile(unsigned int ms)
{
	size_t bytes = (size_t)ms * MEMORY_PER_MS;
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			    0);

	if (memory == MAP_FAILED) {
		log_err("no memory for a compiler: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	for (; ms; ms--, memory += MEMORY_PER_MS) {
		memset(memory, 1, MEMORY_PER_MS);
		use_cpu(1000 * NSEC_PER_USEC);
	}
	return EXIT_SUCCESS;
}

static int start(struct build *b, struct compiler *c)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", length_ms(b->next++));
	c->begin = clock_ns();
	c->pid = fork_bound();
	if (!c->pid) {
		execl("/proc/self/exe", "compilers", "--compile", text, NULL);
		_exit(127);
	}
	if (c->pid > 0)
		return 0;
	log_err("no process for a compiler: %s", strerror(errno));
	return -EAGAIN;
}

/* Wait for the end of one compiler. Returns NULL after an error message. */
static struct compiler *wait_one(const struct options *o, struct build *b)
{
	int status;
	pid_t pid = waitpid(-1, &status, 0);

	for (unsigned int i = 0; i < o->jobs && !status; i++)
		if (b->at[i].pid == pid)
			return &b->at[i];
	log_err("a compiler failed: run it again");
	return NULL;
}

static int build(const struct options *o, struct build *b)
{
	struct compiler *c;
	__u64 now;
	int err = 0;

	b->begin = clock_ns() + WARMUP_NS;
	b->end = b->begin + o->seconds_ms * 1000 * NSEC_PER_USEC;
	for (unsigned int i = 0; i < o->jobs && !err; i++)
		err = start(b, &b->at[i]);
	while (!err) {
		c = wait_one(o, b);
		if (!c)
			return -ECHILD;
		now = clock_ns();
		if (now >= b->end)
			break;
		if (now >= b->begin)
			hist_record(&b->length, now - c->begin);
		err = start(b, c);
	}
	return err;
}

/* End the compilers that still run. */
static void stop(const struct options *o, const struct build *b)
{
	for (unsigned int i = 0; i < o->jobs; i++) {
		/* waitpid() says of one that has ended before that it is not a child any more. */
		if (b->at[i].pid <= 0 || waitpid(b->at[i].pid, NULL, WNOHANG))
			continue;
		kill(b->at[i].pid, SIGKILL);
		waitpid(b->at[i].pid, NULL, 0);
	}
}

static int run(const struct options *o)
{
	static struct build b;
	__u64 compiled;
	int err = build(o, &b);

	stop(o, &b);
	if (err)
		return err;
	compiled = hist_count(&b.length);
	err = print_percentiles("", &b.length);
	if (err)
		return err;
	printf("compiled %llu\n", compiled);
	printf("rate %.3f\n", compiled * 1e9 / (b.end - b.begin));
	return 0;
}

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"seconds", 's', "SEC", OPT_MS, AT(seconds_ms), 100, 3600000,
	 "how long, after a warm-up of 0.1 (default: 1.5)"},
	{"jobs", 'j', "N", OPT_UINT, AT(jobs), 1, MOST_JOBS,
	 "compilers at the same time (default: 4)"},
	{"compile", 'c', "MS", OPT_UINT, AT(compile_ms), 1, 1000000,
	 "be one compiler, which takes so many milliseconds of CPU time, and end"},
	BENCH_OPTIONS(AT(action)),
#undef AT
};

static const char about[] =
	"Short processes that are kept going, like compilers under make -j, as lines NAME\n"
	"VALUE: p50, p90, p99, p999, max (microseconds from the start of a compiler to its\n"
	"end), compiled, rate (compilers a second).";

static const struct bench_program program = {
	.name = "compilers",
	.about = about,
	.options = {.defs = option_defs,
		    .nr = sizeof(option_defs) / sizeof(option_defs[0]),
		    .stray = "; see --help"},
};

int main(int argc, char **argv)
{
	struct options o = {.seconds_ms = 1500, .jobs = 4};
	int status = bench_begin(&program, &o, argc, argv);

	if (status >= 0)
		return status;
	if (o.compile_ms)
		return compile(o.compile_ms);
	return run(&o) ? EXIT_FAILURE : EXIT_SUCCESS;
}
