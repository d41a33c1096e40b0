/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the maps of a loaded object take: once, and for each CPU, task and cgroup. */
#ifndef LOADER_COMMANDS_MAPSIZE_H
#define LOADER_COMMANDS_MAPSIZE_H

#include <jansson.h>
#include "object/object.h"

/* A table of its maps on stdout, with the sums below. */
void mapsize_print(const struct object *o);

/* The same as JSON: the list "maps" and the sums "memory", added to @to. */
void mapsize_json(const struct object *o, json_t *to);

#endif
