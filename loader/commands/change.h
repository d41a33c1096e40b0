/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that change what an scx-load has attached: --stop, --set, --reset. */
#ifndef LOADER_COMMANDS_CHANGE_H
#define LOADER_COMMANDS_CHANGE_H

#include "cli/options.h"

/*
 * All three: OUTCOME_NOTHING_ATTACHED; OUTCOME_BUSY: the scheduler of another program is attached;
 * OUTCOME_NOT_PERMITTED. Says what is wrong.
 */

/* --stop: detach what any scx-load attached. */
enum outcome stop(const struct options *o);

/*
 * --set without a policy or an object: tunables of the suite that is attached. Also OUTCOME_USAGE.
 */
enum outcome change_tunables(const struct options *o);

/* --reset: all tunables of the suite that is attached to their defaults. Also OUTCOME_USAGE. */
enum outcome reset_tunables(const struct options *o);

#endif
