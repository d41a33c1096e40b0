/* SPDX-License-Identifier: GPL-2.0 */
/* May this process attach a policy to this kernel? */
#ifndef LOADER_SESSION_PREFLIGHT_H
#define LOADER_SESSION_PREFLIGHT_H

#include <stdbool.h>

/* Has this process the capability @cap of linux/capability.h? */
bool preflight_capable(int cap);

/* Has it all that attaching takes? */
bool preflight_permitted(void);

/*
 * 0; -EOPNOTSUPP: the kernel has no sched_ext; -EPERM: no privileges. The reason and the cure have
 * then been printed, in that order of importance.
 */
int preflight(void);

#endif
