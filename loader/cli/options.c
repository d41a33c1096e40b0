/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-load: its options, and which of them go with which command. */
#include "cli/options.h"

#include <string.h>
#include "user/log.h"
#include "user/words.h"

#define MAX_COMMANDS 24

/* Options that go with every command. */
#define COMMON "dump-dir probation json verbose"

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"detach", 'd', NULL, OPT_COUNT, AT(detach), 0, 0,
	 "leave the policy attached and return; --stop ends it"},
	{"interval", 'i', "SEC", OPT_UINT, AT(interval), 1, 86400,
	 "print counts and dispatch latency every SEC seconds"},
	{"watchdog", 'w', "MS", OPT_UINT, AT(watchdog_ms), 100, 30000,
	 "the kernel ejects the policy when a task waits for MS milliseconds (default: the "
	 "kernel's, 30000)"},
	{"dump-dir", 0, "DIR", OPT_STRING, AT(dump_dir), 0, 0,
	 "put the kernel's dump after an ejection in DIR (default: /var/log/scx-load)"},
	{"probation", 0, "SEC", OPT_UINT, AT(probation), 0, 3600,
	 "a scheduler that fails in its first SEC seconds is replaced by the previous one "
	 "(default: 10; 0: never)"},
	{"restart", 0, NULL, OPT_COUNT, AT(restart), 0, 0,
	 "load the suite anew even if a build of it is attached, as after an upgrade"},
	{"json", 'j', NULL, OPT_COUNT, AT(json), 0, 0,
	 "print results and errors as JSON, one object a line"},
	{"verbose", 'v', NULL, OPT_COUNT, AT(verbose), 0, 0,
	 "say more; twice: also what libbpf says"},
#undef AT
};

#define NR_OPTIONS (sizeof(option_defs) / sizeof(option_defs[0]))

/* One command line: the commands that there are, and the options that were found. */
struct line {
	const struct command *commands;
	size_t nr;
	/* The options of the commands, and after these the other options. */
	struct opt_def defs[MAX_COMMANDS + NR_OPTIONS];
	/* Which elements of defs[] the command line has. */
	bool given[MAX_COMMANDS + NR_OPTIONS];
};

static struct opt_table table_of(struct line *line)
{
	for (size_t i = 0; i < line->nr; i++)
		line->defs[i] = line->commands[i].option;
	memcpy(line->defs + line->nr, option_defs, sizeof(option_defs));
	return (struct opt_table){
		.defs = line->defs,
		.nr = line->nr + NR_OPTIONS,
		.stray = "; a policy is named with --policy",
		.given = line->given,
	};
}

static bool takes(const struct command *c, const char *option)
{
	return c->takes_any || !strcmp(c->option.name, option) || words_have(COMMON, option) ||
	       words_have(c->takes, option) ||
	       (c->loads && words_have(OPTIONS_OF_LOADING, option)) ||
	       (c->sets && !strcmp(option, OPTION_SET));
}

/* Say that @option does not go with @command, and with which commands it goes. */
static void explain_mismatch(const struct line *line, const char *option, const char *command)
{
	char others[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < line->nr && used < sizeof(others); i++) {
		const struct command *c = &line->commands[i];

		if (!c->takes_any && strcmp(c->option.name, option) && takes(c, option))
			used += snprintf(others + used, sizeof(others) - used, "%s--%s",
					 used ? ", " : "", c->option.name);
	}
	log_err("--%s cannot be combined with --%s%s%s", option, command,
		used ? "; it goes with " : "", others);
}

/* The command that the options name. NULL after an error. */
static const struct command *choose(const struct line *line)
{
	const struct command *chosen = NULL;

	for (size_t i = 0; i < line->nr; i++) {
		const struct command *c = &line->commands[i];

		if (!line->given[i] || c->shared)
			continue;
		if (chosen) {
			explain_mismatch(line, c->option.name, chosen->option.name);
			return NULL;
		}
		chosen = c;
	}
	for (size_t i = 0; !chosen && i < line->nr; i++)
		if (line->given[i])
			chosen = &line->commands[i];
	if (!chosen)
		log_err("which policy? --policy NAME; --list shows all, --help the options");
	return chosen;
}

const struct command *options_parse(struct options *o, const struct command *commands, size_t nr,
				    int argc, char **argv)
{
	struct line line = {.commands = commands, .nr = nr};
	const struct opt_table table = table_of(&line);
	const struct command *chosen;

	*o = (struct options){.dump_dir = "/var/log/scx-load", .probation = 10};
	if (opt_parse(&table, o, argc, argv))
		return NULL;
	chosen = choose(&line);
	for (size_t i = 0; chosen && i < table.nr; i++) {
		if (line.given[i] && !takes(chosen, line.defs[i].name)) {
			explain_mismatch(&line, line.defs[i].name, chosen->option.name);
			return NULL;
		}
	}
	if (chosen && o->detach && o->interval) {
		log_err("--interval prints while scx-load runs, --detach makes it end: choose one");
		return NULL;
	}
	return chosen;
}

bool options_want_json(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--json") || !strcmp(argv[i], "-j"))
			return true;
	return false;
}

void options_help(const struct command *commands, size_t nr, FILE *out)
{
	struct line line = {.commands = commands, .nr = nr};
	struct opt_table table = table_of(&line);

	fputs("usage: scx-load COMMAND [OPTION]...\n\n"
	      "Load a CPU scheduling policy into the running kernel by sched_ext.\n\n"
	      "Commands:\n",
	      out);
	table.nr = nr;
	opt_help(&table, out);
	fputs("\nThese need no root:", out);
	for (size_t i = 0; i < nr; i++)
		if (!commands[i].needs_root)
			fprintf(out, " --%s", commands[i].option.name);
	fputs("\n\nOptions:\n", out);
	table.defs += nr;
	table.nr = NR_OPTIONS;
	opt_help(&table, out);
	fputs("\nExit status:\n", out);
	outcome_print_statuses(out);
}
