/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-monitor: one table of typed options. */
#include "options.h"

#include <errno.h>
#include <limits.h>
#include "user/log.h"
#include "user/optparse.h"
#include "views/views.h"

#define NO_SPEED UINT_MAX /* none was asked for */

/* "|cpus|heatmap|…": what --view takes, from the one list. */
#define X(name, title) "|" #name
static const char view_words[] = VIEWS(X);
#undef X

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"interval", 'd', "SEC", OPT_MS, AT(interval_ms), 100, 86400000,
	 "length of an interval; SIGUSR1 ends it at once"},
	{"count", 'n', "N", OPT_UINT, AT(count), 1, 1000000000, "end after N intervals"},
	{"batch", 'b', NULL, OPT_ACTION, AT(action), ACTION_BATCH, 0,
	 "print text; so it is when stdout is no terminal"},
	{"json", 'j', NULL, OPT_ACTION, AT(action), ACTION_JSON, 0, "print a JSON object a line"},
	{"openmetrics", 'm', NULL, OPT_ACTION, AT(action), ACTION_OPENMETRICS, 0,
	 "print all since attach (of a recording: all) for a collector, once or with -n"},
	{"view", 'w', view_words + 1, OPT_WORD, AT(view), 0, 0,
	 "the view to begin with, or to print"},
	{"source", 's', "auto|suite|probe", OPT_WORD, AT(source), 0, 0,
	 "whose figures: the attached suite's, or the probe's under any scheduler"},
	{"filter", 'f', "TEXT", OPT_STRING, AT(filter), 0, 0,
	 "Tasks: only those whose name contains TEXT"},
	{"tasks", 't', NULL, OPT_COUNT, AT(tasks), 0, 0, "watch tasks in JSON and recordings too"},
	{"record", 'r', "FILE", OPT_STRING, AT(record), 0, 0,
	 "write every interval to FILE, as --json prints it"},
	{"replay", 'R', "FILE", OPT_STRING, AT(replay), 0, 0,
	 "show a recording (-: standard input) instead of this machine; needs no privileges"},
	{"speed", 'x', "N", OPT_UINT, AT(speed), 0, MOST_SPEED,
	 "replay N times as fast; 0: without waiting (default: 1)"},
	{"paused", 'P', NULL, OPT_COUNT, AT(paused), 0, 0, "begin paused"},
	{"ascii", 'a', NULL, OPT_COUNT, AT(ascii), 0, 0, "draw with ASCII characters only"},
	{"color", 0, "auto|always|never", OPT_WORD, AT(color), 0, 0,
	 "colours; NO_COLOR in the environment means never"},
	{"keys", 0, NULL, OPT_ACTION, AT(action), ACTION_KEYS, 0, "list the keys"},
	{"verbose", 'v', NULL, OPT_COUNT, AT(verbose), 0, 0, "say more"},
	{"version", 'V', NULL, OPT_ACTION, AT(action), ACTION_VERSION, 0, "print the version"},
	{"help", 'h', NULL, OPT_ACTION, AT(action), ACTION_HELP, 0, "print this help"},
#undef AT
};

static const struct opt_table option_table = {
	.defs = option_defs,
	.nr = sizeof(option_defs) / sizeof(option_defs[0]),
	.stray = "; see --help",
};

static const char trailer[] =
	"\n"
	"Examples:\n"
	"  scx-monitor                          the dashboard\n"
	"  scx-monitor -b -n 5                  five intervals as text\n"
	"  scx-monitor --json -d 10 >> log      a line every ten seconds\n"
	"  scx-monitor --source probe           what the kernel's own scheduler does\n"
	"  scx-monitor --record log             record while watching\n"
	"  scx-monitor --replay log --speed 10  and see it again, anywhere\n"
	"\n"
	"Exit status:\n"
	"  0  done\n"
	"  1  failure\n"
	"  2  wrong usage\n"
	"  3  --source suite, but the suite is not attached\n"
	"  4  this kernel cannot\n"
	"  5  not permitted\n";

void options_help(FILE *out)
{
	fputs("usage: scx-monitor [OPTION]...\n\n"
	      "Show how long tasks wait for a CPU, live: under the policies of scx-load from\n"
	      "their own maps, under any other scheduler by tracepoints.\n\n",
	      out);
	opt_help(&option_table, out);
	fputs(trailer, out);
}

int options_parse(struct options *o, int argc, char **argv)
{
	int err;

	*o = (struct options){.interval_ms = 1000, .filter = "", .speed = NO_SPEED};
	err = opt_parse(&option_table, o, argc, argv);
	if (!err && o->action == ACTION_OPENMETRICS && !o->replay && !o->count)
		o->count = 1;
	if (!err && o->replay && o->record) {
		log_err("--record and --replay: choose one");
		return -EINVAL;
	}
	if (!err && o->speed != NO_SPEED && !o->replay) {
		log_err("--speed is for a recording: --replay FILE; --interval is the length here");
		return -EINVAL;
	}
	/* A sum over a recording is wanted now, not when it would have been. */
	if (o->speed == NO_SPEED)
		o->speed = o->action != ACTION_OPENMETRICS;
	return err;
}
