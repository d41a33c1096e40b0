/* SPDX-License-Identifier: GPL-2.0 */
/* The nearest known word to a mistyped one, for "did you mean". */
#ifndef SCX_COMMON_USER_NEAREST_H
#define SCX_COMMON_USER_NEAREST_H

struct nearest {
	/* The mistyped word, which is the caller's and lives as long as the search. */
	const char *to;
	/* A word must take fewer edits than this to become the nearest one. */
	int distance;
	/* The nearest word so far; "" while no word is near enough. */
	char word[64];
	/* What nearest_report() writes before the word, "--" for an option; "" unless set. */
	const char *prefix;
};

/* Begin a search for words near @to. */
struct nearest nearest_to(const char *to);

/* Compare @word with the mistyped word. */
void nearest_try(struct nearest *n, const char *word);

/* Compare each of @words, which have spaces between them. */
void nearest_try_words(struct nearest *n, const char *words);

/*
 * Log an error: the sentence that @format makes of the other arguments; the nearest word, if there
 * is one; and @all, which says where all words are listed:
 *	there is no policy 'latncy'; did you mean 'latency'? (--list shows all)
 *	there is no policy 'cosmos'; --list shows all
 */
void nearest_report(const struct nearest *n, const char *all, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
