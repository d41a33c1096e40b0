/* SPDX-License-Identifier: GPL-2.0 */
/* --cost: what the callbacks of the attached scheduler take, by the kernel's own clock. */
#ifndef LOADER_COMMANDS_COST_H
#define LOADER_COMMANDS_COST_H

#include "cli/options.h"

/*
 * Measure for @o->cost seconds, whoever attached it, and print calls and time of each callback.
 * 0; -ENOTCONN: no sched_ext scheduler is attached; -EPERM; -EOPNOTSUPP; said.
 */
int cost(const struct options *o);

#endif
