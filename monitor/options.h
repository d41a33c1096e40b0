/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-monitor. */
#ifndef MONITOR_OPTIONS_H
#define MONITOR_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>
#include "frame/frame.h"

enum action {
	ACTION_WATCH, /* the dashboard; batch text when stdout is no terminal */
	ACTION_BATCH,
	ACTION_JSON,
	ACTION_OPENMETRICS,
	ACTION_KEYS, /* list the keys, one a line: names, tab, what they do */
	ACTION_HELP,
	ACTION_VERSION,
};

enum color {
	COLOR_AUTO, /* unless NO_COLOR is set or the terminal has none */
	COLOR_ALWAYS,
	COLOR_NEVER,
};

#define MOST_SPEED 1000 /* of a replay */

struct options {
	enum action action;
	unsigned int interval_ms; /* -d SECONDS, 0.1 to 86400; default 1 */
	unsigned int count;	  /* -n: end after so many frames; 0: go on */
	unsigned int source;	  /* --source auto|suite|probe: enum source */
	unsigned int view;	  /* --view cpus|heatmap|histogram|tasks|events: index of views[] */
	const char *record;	  /* --record FILE: write each frame there, as --json prints it */
	const char *replay;	  /* --replay FILE: show that instead of this machine */
	unsigned int speed;	  /* --speed N: so many times as fast; 0: without waiting */
	int paused;		  /* --paused: begin paused, with a recording on its first frame */
	const char *filter;	  /* --filter TEXT: only tasks whose name contains it */
	int tasks;		  /* --tasks: watch tasks in batch, JSON and recordings too */
	int ascii;		  /* --ascii */
	unsigned int color;	  /* --color auto|always|never: enum color */
	int verbose;
};

/* 0, or -EINVAL after an error that says what is wrong. Strings point into @argv. */
int options_parse(struct options *o, int argc, char **argv);

void options_help(FILE *out);

#endif
