/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hot switch: another policy of the attached suite takes over. All policies are in one BPF
 * object, whose variable `active` says which of them is in charge; one store there is the switch.
 */
#ifndef LOADER_COMMANDS_HOT_H
#define LOADER_COMMANDS_HOT_H

#include "cli/options.h"
#include "session/attached.h"

/*
 * Set the tunables that @o names, and put the policy that @o names in charge of the attached suite
 * @a. The caller holds the lock. OUTCOME_DONE, also if the policy was in charge already;
 * OUTCOME_USAGE: unknown policy or tunable, and nothing was changed; OUTCOME_EJECTED: the kernel
 * ejected the suite meanwhile. Says what happened.
 */
enum outcome hot_switch(struct attached *a, const struct options *o);

#endif
