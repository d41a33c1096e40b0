/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-monitor: one table of options. */
#include "options.h"

#include <errno.h>
#include <limits.h>
#include "user/log.h"
#include "user/optparse.h"
#include "views/views.h"

#define NO_SPEED UINT_MAX /* no --speed was given */

/* "|cpus|heatmap|…": the words of --view, from the list of views. */
#define X(name) "|" #name
static const char view_words[] = VIEWS(X);
#undef X

static const struct opt_def option_defs[] = {
#define AT(member) offsetof(struct options, member)
	{"interval", 'd', "SEC", OPT_MS, AT(interval_ms), LEAST_MS, MOST_MS,
	 "seconds that an interval lasts; SIGUSR1 ends it at once"},
	{"count", 'n', "N", OPT_UINT, AT(count), 1, 1000000000, "end after N intervals"},
	{"batch", 'b', NULL, OPT_ACTION, AT(action), ACTION_BATCH, 0,
	 "print text; also the default without a terminal"},
	{"json", 'j', NULL, OPT_ACTION, AT(action), ACTION_JSON, 0,
	 "print a line of JSON for every interval"},
	{"openmetrics", 'm', NULL, OPT_ACTION, AT(action), ACTION_OPENMETRICS, 0,
	 "print all counts for a collector, once or -n times"},
	{"view", 'w', view_words + 1, OPT_WORD, AT(view), 0, 0,
	 "the view to begin with, or to print"},
	{"source", 's', "auto|suite|probe", OPT_WORD, AT(source), 0, 0,
	 "who measures: the attached suite, or the probe, under any scheduler"},
	{"filter", 'f', "TEXT", OPT_STRING, AT(filter), 0, 0,
	 "view tasks: show only tasks whose name contains TEXT"},
	{"tasks", 't', NULL, OPT_COUNT, AT(tasks), 0, 0,
	 "watch tasks all the time: for JSON and recordings"},
	{"record", 'r', "FILE", OPT_STRING, AT(record), 0, 0,
	 "write every interval to FILE, as --json prints it"},
	{"replay", 'R', "FILE", OPT_STRING, AT(replay), 0, 0,
	 "show a recording (-: stdin) instead of this machine, without privileges"},
	{"speed", 'x', "N", OPT_UINT, AT(speed), 0, MOST_SPEED,
	 "replay N times as fast; 0: without waiting (default: 1)"},
	{"paused", 'P', NULL, OPT_COUNT, AT(paused), 0, 0, "begin paused"},
	{"ascii", 'a', NULL, OPT_COUNT, AT(ascii), 0, 0, "draw with ASCII characters only"},
	{"color", 0, "auto|always|never", OPT_WORD, AT(color), 0, 0,
	 "colours; NO_COLOR in the environment means never"},
	{"list-views", 0, NULL, OPT_ACTION, AT(action), ACTION_VIEWS, 0, "list the views"},
	{"keys", 0, NULL, OPT_ACTION, AT(action), ACTION_KEYS, 0, "list the keys"},
	{"verbose", 'v', NULL, OPT_COUNT, AT(verbose), 0, 0, "say more; twice, say everything"},
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
	"  scx-monitor                          show the dashboard\n"
	"  scx-monitor -b -n 5                  print five intervals as text\n"
	"  scx-monitor --json -d 10 >> log      write a line every ten seconds\n"
	"  scx-monitor --source probe           measure the kernel's own scheduler\n"
	"  scx-monitor --record log             record while watching\n"
	"  scx-monitor --replay log --speed 10  show the recording, on any machine\n";

void options_help(FILE *out)
{
	fputs("usage: scx-monitor [OPTION]...\n\n"
	      "Show live how long tasks wait for a CPU. A policy of scx-load measures the waits\n"
	      "itself; under any other scheduler a probe on tracepoints measures them.\n\n",
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
		log_err("--record and --replay exclude each other: choose one");
		return -EINVAL;
	}
	if (!err && o->speed != NO_SPEED && !o->replay) {
		log_err("--speed is for a recording (--replay FILE); this machine has --interval");
		return -EINVAL;
	}
	/* The sum over a recording is wanted at once. */
	if (o->speed == NO_SPEED)
		o->speed = o->action != ACTION_OPENMETRICS;
	return err;
}
