/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a command of scx-load can end, as its exit status tells a script. Functions return 0 or a
 * negative errno value; which outcome that is stands here, and only main() makes it the status.
 */
#ifndef LOADER_CLI_EXIT_STATUS_H
#define LOADER_CLI_EXIT_STATUS_H

#include <stdio.h>

/* The values are the exit statuses, which scripts depend on. */
enum outcome {
	OUTCOME_DONE,
	OUTCOME_FAILED,
	OUTCOME_USAGE,	     /* an option, policy, tunable or value is wrong */
	OUTCOME_BUSY,	     /* another scheduler is attached, or nothing is */
	OUTCOME_UNSUPPORTED, /* by this kernel */
	OUTCOME_NOT_PERMITTED,
	OUTCOME_EJECTED,       /* and the kernel's default scheduler runs */
	OUTCOME_KEPT_PREVIOUS, /* the new scheduler failed, the previous one is in charge */
	NR_OUTCOMES,
};

/* The outcome of a command that returned @err: 0, or -errno. */
enum outcome outcome_of(int err);

/* One line for each outcome: its number and what it means. */
void exit_status_print(FILE *out);

#endif
