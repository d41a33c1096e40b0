/* SPDX-License-Identifier: GPL-2.0 */
/* --list: the policies of a suite with their tunables, or the constants of another object. */
#ifndef LOADER_COMMANDS_LIST_H
#define LOADER_COMMANDS_LIST_H

#include <jansson.h>
#include <stdio.h>
#include "cli/options.h"
#include "user/catalog.h"

/* Print it, as text or JSON. 0; as prepare_open(). */
int list(const struct options *o);

/* One line for each policy, and below it one for each of its tunables; last those of the suite. */
void list_print(const struct catalog *c, FILE *out);

/* The same as JSON, schema scx-load/list/1, a new reference. */
json_t *list_json(const struct catalog *c);

#endif
