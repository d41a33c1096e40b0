/* SPDX-License-Identifier: GPL-2.0 */
/* Why the last scheduler of ours ended, kept in /run for --status. */
#ifndef LOADER_SESSION_LAST_EXIT_H
#define LOADER_SESSION_LAST_EXIT_H

#include <jansson.h>
#include "abi.h"

/* Keep it; @dump is the file of the kernel's dump or NULL. Failure is only warned of. */
void lastexit_save(const char *ops, const struct exit_record *exit, const char *dump);

/* What was kept, a new reference; JSON null when nothing was. */
json_t *lastexit_load(void);

#endif
