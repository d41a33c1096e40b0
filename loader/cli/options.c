/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-load: one table of typed options, from which help is printed too. */
#include "cli/options.h"

#include <errno.h>
#include <string.h>
#include "cli/exit_status.h"
#include "user/log.h"

/* All options; the order is that of --help. */
static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"policy", 'p', "NAME", OPT_STRING, AT(policy), 0, 0,
	 "attach this policy, until Ctrl-C; if the suite is attached, switch to it and return"},
	{"set", 's', "KEY=VALUE", OPT_LIST, AT(sets), 0, 0,
	 "set a tunable, such as latency.slice_us=3000, also while it runs, or a constant of an "
	 "--object; may be repeated"},
	{"detach", 'd', NULL, OPT_COUNT, AT(detach), 0, 0,
	 "leave it attached and return; --stop ends it"},
	{"status", 0, NULL, OPT_ACTION, AT(action), ACTION_STATUS, 0,
	 "what is attached, since when, by whom, and what the kernel says"},
	{"stop", 0, NULL, OPT_ACTION, AT(action), ACTION_STOP, 0,
	 "detach what any scx-load attached"},
	{"reset", 0, NULL, OPT_ACTION, AT(action), ACTION_RESET, 0,
	 "set all tunables of what runs to their defaults"},
	{"check", 0, NULL, OPT_ACTION, AT(action), ACTION_CHECK, 0,
	 "would a policy load here? one line for each condition, with the cure"},
	{"dry-run", 'n', NULL, OPT_ACTION, AT(action), ACTION_DRY_RUN, 0,
	 "load and verify but do not attach: sizes and times of every program"},
	{"cost", 0, "SEC", OPT_UINT, AT(cost), 1, 3600,
	 "time the callbacks of what is attached for SEC seconds: calls, ns for each"},
	{"interval", 'i', "SEC", OPT_UINT, AT(interval), 1, 86400,
	 "print counts and dispatch latency every SEC seconds"},
	{"watchdog", 'w', "MS", OPT_UINT, AT(watchdog_ms), 100, 30000,
	 "the kernel ejects the policy when a task waits so long (default: the kernel's, 30000)"},
	{"dump-dir", 0, "DIR", OPT_STRING, AT(dump_dir), 0, 0,
	 "where the kernel's dump goes after an ejection (default: /var/log/scx-load)"},
	{"object", 'o', "FILE", OPT_STRING, AT(object), 0, 0,
	 "use the scheduler of this BPF object instead of the built-in suite; --list has its "
	 "constants"},
	{"probation", 0, "SEC", OPT_UINT, AT(probation), 0, 3600,
	 "a new scheduler that fails so early is replaced by the previous one (default: 10)"},
	{"restart", 0, NULL, OPT_COUNT, AT(restart), 0, 0,
	 "load the suite anew even if one is attached, as after an upgrade"},
	{"list", 'l', NULL, OPT_ACTION, AT(action), ACTION_LIST, 0,
	 "list the policies with their tunables, defaults and ranges"},
	{"json", 'j', NULL, OPT_COUNT, AT(json), 0, 0, "print results and errors as JSON"},
	{"verbose", 'v', NULL, OPT_COUNT, AT(verbose), 0, 0,
	 "say more; twice: also what libbpf says"},
	{"version", 'V', NULL, OPT_ACTION, AT(action), ACTION_VERSION, 0, "print the version"},
	{"help", 'h', NULL, OPT_ACTION, AT(action), ACTION_HELP, 0, "print this help"},
#undef AT
};

static const struct opt_table option_table = {
	.defs = option_defs,
	.nr = sizeof(option_defs) / sizeof(option_defs[0]),
	.stray = "; a policy is named with --policy",
};

void options_help(FILE *out)
{
	fputs("usage: scx-load --policy NAME [--set KEY=VALUE]... [OPTION]...\n"
	      "       scx-load --status | --stop | --set KEY=VALUE | --reset\n"
	      "       scx-load --list | --check | --dry-run | --cost SEC\n\n"
	      "Load a CPU scheduling policy into the running kernel by sched_ext.\n\n",
	      out);
	opt_help(&option_table, out);
	fputs("\nExit status:\n", out);
	exit_status_print(out);
}

bool options_want_json(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--json") || !strcmp(argv[i], "-j"))
			return true;
	return false;
}

/* Does the command look at options for loading, or at none at all? */
static bool loads(const struct options *o)
{
	switch (o->action) {
	case ACTION_RUN:
	case ACTION_DRY_RUN:
	case ACTION_LIST:
	case ACTION_HELP:
	case ACTION_VERSION:
		return true;
	default:
		return false;
	}
}

/* What to do when no option was a command, and does the rest fit to it? */
static int choose_action(struct options *o)
{
	if (o->action == ACTION_NONE && o->cost)
		o->action = ACTION_COST;
	if (o->action == ACTION_NONE && (o->policy || o->object))
		o->action = ACTION_RUN;
	else if (o->action == ACTION_NONE && o->sets.nr)
		o->action = ACTION_SET;
	if (o->action == ACTION_NONE) {
		log_err("which policy? --policy NAME; --list shows all, --help the options");
		return -EINVAL;
	}
	if (o->action != ACTION_RUN && (o->detach || o->restart || o->interval)) {
		log_err("--detach, --restart and --interval need a --policy or an --object");
		return -EINVAL;
	}
	if (!loads(o) && (o->policy || o->object || o->watchdog_ms)) {
		log_err("--policy, --object and --watchdog are for what loads a scheduler, which "
			"this command does not");
		return -EINVAL;
	}
	if (!loads(o) && o->action != ACTION_SET && o->sets.nr) {
		log_err("--set cannot be combined with this command; give it by itself");
		return -EINVAL;
	}
	if (o->cost && o->action != ACTION_COST) {
		log_err("--cost cannot be combined with another command; see --help");
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
	*o = (struct options){.dump_dir = "/var/log/scx-load", .probation = 10};
	return opt_parse(&option_table, o, argc, argv) ?: choose_action(o);
}
