/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command line of scx-load. Each command is a row of one table (commands/commands.c), named by
 * an option: --status, --policy NAME. All else that a command line can hold is an option of
 * cli/options.c that adds to a command: --detach, --json. What the rows say decides which options
 * go with which command; --help, the manual page and the completion of shells are made of the same
 * rows.
 */
#ifndef LOADER_CLI_OPTIONS_H
#define LOADER_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>
#include "cli/outcome.h"
#include "user/optparse.h"

struct options {
	/* The policy that the user names; NULL if none. Strings here point into argv. */
	const char *policy;
	/* Assignments "KEY=VALUE", in the order given. */
	struct opt_list sets;
	/* The file of an object that takes the place of the built-in suite; NULL if none. */
	const char *object;
	/* The folder for the kernel's dump after an ejection. */
	const char *dump_dir;
	/*
	 * How long a task may wait until the kernel ejects the policy, ms; 0: the kernel's default.
	 */
	unsigned int watchdog_ms;
	/* Time between two lines of counts, seconds; 0: no counts. */
	unsigned int interval;
	/* How long after a cold switch a failure brings the previous scheduler back, seconds. */
	unsigned int probation;
	/* How long --cost times the callbacks, seconds; 0 without --cost. */
	unsigned int cost;
	/* How often each of these options was given. */
	int detach;
	int restart;
	int json;
	int verbose;
};

/* The options for loading an object, and the option for its tunables or constants. */
#define OPTIONS_OF_LOADING "policy object watchdog"
#define OPTION_SET "set"

struct command {
	/* The option that names the command; its help describes the command. */
	struct opt_def option;
	enum outcome (*run)(const struct options *o);
	/* The command takes the privileges that preflight() looks for. */
	bool needs_root;
	/* The command opens or loads an object, and takes OPTIONS_OF_LOADING. */
	bool loads;
	/* The command takes --set. */
	bool sets;
	/* The command looks at no option, so that it takes any. */
	bool takes_any;
	/* Names of the other options that the command takes, with spaces between; NULL if none. */
	const char *takes;
	/*
	 * The option is also an option of other commands. It names this command only if the command
	 * line has none of those.
	 */
	bool shared;
};

/*
 * Parse @argv into @o by the @nr rows of @commands. Returns the command that is meant; NULL after
 * an error that says what is wrong.
 */
const struct command *options_parse(struct options *o, const struct command *commands, size_t nr,
				    int argc, char **argv);

/* Is --json among the arguments? Errors in the other arguments are JSON then. */
bool options_want_json(int argc, char **argv);

void options_help(const struct command *commands, size_t nr, FILE *out);

#endif
