/* SPDX-License-Identifier: GPL-2.0 */
/* A command line from one table of typed options, from which --help is printed too. */
#include "user/optparse.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "user/log.h"
#include "user/nearest.h"

#define MOST_OPTIONS 64
/* Columns of --help for the option itself. */
#define LEFT 24
/* A stray word with so many wrong letters still hints at an option. */
#define STRAY_EDITS 1

void opt_help(const struct opt_table *t, FILE *out)
{
	for (size_t i = 0; i < t->nr; i++) {
		const struct opt_def *d = &t->defs[i];
		char left[64], letter[] = {'-', d->letter, ',', ' ', '\0'};

		snprintf(left, sizeof(left), "%s--%s%s%s", d->letter ? letter : "    ", d->name,
			 d->arg ? " " : "", d->arg ?: "");
		/* The help of an option that is too long for its column stands on the next line. */
		fprintf(out, "  %-*s%s%*s %s", LEFT, left, strlen(left) > LEFT ? "\n" : "",
			strlen(left) > LEFT ? LEFT + 2 : 0, "", d->help);
		if (d->kind == OPT_UINT)
			fprintf(out, " [%u..%u]", d->min, d->max);
		else if (d->kind == OPT_MS)
			fprintf(out, " [%g..%g]", d->min / 1e3, d->max / 1e3);
		fputc('\n', out);
	}
}

static int parse_uint(const struct opt_def *d, const char *arg, unsigned int *value)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(arg, &end, 10);
	if (errno || end == arg || *end || strchr(arg, '-') || n < d->min || n > d->max) {
		log_err("--%s takes a whole number from %u to %u, not '%s'", d->name, d->min,
			d->max, arg);
		return -EINVAL;
	}
	*value = n;
	return 0;
}

static int parse_ms(const struct opt_def *d, const char *arg, unsigned int *value)
{
	char *end;
	double ms = strtod(arg, &end) * 1e3;

	/* The comparison is written so that a NaN fails. */
	if (end == arg || *end || !(ms >= d->min && ms <= d->max)) {
		log_err("--%s takes seconds from %g to %g, not '%s'", d->name, d->min / 1e3,
			d->max / 1e3, arg);
		return -EINVAL;
	}
	*value = lround(ms);
	return 0;
}

static int parse_word(const struct opt_def *d, const char *arg, unsigned int *value)
{
	size_t length = strlen(arg);
	unsigned int place = 0;

	for (const char *word = d->arg; word; place++) {
		size_t size = strcspn(word, "|");

		if (size == length && !strncmp(word, arg, size)) {
			*value = place;
			return 0;
		}
		word = word[size] ? word + size + 1 : NULL;
	}
	log_err("--%s takes one of %s, not '%s'", d->name, d->arg, arg);
	return -EINVAL;
}

static int add_string(const struct opt_def *d, const char *arg, struct opt_list *list)
{
	if (list->nr == OPT_LIST_MAX) {
		log_err("more than %d times --%s", OPT_LIST_MAX, d->name);
		return -EINVAL;
	}
	list->at[list->nr++] = arg;
	return 0;
}

static int apply(const struct opt_def *d, void *dest, const char *arg)
{
	switch (d->kind) {
	case OPT_ACTION:
		if (*(unsigned int *)dest && *(unsigned int *)dest != d->min) {
			log_err("--%s cannot be combined with another command; see --help",
				d->name);
			return -EINVAL;
		}
		*(unsigned int *)dest = d->min;
		return 0;
	case OPT_GIVEN:
		return 0;
	case OPT_COUNT:
		++*(int *)dest;
		return 0;
	case OPT_STRING:
		*(const char **)dest = arg;
		return 0;
	case OPT_LIST:
		return add_string(d, arg, dest);
	case OPT_UINT:
		return parse_uint(d, arg, dest);
	case OPT_MS:
		return parse_ms(d, arg, dest);
	case OPT_WORD:
		return parse_word(d, arg, dest);
	}
	return -EINVAL;
}

static const struct opt_def *by_code(const struct opt_table *t, int code)
{
	for (size_t i = 0; i < t->nr; i++)
		if (code == t->defs[i].letter || code == UCHAR_MAX + 1 + (int)i)
			return &t->defs[i];
	return NULL;
}

/* The name in @t that is nearest to @word. */
static struct nearest nearest_option(const struct opt_table *t, const char *word)
{
	struct nearest best = nearest_to(word);

	best.prefix = "--";
	for (size_t i = 0; i < t->nr; i++)
		nearest_try(&best, t->defs[i].name);
	return best;
}

/*
 * Say in one line what getopt_long() found wrong. getopt_long() leaves the option in optopt. A long
 * name that is unknown is not there: it stands in @word.
 */
static void explain(const struct opt_table *t, const char *word, int code)
{
	struct nearest best;
	char name[64];

	if (optopt > UCHAR_MAX) {
		log_err("--%s %s; see --help", by_code(t, optopt)->name,
			code == ':' ? "needs a value" : "takes no value");
		return;
	}
	if (optopt) {
		log_err(code == ':' ? "-%c needs a value; see --help"
				    : "there is no option '-%c'; see --help",
			optopt);
		return;
	}
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	best = nearest_option(t, name);
	nearest_report(&best, "see --help", "there is no option '%s'", word);
}

static void explain_stray(const struct opt_table *t, const char *word)
{
	struct nearest best = nearest_option(t, word);

	if (best.word[0] && best.distance <= STRAY_EDITS)
		nearest_report(&best, "see --help", "unknown argument '%s'", word);
	else
		log_err("unknown argument '%s'%s", word, t->stray);
}

static void to_getopt(const struct opt_table *t, struct option *longs, char *shorts)
{
	*shorts++ = ':'; /* getopt_long() then tells a missing value from an unknown option */
	for (size_t i = 0; i < t->nr; i++) {
		const struct opt_def *d = &t->defs[i];

		longs[i] = (struct option){
			.name = d->name,
			.has_arg = d->arg ? required_argument : no_argument,
			.val = UCHAR_MAX + 1 + i,
		};
		if (!d->letter)
			continue;
		*shorts++ = d->letter;
		if (d->arg)
			*shorts++ = ':';
	}
	*shorts = '\0';
}

int opt_parse(const struct opt_table *t, void *into, int argc, char **argv)
{
	struct option longs[MOST_OPTIONS + 1] = {0};
	char shorts[2 * MOST_OPTIONS + 2];
	const struct opt_def *d;
	int code, err;

	if (t->nr > MOST_OPTIONS)
		return -E2BIG;
	to_getopt(t, longs, shorts);
	optind = 0; /* getopt_long() starts anew: a test parses many command lines */
	opterr = 0;
	while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (code == '?' || code == ':') {
			explain(t, argv[optind - 1], code);
			return -EINVAL;
		}
		d = by_code(t, code);
		err = apply(d, (char *)into + d->offset, optarg);
		if (err)
			return err;
		if (t->given)
			t->given[d - t->defs] = true;
	}
	if (optind < argc) {
		explain_stray(t, argv[optind]);
		return -EINVAL;
	}
	return 0;
}
