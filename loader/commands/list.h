/* SPDX-License-Identifier: GPL-2.0 */
/* --list: the policies of a suite with their tunables, or the constants of another object. */
#ifndef LOADER_COMMANDS_LIST_H
#define LOADER_COMMANDS_LIST_H

#include <jansson.h>
#include <stdio.h>
#include "cli/options.h"
#include "user/catalog.h"

/* OUTCOME_DONE; as prepare_open() otherwise, which says what is wrong. */
enum outcome list(const struct options *o);

/* The policies and tunables of @c: an object of schema scx-load/list/1, a new reference. */
json_t *list_json(const struct catalog *c);

/* The same as text: a line for each policy, followed by its tunables; last those of the suite. */
void list_print(const json_t *json, FILE *out);

#endif
