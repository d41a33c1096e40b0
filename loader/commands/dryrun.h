/* SPDX-License-Identifier: GPL-2.0 */
/* --dry-run: load and verify without attaching, and show what each step and part takes. */
#ifndef LOADER_COMMANDS_DRYRUN_H
#define LOADER_COMMANDS_DRYRUN_H

#include "cli/options.h"

/*
 * OUTCOME_DONE: the object would attach; OUTCOME_USAGE, OUTCOME_UNSUPPORTED, OUTCOME_NOT_PERMITTED,
 * OUTCOME_FAILED. Says what is wrong.
 */
enum outcome dry_run(const struct options *o);

#endif
