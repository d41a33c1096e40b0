/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signals that steer the monitor: SIGINT, SIGTERM and SIGHUP ask the program to end, SIGUSR1 asks
 * for the interval to end at once.
 *
 * All four are blocked except in signals_wait() and where signals_let_in() unblocks those that end
 * the program. A signal therefore cannot arrive between a look at its flag and the wait that the
 * signal should cut short.
 */
#ifndef MONITOR_FEED_SIGNALS_H
#define MONITOR_FEED_SIGNALS_H

#include <stdbool.h>

/* Catch and block the four signals. SIGPIPE is ignored: writes report -EPIPE instead. */
void signals_catch(void);

/*
 * Let the signals that ask for the end in, or block them again. Opening and reading a pipe may
 * block for ever: a signal has to be able to interrupt the system call.
 */
void signals_let_in(bool in);

/*
 * Wait for @ms milliseconds, or until a signal arrives, or, if @input, until stdin can be read. A
 * terminal that has gone away asks for the end as SIGHUP does.
 */
void signals_wait(bool input, long ms);

/* True once a signal has asked the program to end. */
bool signals_asked_to_end(void);

/* True if SIGUSR1 has asked, since the last call, for the interval to end. */
bool signals_asked_for_interval(void);

#endif
