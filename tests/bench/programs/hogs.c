/* SPDX-License-Identifier: GPL-2.0 */
/* CPU hogs, which are processes that only use CPU time, and the CPU time that each has used. */
#include "hogs.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
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
