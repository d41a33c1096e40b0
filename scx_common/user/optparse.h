/* SPDX-License-Identifier: GPL-2.0 */
/* A command line from one table of typed options, which --help is printed from too. */
#ifndef SCX_COMMON_USER_OPTPARSE_H
#define SCX_COMMON_USER_OPTPARSE_H

#include <stddef.h>
#include <stdio.h>

enum opt_kind {
	OPT_ACTION, /* an enum: sets it to min; only one of the actions makes sense */
	OPT_COUNT,  /* an int, one more each time */
	OPT_STRING, /* a const char * */
	OPT_LIST,   /* a struct opt_list, may be repeated */
	OPT_UINT,   /* an unsigned int from min to max */
	OPT_MS,	    /* seconds, perhaps with a fraction, as unsigned ms from min to max */
	OPT_WORD,   /* one of the words of arg, "auto|suite|probe": an unsigned int, its place */
};

#define OPT_LIST_MAX 64

/* Strings in the order given. */
struct opt_list {
	const char *at[OPT_LIST_MAX];
	int nr;
};

struct opt_def {
	const char *name;
	char letter; /* 0: none */
	const char *arg;
	enum opt_kind kind;
	size_t offset; /* of the value in the program's struct of options */
	unsigned int min, max;
	const char *help;
};

struct opt_table {
	const struct opt_def *defs; /* in the order of --help */
	size_t nr;
	/* What an error says of a word that is not an option, after "unknown argument 'WORD'". */
	const char *stray;
};

/*
 * Parse @argv into the struct @into, which holds the defaults already. 0, or -EINVAL after an error
 * that says what would be right. Strings point into @argv.
 */
int opt_parse(const struct opt_table *t, void *into, int argc, char **argv);

/* One line for each option. */
void opt_help(const struct opt_table *t, FILE *out);

#endif
