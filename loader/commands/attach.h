/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --policy, --object: attach a scheduler, or switch the suite that is attached to another policy.
 */
#ifndef LOADER_COMMANDS_ATTACH_H
#define LOADER_COMMANDS_ATTACH_H

#include "cli/options.h"

/*
 * Where the suite is attached and @o names a policy: a hot switch, and return. Else a cold one:
 * attach the policy or object of @o, in place of what another scx-load attached, and stay until
 * SIGINT, SIGTERM or SIGHUP; with --detach, return once the probation is over.
 * OUTCOME_DONE; OUTCOME_USAGE: unknown policy or tunable, bad value; OUTCOME_BUSY: the scheduler of
 * another program is attached; OUTCOME_EJECTED, OUTCOME_DETACHED: the kernel's default scheduler
 * runs; OUTCOME_KEPT_PREVIOUS; OUTCOME_CPUS_CHANGED: at every try, and there was none before;
 * OUTCOME_UNSUPPORTED, OUTCOME_NOT_PERMITTED, OUTCOME_FAILED. Says what is wrong.
 */
enum outcome attach(const struct options *o);

#endif
