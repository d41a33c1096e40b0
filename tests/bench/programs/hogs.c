/* SPDX-License-Identifier: GPL-2.0 */
/* CPU hogs, which are processes that only use CPU time, and the CPU time that each has used. */
#include "hogs.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "user/clock.h"
#include "user/log.h"

pid_t fork_bound(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The parent may have ended before prctl(). */
	if (getppid() != parent)
		_exit(1);
	return 0;
}

static void __attribute__((noreturn)) spin(void)
{
	for (volatile unsigned long turns = 0;; turns++)
		;
}

static int settle(struct hogs *h, unsigned int i, int nice, int cpu)
{
	int err = clock_getcpuclockid(h->pid[i], &h->clock[i]);
	cpu_set_t set;

	if (err) {
		log_err("no clock of a hog's CPU time: %s", strerror(err));
		return -err;
	}
	if (setpriority(PRIO_PROCESS, h->pid[i], nice)) {
		err = errno;
		log_err("no hog at nice %d: %s", nice, strerror(err));
		return -err;
	}
	if (cpu == ANY_CPU)
		return 0;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(h->pid[i], sizeof(set), &set)) {
		err = errno;
		log_err("no hog on CPU %d: %s", cpu, strerror(err));
		return -err;
	}
	return 0;
}

int hogs_start(struct hogs *h, int nice, int cpu)
{
	pid_t pid;
	int err;

	if (h->nr == MOST_HOGS) {
		log_err("more than %d hogs", MOST_HOGS);
		return -E2BIG;
	}
	pid = fork_bound();
	if (pid < 0) {
		err = errno;
		log_err("cannot start more than %u hogs: %s", h->nr, strerror(err));
		return -err;
	}
	if (!pid)
		spin();
	h->pid[h->nr] = pid;
	return settle(h, h->nr++, nice, cpu);
}

int hogs_start_all(struct hogs *h, unsigned int nr)
{
	int err = 0;

	while (nr-- && !err)
		err = hogs_start(h, 0, ANY_CPU);
	return err;
}

void hogs_cpu_ns(const struct hogs *h, __u64 *ns)
{
	__u64 begin;

	/* If this process was preempted between two readings, later hogs ran on: read again. */
	for (int tries = 0; tries < 10; tries++) {
		begin = clock_ns();
		for (unsigned int i = 0; i < h->nr; i++)
			ns[i] = clock_read(h->clock[i]);
		if (clock_ms_since(begin) < 1)
			return;
	}
}

int hogs_stop(struct hogs *h)
{
	int status, err = 0;

	for (unsigned int i = 0; i < h->nr; i++) {
		if (waitpid(h->pid[i], &status, WNOHANG)) {
			log_err("a hog ended before the measurement did: run it again");
			err = -ECHILD;
			continue;
		}
		kill(h->pid[i], SIGKILL);
		waitpid(h->pid[i], &status, 0);
	}
	h->nr = 0;
	return err;
}

static __u64 total_ns(const struct hogs *h)
{
	__u64 ns[MOST_HOGS], sum = 0;

	hogs_cpu_ns(h, ns);
	for (unsigned int i = 0; i < h->nr; i++)
		sum += ns[i];
	return sum;
}

static __u64 own_ns(void)
{
	struct rusage children;

	getrusage(RUSAGE_CHILDREN, &children);
	return clock_read(CLOCK_PROCESS_CPUTIME_ID) +
	       (children.ru_utime.tv_sec + children.ru_stime.tv_sec) * 1000000000ULL +
	       (children.ru_utime.tv_usec + children.ru_stime.tv_usec) * 1000ULL;
}

void hog_share_begin(struct hog_share *s, const struct hogs *h)
{
	s->hogs = h->nr;
	s->own_ns = own_ns();
	s->hog_ns = total_ns(h);
	s->begin = clock_ns();
}

void hog_share_end(struct hog_share *s, const struct hogs *h)
{
	s->end = clock_ns();
	s->hog_ns = total_ns(h) - s->hog_ns;
	s->own_ns = own_ns() - s->own_ns;
}

void hog_share_print(const struct hog_share *s)
{
	double elapsed = s->end - s->begin, left;
	unsigned int cpus;
	cpu_set_t set;

	sched_getaffinity(0, sizeof(set), &set);
	cpus = CPU_COUNT(&set);
	left = cpus * elapsed - s->own_ns;
	if (s->hogs < cpus && left > s->hogs * elapsed)
		left = s->hogs * elapsed;
	printf("hogs_cpu %.6f\n", s->hog_ns / 1e9);
	printf("left_over %.6f\n", left / 1e9);
	printf("hog_share %.3f\n", 100 * s->hog_ns / left);
}
