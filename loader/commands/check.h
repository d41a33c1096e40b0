/* SPDX-License-Identifier: GPL-2.0 */
/* --check: would a policy load on this machine? One line for each condition, with the cure. */
#ifndef LOADER_COMMANDS_CHECK_H
#define LOADER_COMMANDS_CHECK_H

#include "cli/options.h"

/*
 * Put all conditions on stdout. OUTCOME_DONE: a policy would load and attach; else what the first
 * condition that fails stands for.
 */
enum outcome check(const struct options *o);

#endif
