/* SPDX-License-Identifier: GPL-2.0 */
/* The nearest known word to a mistyped one, for "did you mean". */
#include "user/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "user/log.h"
#include "user/words.h"

#define LONGEST 63

static int min3(int a, int b, int c)
{
	int least = a < b ? a : b;

	return least < c ? least : c;
}

/*
 * How many edits turn @a into @b: to insert, delete or replace a letter, or to swap two neighbours
 * (optimal string alignment, the restricted Damerau-Levenshtein distance). Both words have at most
 * LONGEST letters.
 */
static int distance(const char *a, const char *b)
{
	int rows[3][LONGEST + 1], la = strlen(a), lb = strlen(b);
	int *before = rows[0], *last = rows[1], *row = rows[2];

	for (int j = 0; j <= lb; j++)
		last[j] = j;
	for (int i = 1; i <= la; i++) {
		int *spare = before;

		row[0] = i;
		for (int j = 1; j <= lb; j++) {
			row[j] = min3(last[j] + 1, row[j - 1] + 1,
				      last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[lb];
}

struct nearest nearest_to(const char *to)
{
	/* A word is near if at most two fifths of it are wrong. */
	return (struct nearest){.to = to, .distance = strlen(to) * 2 / 5 + 1, .prefix = ""};
}

void nearest_try(struct nearest *n, const char *word)
{
	int d;

	if (strlen(n->to) > LONGEST || strlen(word) > LONGEST)
		return;
	d = distance(n->to, word);
	if (d < n->distance) {
		n->distance = d;
		strcpy(n->word, word);
	}
}

void nearest_try_words(struct nearest *n, const char *words)
{
	char word[LONGEST + 1];
	const char *next;
	size_t length;

	while ((next = words_next(&words, &length))) {
		snprintf(word, sizeof(word), "%.*s", (int)length, next);
		nearest_try(n, word);
	}
}

void nearest_report(const struct nearest *n, const char *all, const char *format, ...)
{
	char sentence[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	if (n->word[0])
		log_err("%s; did you mean '%s%s'? (%s)", sentence, n->prefix, n->word, all);
	else
		log_err("%s; %s", sentence, all);
}
