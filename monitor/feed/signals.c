/* SPDX-License-Identifier: GPL-2.0 */
/* Signals that steer the monitor. */
#include "feed/signals.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

#define NR_ENDING (sizeof(ending) / sizeof(ending[0]))

static volatile sig_atomic_t end_asked, interval_asked;

static void on_signal(int signal)
{
	if (signal == SIGUSR1)
		interval_asked = true;
	else
		end_asked = true;
}

static void fill_ending(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < NR_ENDING; i++)
		sigaddset(set, ending[i]);
}

void signals_catch(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t block;

	fill_ending(&block);
	sigaddset(&block, SIGUSR1);
	for (size_t i = 0; i < NR_ENDING; i++)
		sigaction(ending[i], &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	sigprocmask(SIG_BLOCK, &block, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void signals_let_in(bool in)
{
	sigset_t set;

	fill_ending(&set);
	sigprocmask(in ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

void signals_wait(bool input, long ms)
{
	struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
	sigset_t none;

	sigemptyset(&none);
	if (ppoll(&in, input, &left, &none) > 0 && in.revents & (POLLHUP | POLLERR))
		end_asked = true;
}

bool signals_asked_to_end(void)
{
	return end_asked;
}

bool signals_asked_for_interval(void)
{
	bool asked = interval_asked;

	/* SIGUSR1 is blocked here: no request is lost between the two lines. */
	interval_asked = false;
	return asked;
}
