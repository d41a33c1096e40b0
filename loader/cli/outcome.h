/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a command of scx-load can end. An outcome travels from where it is known, through session/
 * and commands/, to main(), which makes it the exit status that a script sees. Several outcomes may
 * come to one exit status. An error of the system is an errno value until outcome_of() names its
 * outcome. An error has been logged with an outcome other than OUTCOME_DONE, unless the comment of
 * the function says otherwise.
 */
#ifndef LOADER_CLI_OUTCOME_H
#define LOADER_CLI_OUTCOME_H

#include <stdio.h>

enum outcome {
	OUTCOME_DONE,
	OUTCOME_FAILED,
	/* Another program detached the policy. */
	OUTCOME_DETACHED,
	/* CPUs came or went while the policy was attached: it must be loaded and attached anew. */
	OUTCOME_CPUS_CHANGED,
	/* An option, policy, tunable or value is wrong. */
	OUTCOME_USAGE,
	/* The scheduler of another program, or of another version of scx-load, is attached. */
	OUTCOME_BUSY,
	/* No scheduler is attached, and the command needs one. */
	OUTCOME_NOTHING_ATTACHED,
	/* This kernel cannot do it. */
	OUTCOME_UNSUPPORTED,
	OUTCOME_NOT_PERMITTED,
	/* The kernel ejected the policy; the kernel's default scheduler runs. */
	OUTCOME_EJECTED,
	/* The new scheduler failed; the previous one is in charge. */
	OUTCOME_KEPT_PREVIOUS,
	NR_OUTCOMES,
};

/* The outcome of a step that returned @err: 0, or a negative errno value. */
enum outcome outcome_of(int err);

/* The exit status that stands for @outcome; scripts depend on it. */
int outcome_status(enum outcome outcome);

/* Print a line for each exit status: its number, and what it means. */
void outcome_print_statuses(FILE *out);

#endif
