/* SPDX-License-Identifier: GPL-2.0 */
/* Why a scheduler ended, for the user. */
#ifndef LOADER_SESSION_EXIT_REPORT_H
#define LOADER_SESSION_EXIT_REPORT_H

#include "session/scheduler.h"

/* Room for the line of report_reason(): both texts of an exit record, and what is between them. */
#define REASON_LINE                                                                                \
	(sizeof(((struct exit_record *)0)->reason) + sizeof(((struct exit_record *)0)->message) + 4)

/* The kernel's reason in one line: "runnable task stall: x[12] failed to run for 5.0s". */
void report_reason(const struct scheduler *s, char *buf, size_t size);

/* True when it ended because some program unregistered it, not on the kernel's own account. */
bool report_was_detached(const struct scheduler *s);

/* True when the kernel asks to be loaded again: CPUs came or went while the policy was attached. */
bool report_wants_restart(const struct scheduler *s);

/*
 * The kernel ejected @s, @name to the user: say why, write the kernel's debug dump to a new file in
 * @dump_dir, which is made if missing, and keep the reason for --status.
 */
void report_ejected(const struct scheduler *s, const char *name, const char *dump_dir);

#endif
