/* SPDX-License-Identifier: GPL-2.0 */
/* "KEY=VALUE", as --set takes it: which key, and where its value begins. */
#ifndef SCX_COMMON_USER_ASSIGNMENT_H
#define SCX_COMMON_USER_ASSIGNMENT_H

#include <stddef.h>

/*
 * Copy the key of @assignment into @key, which has room for @size bytes. Returns the value, which
 * points into @assignment and may be empty; NULL when there is no '=', no key, or a key that @key
 * cannot hold: an error has then been logged.
 */
const char *assignment_split(const char *assignment, char *key, size_t size);

#endif
