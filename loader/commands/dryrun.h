/* SPDX-License-Identifier: GPL-2.0 */
/* --dry-run: load and verify without attaching, and show the life cycle in numbers. */
#ifndef LOADER_COMMANDS_DRYRUN_H
#define LOADER_COMMANDS_DRYRUN_H

#include "cli/options.h"

/* 0 when the object would attach; as prepare_open(), preflight() and prepare_load() otherwise. */
int dry_run(const struct options *o);

#endif
