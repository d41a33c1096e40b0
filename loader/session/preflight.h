/* SPDX-License-Identifier: GPL-2.0 */
/* May this process attach a policy to this kernel? */
#ifndef LOADER_SESSION_PREFLIGHT_H
#define LOADER_SESSION_PREFLIGHT_H

#include <stdbool.h>
#include "cli/outcome.h"

/* Has this process the capability @cap of linux/capability.h? */
bool preflight_capable(int cap);

/* Has this process the capabilities that attaching takes? */
bool preflight_permitted(void);

/*
 * OUTCOME_DONE; OUTCOME_UNSUPPORTED: the kernel has no sched_ext; OUTCOME_NOT_PERMITTED. Where both
 * are true the kernel is named: root cannot cure it. Says what is wrong, with the cure.
 */
enum outcome preflight(void);

#endif
