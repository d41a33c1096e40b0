/* SPDX-License-Identifier: GPL-2.0 */
/* Switching the policy from the dashboard: scx-load does it. */
#ifndef MONITOR_UI_SWITCH_H
#define MONITOR_UI_SWITCH_H

#include <stdbool.h>
#include <stddef.h>

#define SWITCH_MAX 8

struct switch_list {
	int nr;
	char names[SWITCH_MAX][20];
};

/* The policies that scx-load offers. 0, or -errno after saying why there is none. */
int switch_policies(struct switch_list *list);

/*
 * Have scx-load run @policy, detached if it has to be attached first. Its last line goes into
 * @said. 0, or -EIO when it failed.
 */
int switch_to(const char *policy, bool attached, char *said, size_t size);

#endif
