/* SPDX-License-Identifier: GPL-2.0 */
/* Somebody else's object: its "const volatile" numbers, which --set gives another value. */
#ifndef LOADER_OBJECT_CONSTANTS_H
#define LOADER_OBJECT_CONSTANTS_H

#include <jansson.h>
#include <stdio.h>

struct object;

/*
 * Set the constants of an object that is not loaded yet by @nr assignments "KEY=VALUE". 0, or
 * -EINVAL when one of them names no number of the object or a value that it cannot have: says so,
 * and those before it have been set.
 */
int constants_set(const struct object *o, const char *const *assignments, int nr);

/* What there is to set, and to what it is set, for people. */
void constants_print(const struct object *o, FILE *out);

/* The same as an object of schema scx-load/list/1 without policies. Numbers above 2^63 are real. */
json_t *constants_json(const struct object *o);

#endif
