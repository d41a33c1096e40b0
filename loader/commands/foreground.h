/* SPDX-License-Identifier: GPL-2.0 */
/* What scx-load does while its session runs: announce it, stay, and say how it ended. */
#ifndef LOADER_COMMANDS_FOREGROUND_H
#define LOADER_COMMANDS_FOREGROUND_H

#include <signal.h>
#include "session/session.h"

/*
 * Announce @s, then stay until one of @signals, which are blocked, arrives or the scheduler ends;
 * with --detach, until its probation is over. Returns with the session ended, or left to its pins.
 * OUTCOME_DONE; OUTCOME_EJECTED; OUTCOME_KEPT_PREVIOUS: ejected in its probation;
 * OUTCOME_DETACHED; OUTCOME_CPUS_CHANGED: the kernel wants it attached anew. Says what happened,
 * but for OUTCOME_CPUS_CHANGED.
 */
enum outcome foreground(struct session *s, const sigset_t *signals);

#endif
