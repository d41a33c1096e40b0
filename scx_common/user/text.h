/* SPDX-License-Identifier: GPL-2.0 */
/* Text from outside as JSON: names of tasks, users and files, which may hold any byte. */
#ifndef SCX_COMMON_USER_TEXT_H
#define SCX_COMMON_USER_TEXT_H

#include <jansson.h>

/*
 * @text as a JSON string, a new reference; NULL without memory. Each byte that is not part of valid
 * UTF-8 becomes a '?'. Control characters stay; JSON escapes them.
 */
json_t *text_json(const char *text);

#endif
