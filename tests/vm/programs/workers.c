/* SPDX-License-Identifier: GPL-2.0 */
/*
 * workers N [--sleepers M]: a load that knows whether one of its tasks was lost.
 *
 * The load has N worker processes. Each one raises a counter whenever it has done a piece of work.
 * Half of the workers use the CPU for 2 ms and sleep for 1 ms; the others are pairs that pass a
 * byte to and fro over two pipes. M sleeper threads sleep until the next report, which wakes all
 * of them and makes them raise their counters. All tasks end with this process, however it ends.
 *
 * SIGUSR1 prints one line,
 *	workers=N+M stuck=K least=L
 * where K is the number of tasks that are dead or whose counter has not moved since the last report
 * (or the start), and L is the smallest progress of all. SIGTERM and SIGINT print a last line and
 * end the load, with exit status 1 if a task was stuck and 0 if not; 2 is wrong usage or a failure
 * to begin.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MOST 100000
#define BURST_NS 2000000
#define NAP_NS 1000000
#define STACK_SIZE (64 * 1024)

/* Each counter has a cache line of its own, so that workers do not slow each other down. */
struct counter {
	uint64_t now;
	uint64_t before;
} __attribute__((aligned(64)));

static struct counter *counters;
/* Set when all workers exist. Workers that ran before would delay the start of the others. */
static uint32_t *go;
/* The number of reports so far. Sleepers wait for it to change. */
static uint32_t reports;

static void wait_for_change(uint32_t *word, uint32_t from)
{
	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == from)
		syscall(SYS_futex, word, FUTEX_WAIT, from, NULL, NULL, 0);
}

static void change(uint32_t *word)
{
	__atomic_add_fetch(word, 1, __ATOMIC_RELEASE);
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static void raise_counter(struct counter *c)
{
	__atomic_add_fetch(&c->now, 1, __ATOMIC_RELAXED);
}

static uint64_t cpu_time_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static void __attribute__((noreturn)) compute(struct counter *c)
{
	const struct timespec nap = {.tv_nsec = NAP_NS};

	for (;;) {
		uint64_t end = cpu_time_ns() + BURST_NS;

		while (cpu_time_ns() < end)
			for (volatile int turns = 0; turns < 1000; turns++)
				;
		raise_counter(c);
		nanosleep(&nap, NULL);
	}
}

/* Send back each byte that comes. The worker with @begins sends the first byte. */
static void __attribute__((noreturn)) pass(struct counter *c, int in, int out, bool begins)
{
	char byte = 0;

	for (;;) {
		if (!begins && read(in, &byte, 1) != 1)
			_exit(1);
		begins = false;
		if (write(out, &byte, 1) != 1)
			_exit(1);
		raise_counter(c);
	}
}

/* Fork a child that is killed when this process ends and that has the default signal handlers. */
static bool in_child(const sigset_t *none)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		err(2, "cannot start a worker");
	if (pid)
		return false;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have ended before that was asked for. */
	if (getppid() != parent)
		_exit(1);
	sigprocmask(SIG_SETMASK, none, NULL);
	wait_for_change(go, 0);
	return true;
}

static void start_pair(struct counter *pair, const sigset_t *none)
{
	int to[2], from[2];

	if (pipe(to) || pipe(from))
		err(2, "no pipes");
	if (in_child(none))
		pass(&pair[0], from[0], to[1], true);
	if (in_child(none))
		pass(&pair[1], to[0], from[1], false);
	close(to[0]);
	close(to[1]);
	close(from[0]);
	close(from[1]);
}

static void start_workers(unsigned int nr, const sigset_t *none)
{
	for (unsigned int i = 0; i < nr; i++) {
		if (i % 4 == 2 && i + 1 < nr)
			start_pair(&counters[i++], none);
		else if (in_child(none))
			compute(&counters[i]);
	}
}

static void *sleeper(void *arg)
{
	struct counter *c = arg;
	uint32_t seen = 0;

	for (;;) {
		wait_for_change(&reports, seen);
		seen = __atomic_load_n(&reports, __ATOMIC_ACQUIRE);
		raise_counter(c);
	}
	return NULL;
}

static void start_sleepers(struct counter *first, unsigned int nr)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	for (unsigned int i = 0; i < nr; i++) {
		errno = pthread_create(&thread, &attr, sleeper, &first[i]);
		if (errno)
			err(2, "cannot start more than %u sleepers", i);
	}
}

/* Print the progress since the last report. Returns the number of tasks that are stuck. */
static unsigned int report(unsigned int nr)
{
	uint64_t least = UINT64_MAX;
	unsigned int stuck = 0;

	for (unsigned int i = 0; i < nr; i++) {
		struct counter *c = &counters[i];
		uint64_t now = __atomic_load_n(&c->now, __ATOMIC_RELAXED);
		uint64_t progress = now - c->before;

		c->before = now;
		stuck += !progress;
		if (progress < least)
			least = progress;
	}
	printf("workers=%u stuck=%u least=%llu\n", nr, stuck, (unsigned long long)least);
	fflush(stdout);
	return stuck;
}

static unsigned int number(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (*end || end == word || n > MOST)
		errx(2, "'%s' is not a number up to %d", word, MOST);
	return n;
}

int main(int argc, char **argv)
{
	unsigned int nr, nr_sleepers = 0, stuck;
	sigset_t signals, none;
	int signal;

	if (argc != 2 && !(argc == 4 && !strcmp(argv[2], "--sleepers")))
		errx(2, "usage: workers N [--sleepers M]");
	nr = number(argv[1]);
	if (argc == 4)
		nr_sleepers = number(argv[3]);
	if (!(nr + nr_sleepers))
		errx(2, "neither workers nor sleepers");
	/* One more for "go". */
	counters = mmap(NULL, (nr + nr_sleepers + 1) * sizeof(*counters), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counters == MAP_FAILED)
		err(2, "no memory for the counters");
	go = (uint32_t *)&counters[nr + nr_sleepers];

	/* Blocked before a worker starts: a request for a report that comes too early waits. */
	sigemptyset(&none);
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	start_workers(nr, &none);
	start_sleepers(&counters[nr], nr_sleepers);
	change(go);
	do {
		change(&reports);
		sigwait(&signals, &signal);
		stuck = report(nr + nr_sleepers);
	} while (signal == SIGUSR1);
	return stuck ? EXIT_FAILURE : EXIT_SUCCESS;
}
