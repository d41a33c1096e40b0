/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-load: one table of typed options, from which help is printed too. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "log.h"
#include "nearest.h"

enum kind {
	KIND_ACTION, /* sets options.action to min; only one of them makes sense */
	KIND_COUNT,  /* an int, one more each time */
	KIND_STRING,
	KIND_STRINGS, /* may be repeated */
	KIND_UINT,    /* from min to max */
};

/* All options; the order is that of --help. */
static const struct option_def {
	const char *name;
	char letter;
	const char *arg;
	enum kind kind;
	size_t offset;
	unsigned int min, max;
	const char *help;
} option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"policy", 'p', "NAME", KIND_STRING, AT(policy), 0, 0,
	 "attach this policy, until Ctrl-C; if the suite is attached, switch to it and return"},
	{"set", 's', "KEY=VALUE", KIND_STRINGS, AT(sets), 0, 0,
	 "set a tunable, such as latency.slice_us=3000, also while it runs; may be repeated"},
	{"detach", 'd', NULL, KIND_COUNT, AT(detach), 0, 0,
	 "leave it attached and return; --stop ends it"},
	{"status", 0, NULL, KIND_ACTION, AT(action), ACTION_STATUS, 0,
	 "what is attached, since when, by whom, and what the kernel says"},
	{"stop", 0, NULL, KIND_ACTION, AT(action), ACTION_STOP, 0,
	 "detach what any scx-load attached"},
	{"reset", 0, NULL, KIND_ACTION, AT(action), ACTION_RESET, 0,
	 "set all tunables of what runs to their defaults"},
	{"check", 0, NULL, KIND_ACTION, AT(action), ACTION_CHECK, 0,
	 "would a policy load here? one line for each condition, with the cure"},
	{"dry-run", 'n', NULL, KIND_ACTION, AT(action), ACTION_DRY_RUN, 0,
	 "load and verify but do not attach: sizes and times of every program"},
	{"interval", 'i', "SEC", KIND_UINT, AT(interval), 1, 86400,
	 "print counts and dispatch latency every SEC seconds"},
	{"watchdog", 'w', "MS", KIND_UINT, AT(watchdog_ms), 100, 30000,
	 "the kernel ejects the policy when a task waits so long (default: the kernel's, 30000)"},
	{"dump-dir", 0, "DIR", KIND_STRING, AT(dump_dir), 0, 0,
	 "where the kernel's dump goes after an ejection (default: /var/log/scx-load)"},
	{"object", 'o', "FILE", KIND_STRING, AT(object), 0, 0,
	 "use the scheduler of this BPF object instead of the built-in suite"},
	{"probation", 0, "SEC", KIND_UINT, AT(probation), 0, 3600,
	 "a new scheduler that fails so early is replaced by the previous one (default: 10)"},
	{"restart", 0, NULL, KIND_COUNT, AT(restart), 0, 0,
	 "load the suite anew even if one is attached, as after an upgrade"},
	{"list", 'l', NULL, KIND_ACTION, AT(action), ACTION_LIST, 0,
	 "list the policies with their tunables, defaults and ranges"},
	{"json", 'j', NULL, KIND_COUNT, AT(json), 0, 0, "print results and errors as JSON"},
	{"verbose", 'v', NULL, KIND_COUNT, AT(verbose), 0, 0,
	 "say more; twice: also what libbpf says"},
	{"version", 'V', NULL, KIND_ACTION, AT(action), ACTION_VERSION, 0, "print the version"},
	{"help", 'h', NULL, KIND_ACTION, AT(action), ACTION_HELP, 0, "print this help"},
#undef AT
};

#define NR_OPTIONS (sizeof(option_defs) / sizeof(option_defs[0]))

static const char trailer[] =
	"\n"
	"Exit status:\n"
	"  0  done\n"
	"  1  failure\n"
	"  2  wrong usage: option, policy, tunable or value\n"
	"  3  another scheduler is attached, or nothing is\n"
	"  4  this kernel cannot: no sched_ext\n"
	"  5  not permitted\n"
	"  6  the kernel ejected the policy; its default scheduler runs\n"
	"  7  the new scheduler failed; the previous one is in charge\n";

