/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of scx-load: one row of one table for each. */
#include "commands/commands.h"

#include "commands/attach.h"
#include "commands/change.h"
#include "commands/check.h"
#include "commands/cost.h"
#include "commands/dryrun.h"
#include "commands/list.h"
#include "commands/status.h"
#include "session/preflight.h"

static enum outcome version(const struct options *o);
static enum outcome help(const struct options *o);

#define AT(member) offsetof(struct options, member)

/* In the order of --help. */
static const struct command commands[] = {
	{
		.option = {"policy", 'p', "NAME", OPT_STRING, AT(policy),
			   .help = "attach this policy of the suite until Ctrl-C; if the suite is "
				   "attached, switch to the policy and return"},
		.run = attach,
		.needs_root = true,
		.loads = true,
		.sets = true,
		.takes = "detach interval restart",
		.shared = true,
	},
	{
		.option =
			{"object", 'o', "FILE", OPT_STRING, AT(object),
			 .help = "attach the scheduler in this object file; with another command, "
				 "use it in place of the built-in suite"},
		.run = attach,
		.needs_root = true,
		.loads = true,
		.sets = true,
		.takes = "detach interval restart",
		.shared = true,
	},
	{
		.option =
			{"set", 's', "KEY=VALUE", OPT_LIST, AT(sets),
			 .help = "set a tunable, such as latency.slice_us=3000, of the policy that "
				 "runs or is to be attached, or a constant of an --object; may be "
				 "repeated"},
		.run = change_tunables,
		.needs_root = true,
		.sets = true,
		.shared = true,
	},
	{
		.option = {"reset", .kind = OPT_GIVEN,
			   .help = "set all tunables of what runs to their defaults"},
		.run = reset_tunables,
		.needs_root = true,
	},
	{
		.option =
			{"status", .kind = OPT_GIVEN,
			 .help = "show what is attached, since when, by whom, what the kernel says "
				 "about it, and why the last scheduler ended"},
		.run = status,
	},
	{
		.option = {"stop", .kind = OPT_GIVEN, .help = "detach what any scx-load attached"},
		.run = stop,
		.needs_root = true,
	},
	{
		.option =
			{"check", .kind = OPT_GIVEN,
			 .help = "say whether a policy would load here: a line for each condition, "
				 "with the cure"},
		.run = check,
	},
	{
		.option =
			{"dry-run", 'n', .kind = OPT_GIVEN,
			 .help = "load and verify, do not attach: size and time of every program"},
		.run = dry_run,
		.needs_root = true,
		.loads = true,
		.sets = true,
	},
	{
		.option = {"cost", 0, "SEC", OPT_UINT, AT(cost), 1, 3600,
			   "time the callbacks of what is attached for SEC seconds: calls, ns for "
			   "each"},
		.run = cost,
		.needs_root = true,
	},
	{
		.option = {"list", 'l', .kind = OPT_GIVEN,
			   .help = "list the policies with their tunables, defaults and ranges, or "
				   "the constants of an --object"},
		.run = list,
		.loads = true,
		.sets = true,
	},
	{
		.option = {"version", 'V', .kind = OPT_GIVEN, .help = "print the version"},
		.run = version,
		.takes_any = true,
	},
	{
		.option = {"help", 'h', .kind = OPT_GIVEN, .help = "print this help"},
		.run = help,
		.takes_any = true,
	},
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static enum outcome version(const struct options *o)
{
	(void)o;
	puts("scx-load " VERSION);
	return OUTCOME_DONE;
}

static enum outcome help(const struct options *o)
{
	(void)o;
	options_help(commands, NR_COMMANDS, stdout);
	return OUTCOME_DONE;
}

const struct command *commands_parse(struct options *o, int argc, char **argv)
{
	return options_parse(o, commands, NR_COMMANDS, argc, argv);
}

enum outcome commands_run(const struct command *c, const struct options *o)
{
	enum outcome outcome = OUTCOME_DONE;

	/*
	 * A command that loads an object looks into it first: everybody may know of a wrong name.
	 */
	if (c->needs_root && !c->loads)
		outcome = preflight();
	return outcome == OUTCOME_DONE ? c->run(o) : outcome;
}
