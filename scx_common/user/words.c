/* SPDX-License-Identifier: GPL-2.0 */
/* A list of words with spaces between them. */
#include "user/words.h"

#include <string.h>

const char *words_next(const char **words, size_t *length)
{
	const char *word = *words ? *words + strspn(*words, " ") : "";

	*length = strcspn(word, " ");
	*words = word + *length;
	return *length ? word : NULL;
}

bool words_have(const char *words, const char *word)
{
	size_t length, size = strlen(word);
	const char *next;

	while ((next = words_next(&words, &length)))
		if (length == size && !strncmp(next, word, size))
			return true;
	return false;
}
