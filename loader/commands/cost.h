/* SPDX-License-Identifier: GPL-2.0 */
/* --cost: how long the callbacks of the attached scheduler take, by the kernel's own clock. */
#ifndef LOADER_COMMANDS_COST_H
#define LOADER_COMMANDS_COST_H

#include "cli/options.h"

/*
 * Measure for the seconds of @o, whoever attached the scheduler, and put calls and time of each
 * callback on stdout. OUTCOME_DONE; OUTCOME_NOTHING_ATTACHED: no sched_ext scheduler is attached;
 * OUTCOME_NOT_PERMITTED, OUTCOME_UNSUPPORTED, OUTCOME_FAILED. Says what is wrong.
 */
enum outcome cost(const struct options *o);

#endif