void options_help(FILE *out)
{
	fputs("usage: scx-load --policy NAME [--set KEY=VALUE]... [OPTION]...\n"
	      "       scx-load --status | --stop | --set KEY=VALUE | --reset\n"
	      "       scx-load --list | --check | --dry-run\n\n"
	      "Load a CPU scheduling policy into the running kernel by sched_ext.\n\n",
	      out);
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		const struct option_def *d = &option_defs[i];
		char left[64], letter[] = {'-', d->letter, ',', ' ', '\0'};

		snprintf(left, sizeof(left), "%s--%s%s%s", d->letter ? letter : "    ", d->name,
			 d->arg ? " " : "", d->arg ?: "");
		fprintf(out, "  %-24s %s", left, d->help);
		if (d->kind == KIND_UINT)
			fprintf(out, " [%u..%u]", d->min, d->max);
		fputc('\n', out);
	}
	fputs(trailer, out);
}

static int parse_uint(const struct option_def *d, const char *arg, unsigned int *value)
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

static int apply(struct options *o, const struct option_def *d, char *arg)
{
	void *dest = (char *)o + d->offset;

	switch (d->kind) {
	case KIND_ACTION:
		if (o->action != ACTION_NONE && o->action != d->min) {
			log_err("--%s cannot be combined with another command; see --help",
				d->name);
			return -EINVAL;
		}
		o->action = d->min;
		return 0;
	case KIND_COUNT:
		++*(int *)dest;
		return 0;
	case KIND_STRING:
		*(const char **)dest = arg;
		return 0;
	case KIND_STRINGS:
		if (o->nr_sets == MAX_SETS) {
			log_err("more than %d times --%s", MAX_SETS, d->name);
			return -EINVAL;
		}
		((const char **)dest)[o->nr_sets++] = arg;
		return 0;
	case KIND_UINT:
		return parse_uint(d, arg, dest);
	}
	return -EINVAL;
}

bool options_want_json(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--json") || !strcmp(argv[i], "-j"))
			return true;
	return false;
}

/* What getopt_long() calls an error, in one line that helps. */
static void explain(const char *word, int letter)
{
	struct nearest best;

	if (letter == ':') {
		log_err("%s needs a value; see --help", word);
		return;
	}
	if (strncmp(word, "--", 2)) {
		log_err("there is no option '%s'; see --help", word);
		return;
	}
	best = nearest_to(word + 2);
	for (size_t i = 0; i < NR_OPTIONS; i++)
		nearest_try(&best, option_defs[i].name);
	if (best.word[0])
		log_err("there is no option '%s'; did you mean '--%s'?", word, best.word);
	else
		log_err("there is no option '%s'; see --help", word);
}

static void to_getopt(struct option *longs, char *shorts)
{
	*shorts++ = ':'; /* tell a missing value from an unknown option */
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		const struct option_def *d = &option_defs[i];

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

static const struct option_def *by_code(int code)
{
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (code == option_defs[i].letter || code == UCHAR_MAX + 1 + (int)i)
			return &option_defs[i];
	return NULL;
}

/* What to do when no option was a command, and does the rest fit to it? */
static int choose_action(struct options *o)
{
	if (o->action == ACTION_NONE && (o->policy || o->object || o->restart))
		o->action = ACTION_RUN;
	else if (o->action == ACTION_NONE && o->nr_sets)
		o->action = ACTION_SET;
	if (o->action == ACTION_NONE) {
		log_err("which policy? --policy NAME; --list shows all, --help the options");
		return -EINVAL;
	}
	if (o->action != ACTION_RUN && (o->detach || o->restart || o->interval)) {
		log_err("--detach, --restart and --interval need a --policy or an --object");
		return -EINVAL;
	}
	if (o->detach && o->interval) {
		log_err("--interval prints while scx-load runs, --detach makes it end: choose one");
		return -EINVAL;
	}
	return 0;
}

int options_parse(struct options *o, int argc, char **argv)
{
	struct option longs[NR_OPTIONS + 1] = {0};
	char shorts[2 * NR_OPTIONS + 2];
	int code, err;

	*o = (struct options){.dump_dir = "/var/log/scx-load", .probation = 10};
	to_getopt(longs, shorts);
	optind = 0; /* start anew: a test parses many command lines */
	opterr = 0;
	while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (code == '?' || code == ':') {
			explain(argv[optind - 1], code);
			return -EINVAL;
		}
		err = apply(o, by_code(code), optarg);
		if (err)
			return err;
	}
	if (optind < argc) {
		log_err("'%s' is no option; a policy is named with --policy", argv[optind]);
		return -EINVAL;
	}
	return choose_action(o);
}
