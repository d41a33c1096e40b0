/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The constants of an object that is not a suite: the numbers that its source has as "const
 * volatile". --set gives them another value before the object is loaded.
 */
#ifndef LOADER_OBJECT_CONSTANTS_H
#define LOADER_OBJECT_CONSTANTS_H

#include <jansson.h>
#include <stdio.h>

struct object;

/*
 * Set constants of @o, which is not loaded yet, by @nr assignments "KEY=VALUE". Returns 0; -EINVAL:
 * an assignment names no number of the object, or a value that the number cannot hold. Says so; the
 * assignments before that one have been made.
 */
int constants_set(const struct object *o, const char *const *assignments, int nr);

/* Print the constants of @o with their values and ranges. */
void constants_print(const struct object *o, FILE *out);

/*
 * The constants of @o: an object of schema scx-load/list/1 without policies, a new reference. JSON
 * has no whole numbers above 2^63 - 1: these are real. So the text is not made of this.
 */
json_t *constants_json(const struct object *o);

#endif
