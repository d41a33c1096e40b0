/* SPDX-License-Identifier: GPL-2.0 */
/* Why the last scheduler that an scx-load attached has ended, kept in /run for --status. */
#ifndef LOADER_SESSION_LAST_EXIT_H
#define LOADER_SESSION_LAST_EXIT_H

#include <jansson.h>
#include "abi.h"

/*
 * Keep the end of the scheduler @ops. @dump is the file with the kernel's dump; NULL if there is
 * none. A failure is a warning.
 */
void lastexit_save(const char *ops, const struct exit_record *exit, const char *dump);

/* What lastexit_save() kept last, a new reference; JSON null if there is nothing. */
json_t *lastexit_load(void);

#endif
