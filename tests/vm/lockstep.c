// SPDX-License-Identifier: GPL-2.0
/*
 * lockstep: loaded into QEMU (LD_PRELOAD), makes a guest that counts instructions exact.
 *
 * With -icount one thread of QEMU runs all virtual CPUs in turn. Its main thread is woken whenever
 * a timer of the guest expires, and moves the clock on when it finds that all CPUs are idle. It
 * may find that while the CPUs' thread is still between two turns. The CPU that is next then
 * depends on which thread the host lets run: on a quiet host nearly always the same, beside load
 * not.
 *
 * Here the main thread, woken from its poll, waits until the CPUs' thread sleeps. So the two never
 * run at the same time, and nothing depends on the host. A CPUs' thread that has work makes the
 * main thread wait. That delays what comes from outside (a terminal, a network), so a guest in
 * virtual time has neither.
 *
 * QEMU makes the TLB of a CPU smaller when the host's clock says that it was large for 0.1 s.
 * A kernel may leave an entry there that allows too little, as the fault that follows is harmless.
 * So the size of the TLB, which is the host's time, decides how many faults a guest handles. Here
 * that clock stands still.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A futex: 1 while the CPUs' thread sleeps and nobody has woken it. */
static _Atomic uint32_t asleep;
static _Atomic(pthread_cond_t *) sleeps_on;

/* The guest has powered off, or QEMU got a signal: nothing of the guest is measured any more. */
static bool ending;

static int (*real_wait)(pthread_cond_t *cond, pthread_mutex_t *mutex);
static int (*real_broadcast)(pthread_cond_t *cond);
static int (*real_signal)(pthread_cond_t *cond);
static int (*real_ppoll)(struct pollfd *fds, nfds_t nr, const struct timespec *timeout,
			 const sigset_t *mask);
static int (*shutdown_requested)(void);

static void *find(void *where, const char *name)
{
	void *found = dlsym(where, name);

	if (!found) {
		fprintf(stderr, "lockstep: this QEMU has no %s\n", name);
		_exit(EXIT_FAILURE);
	}
	return found;
}

__attribute__((constructor)) static void begin(void)
{
	real_wait = find(RTLD_NEXT, "pthread_cond_wait");
	real_broadcast = find(RTLD_NEXT, "pthread_cond_broadcast");
	real_signal = find(RTLD_NEXT, "pthread_cond_signal");
	real_ppoll = find(RTLD_NEXT, "ppoll");
	shutdown_requested = find(RTLD_DEFAULT, "qemu_shutdown_requested_get");
}

static bool is_main_thread(void)
{
	return gettid() == getpid();
}

/* Of the other threads only the one of the CPUs waits for a condition. */
int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
	int err;

	if (is_main_thread())
		return real_wait(cond, mutex);
	atomic_store(&sleeps_on, cond);
	atomic_store(&asleep, 1);
	syscall(SYS_futex, &asleep, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	err = real_wait(cond, mutex);
	atomic_store(&asleep, 0);
	return err;
}

/* Whoever wakes the CPUs' thread must not take it for asleep before it has slept again. */
static void note_wake(pthread_cond_t *cond)
{
	if (atomic_load(&sleeps_on) == cond)
		atomic_store(&asleep, 0);
}

int pthread_cond_broadcast(pthread_cond_t *cond)
{
	note_wake(cond);
	return real_broadcast(cond);
}

int pthread_cond_signal(pthread_cond_t *cond)
{
	note_wake(cond);
	return real_signal(cond);
}

/* The end of a guest wakes nobody who waits here, so look for it now and then. */
static void wait_for_sleep(void)
{
	static const struct timespec now_and_then = {.tv_nsec = 100 * 1000 * 1000};

	while (!ending && !atomic_load(&asleep)) {
		if (syscall(SYS_futex, &asleep, FUTEX_WAIT_PRIVATE, 0, &now_and_then, NULL, 0))
			ending = errno == EINTR || shutdown_requested();
	}
}

int ppoll(struct pollfd *fds, nfds_t nr, const struct timespec *timeout, const sigset_t *mask)
{
	int ready = real_ppoll(fds, nr, timeout, mask), err = errno;

	if (is_main_thread())
		wait_for_sleep();
	errno = err;
	return ready;
}

int gettimeofday(struct timeval *now, void *zone)
{
	(void)zone;
	*now = (struct timeval){.tv_sec = 1};
	return 0;
}
