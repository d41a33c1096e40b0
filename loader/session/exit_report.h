/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why a scheduler ended. The kernel calls its ops.exit() with a kind, a code, a reason, a message
 * and a dump; the object keeps these in its exit record, from which all functions here tell.
 */
#ifndef LOADER_SESSION_EXIT_REPORT_H
#define LOADER_SESSION_EXIT_REPORT_H

#include "session/scheduler.h"

/* Room for the line of exit_reason(): both texts of an exit record, and what is between them. */
#define REASON_LINE                                                                                \
	(sizeof(((struct exit_record *)0)->reason) + sizeof(((struct exit_record *)0)->message) + 4)

/* The kernel's reason in one line: "runnable task stall: x[12] failed to run for 5.0s". */
void exit_reason(const struct scheduler *s, char *buf, size_t size);

/* Did a program end the scheduler, and not the kernel? */
bool exit_was_by_program(const struct scheduler *s);

/* Does the kernel want the scheduler loaded again? CPUs came or went while it was attached then. */
bool exit_wants_restart(const struct scheduler *s);

/*
 * The kernel ejected @s, which the user knows as @name: say why, write the kernel's debug dump to a
 * new file in @dump_dir, which is made if missing, and keep the reason for --status.
 */
void exit_report_ejected(const struct scheduler *s, const char *name, const char *dump_dir);

#endif
