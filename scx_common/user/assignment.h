/* SPDX-License-Identifier: GPL-2.0 */
/* An assignment "KEY=VALUE", as --set takes it. */
#ifndef SCX_COMMON_USER_ASSIGNMENT_H
#define SCX_COMMON_USER_ASSIGNMENT_H

#include <stddef.h>

/*
 * Copy the key of @assignment to @key, which has room for @size bytes. Returns the value, which
 * points into @assignment and may be empty; NULL, after an error, if there is no '=', no key, or no
 * room.
 */
const char *assignment_split(const char *assignment, char *key, size_t size);

#endif
