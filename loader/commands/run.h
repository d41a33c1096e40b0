/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of scx-load that change what is attached. */
#ifndef LOADER_COMMANDS_RUN_H
#define LOADER_COMMANDS_RUN_H

#include "cli/options.h"

/*
 * --policy, --object: a hot switch when the attached suite has that policy; else attach, in place
 * of what another scx-load attached, and stay until SIGINT, SIGTERM or SIGHUP (--detach: return).
 * 0; -EINVAL: unknown policy or tunable, bad value; -EOPNOTSUPP, -EPERM: as preflight(); -EBUSY: a
 * foreign scheduler; -ECANCELED: the kernel ejected it and its default runs; -EOWNERDEAD: it failed
 * and the previous one is in charge; others are plain failures. What is wrong has been printed.
 */
int run_policy(const struct options *o);

/* --stop: detach what any scx-load attached. 0; -ENOTCONN: nothing is; -EBUSY: it is not ours. */
int run_stop(const struct options *o);

/* --set, --reset: tunables of the attached suite. As run_stop(); -EINVAL for a bad one. */
int run_set(const struct options *o);
int run_reset(const struct options *o);

#endif
