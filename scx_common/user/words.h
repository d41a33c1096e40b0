/* SPDX-License-Identifier: GPL-2.0 */
/* A list of words with spaces between them, such as the aliases of a policy. */
#ifndef SCX_COMMON_USER_WORDS_H
#define SCX_COMMON_USER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The next word of *@words, which then points behind it; its size is in *@length. NULL at the end
 * of the list, and for a list that is NULL.
 */
const char *words_next(const char **words, size_t *length);

/* Is @word one of @words? Never an empty one. */
bool words_have(const char *words, const char *word);

#endif
