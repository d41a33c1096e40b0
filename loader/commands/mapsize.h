/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the maps of a loaded object take: once, and for each CPU, task and cgroup. */
#ifndef LOADER_COMMANDS_MAPSIZE_H
#define LOADER_COMMANDS_MAPSIZE_H

#include <jansson.h>
#include <stdio.h>
#include "object/object.h"

/* Add to @to the list "maps" of the maps of @o, and their sums "memory". */
void mapsize_add(const struct object *o, json_t *to);

/* Print the table of the maps in @json, with the sums below. */
void mapsize_print(const json_t *json, FILE *out);

#endif
