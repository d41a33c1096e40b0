/* SPDX-License-Identifier: GPL-2.0 */
/* For the fuzzed command lines: an input is words, one a line; and errors are counted. */
#ifndef TESTS_FUZZ_WORDS_H
#define TESTS_FUZZ_WORDS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "user/log.h"

#define MOST_WORDS 100

struct words {
	char *text;
	char *at[MOST_WORDS + 2]; /* as argv: @program first, NULL last */
	int nr;
};

static void words_of(struct words *w, char *program, const uint8_t *data, size_t size)
{
	char *at;

	w->text = malloc(size + 1);
	if (!w->text)
		abort();
	memcpy(w->text, data, size);
	w->text[size] = '\0';
	w->at[0] = program;
	w->nr = 1;
	at = w->text;
	while (at && w->nr <= MOST_WORDS) {
		char *end = strchr(at, '\n');

		if (end)
			*end++ = '\0';
		w->at[w->nr++] = at;
		at = end;
	}
	w->at[w->nr] = NULL;
}

static int errors_said;

static void count_error(const char *level, const char *message, const char *detail)
{
	(void)detail;
	/* A line, whatever the words hold. */
	for (const char *c = message; *c; c++)
		if ((unsigned char)*c < ' ')
			abort();
	errors_said += !strcmp(level, "error");
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
