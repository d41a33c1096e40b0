/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-monitor. */
#ifndef MONITOR_OPTIONS_H
#define MONITOR_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>
#include "frame/frame.h"

/* What the program does. */
enum action {
	ACTION_WATCH, /* Show the dashboard; print text when stdin or stdout is not a terminal. */
	ACTION_BATCH, /* Print text. */
	ACTION_JSON,
	ACTION_OPENMETRICS,
	ACTION_VIEWS, /* List the views, one a line: title, tab, what it shows. */
	ACTION_KEYS,  /* List the keys, one a line: names, tab, what they do. */
	ACTION_HELP,
	ACTION_VERSION,
};

enum color {
	COLOR_AUTO, /* Colours, unless NO_COLOR is set or the terminal has none. */
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* The range of --interval, and of the keys that change the interval, ms. */
#define LEAST_MS 100
#define MOST_MS 86400000

/* The maximum of --speed. */
#define MOST_SPEED 1000

/* The strings point into argv and are valid as long as argv is. */
struct options {
	enum action action;
	/* --interval: length of a live interval, ms. */
	unsigned int interval_ms;
	/* --count: the number of intervals after which the program ends; 0 means no end. */
	unsigned int count;
	/* --source: enum source, whose figures are wished for. */
	unsigned int source;
	/* --view: enum view_id, the view to begin with or to print. */
	unsigned int view;
	/* --record: the file that every frame is written to, as --json prints it. NULL: none. */
	const char *record;
	/* --replay: the recording that is shown; "-" is stdin. NULL: this machine is shown. */
	const char *replay;
	/* --speed: a recording is shown this many times as fast; 0 means without waiting. */
	unsigned int speed;
	/* --paused: not 0 to begin paused, with a recording on its first frame. */
	int paused;
	/* --filter: only tasks whose name contains this text are shown; "" shows all. */
	const char *filter;
	/* --tasks: not 0 to watch tasks whatever is shown, for JSON and recordings. */
	int tasks;
	/* --ascii: not 0 to draw with ASCII characters only. */
	int ascii;
	/* --color: enum color. */
	unsigned int color;
	/* --verbose: how often it was given. */
	int verbose;
};

/* Parse the command line. 0, or -EINVAL after an error that says what is wrong. */
int options_parse(struct options *o, int argc, char **argv);

/* Print the help, up to the exit statuses, which main() knows. */
void options_help(FILE *out);

#endif
