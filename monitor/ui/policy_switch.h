/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Switching the policy from the dashboard. The monitor attaches nothing itself: it runs scx-load,
 * which checks, attaches and rolls back.
 */
#ifndef MONITOR_UI_POLICY_SWITCH_H
#define MONITOR_UI_POLICY_SWITCH_H

#include <stdbool.h>
#include <stddef.h>
#include "abi.h"

struct policy_list {
	int nr;
	char names[MAX_POLICIES][POLICY_NAME];
};

/* The policies that scx-load offers. 0, or -errno after saying why there are none. */
int policy_switch_list(struct policy_list *list);

/*
 * Have scx-load run @policy: by a hot switch if the suite is @attached, else attached with
 * --detach. The last line that scx-load prints goes into @said. 0, or -EIO if scx-load failed.
 */
int policy_switch_to(const char *policy, bool attached, char *said, size_t size);

#endif
