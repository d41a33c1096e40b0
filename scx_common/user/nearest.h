/* SPDX-License-Identifier: GPL-2.0 */
/* The nearest known word to a mistyped one, for "did you mean". */
#ifndef SCX_COMMON_USER_NEAREST_H
#define SCX_COMMON_USER_NEAREST_H

struct nearest {
	const char *to;
	int distance;
	char word[64]; /* "" while nothing is near enough */
};

/* Look for words near @to, which must live as long as the search. */
struct nearest nearest_to(const char *to);

/* Offer one word, or each of a list of words with spaces between. */
void nearest_try(struct nearest *n, const char *word);
void nearest_try_words(struct nearest *n, const char *words);

#endif
