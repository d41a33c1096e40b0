/* SPDX-License-Identifier: GPL-2.0 */
/* What scx-load does while its session runs: report, wait, and say how it ended. */
#ifndef LOADER_COMMANDS_FOREGROUND_H
#define LOADER_COMMANDS_FOREGROUND_H

#include <signal.h>
#include "session/session.h"

/*
 * Say that @s runs, then stay until one of @signals (blocked) arrives or the scheduler ends; with
 * --detach only as long as it is on probation. Returns with the session ended or left to its pins.
 * 0; -ECANCELED: ejected, the kernel's default runs; -EOWNERDEAD: ejected, the previous one runs;
 * -EPIPE: detached by a program that is no scx-load; -EAGAIN: the kernel wants it attached anew.
 */
int foreground(struct session *s, const sigset_t *signals);

#endif
