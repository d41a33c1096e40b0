/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands of scx-load: one row of one table for each. A new command is a row and a function.
 */
#ifndef LOADER_COMMANDS_COMMANDS_H
#define LOADER_COMMANDS_COMMANDS_H

#include "cli/options.h"

/* Parse @argv into @o. Returns the command that is meant; NULL after an error that says why not. */
const struct command *commands_parse(struct options *o, int argc, char **argv);

/* Run @c with what @o holds. */
enum outcome commands_run(const struct command *c, const struct options *o);

#endif
