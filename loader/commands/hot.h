/* SPDX-License-Identifier: GPL-2.0 */
/* Hot switch: another policy of the attached suite takes over by one store. */
#ifndef LOADER_COMMANDS_HOT_H
#define LOADER_COMMANDS_HOT_H

#include "cli/options.h"
#include "session/attached.h"

/*
 * Set the tunables that @o names and make its policy the active one of the attached suite @a. Says
 * what happened. 0, also when it was active already; -EINVAL: no such policy or tunable, nothing
 * has changed; -ECANCELED: the kernel ejected the suite meanwhile.
 */
int hot_switch(struct attached *a, const struct options *o);

#endif
