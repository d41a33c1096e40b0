/* SPDX-License-Identifier: GPL-2.0 */
/* --status: what is attached, since when and by whom, and what the kernel says about it. */
#ifndef LOADER_COMMANDS_STATUS_H
#define LOADER_COMMANDS_STATUS_H

#include "cli/options.h"

/*
 * OUTCOME_DONE: a scheduler that an scx-load of this version attached; OUTCOME_BUSY: another one;
 * OUTCOME_NOTHING_ATTACHED; OUTCOME_UNSUPPORTED: no sched_ext in this kernel, logged.
 */
enum outcome status(const struct options *o);

#endif
