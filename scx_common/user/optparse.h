/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A command line from one table of typed options, from which --help is printed too.
 *
 * A program has a struct of its own for the values. Each row of the table names an option, says of
 * which kind its value is, and where in that struct the value goes. opt_parse() fills the struct.
 */
#ifndef SCX_COMMON_USER_OPTPARSE_H
#define SCX_COMMON_USER_OPTPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum opt_kind {
	/*
	 * The option takes no value and sets an enum to min. Two of these with different min are
	 * an error.
	 */
	OPT_ACTION,
	/* The option takes no value and stores none: opt_table.given tells of it. */
	OPT_GIVEN,
	/* The option takes no value and adds 1 to an int. */
	OPT_COUNT,
	/* The value goes to a const char *. */
	OPT_STRING,
	/* The option may be repeated; each value is added to a struct opt_list. */
	OPT_LIST,
	/* The value is a whole number from min to max and goes to an unsigned int. */
	OPT_UINT,
	/*
	 * The value is in seconds, perhaps with a fraction; it goes to an unsigned int in
	 * milliseconds, from min to max.
	 */
	OPT_MS,
	/*
	 * The value is one of the words of arg, "auto|suite|probe"; the place of the word, from 0,
	 * goes to an unsigned int.
	 */
	OPT_WORD,
};

#define OPT_LIST_MAX 64

struct opt_list {
	/* The strings in the order of the command line; they point into argv. */
	const char *at[OPT_LIST_MAX];
	/* How many strings at[] holds. */
	int nr;
};

struct opt_def {
	/* The long name, without "--". */
	const char *name;
	/* The short name; 0 if there is none. */
	char letter;
	/* What --help calls the value; NULL for an option without a value. */
	const char *arg;
	enum opt_kind kind;
	/* Where the value goes: an offset in the program's struct, in bytes. */
	size_t offset;
	/* The least and the largest value, in the unit of the kind. */
	unsigned int min, max;
	/* What --help says of the option. */
	const char *help;
};

struct opt_table {
	/* The options, in the order of --help. */
	const struct opt_def *defs;
	/* How many options there are. */
	size_t nr;
	/* What an error says of a word that is not an option, after "unknown argument 'WORD'". */
	const char *stray;
	/*
	 * An array of nr elements that the caller has set to false; opt_parse() sets the element of
	 * each option that it finds. NULL if the caller does not ask.
	 */
	bool *given;
};

/*
 * Parse @argv into the struct @into, which holds the defaults already. Returns 0, or -EINVAL after
 * an error that says what would be right. Strings point into @argv.
 */
int opt_parse(const struct opt_table *t, void *into, int argc, char **argv);

/* Print a line for each option. */
void opt_help(const struct opt_table *t, FILE *out);

#endif
