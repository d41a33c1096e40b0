/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-load. */
#ifndef LOADER_CLI_OPTIONS_H
#define LOADER_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>
#include "user/optparse.h"

enum action {
	ACTION_NONE, /* only while parsing */
	ACTION_RUN,
	ACTION_SET, /* --set and nothing else: on what runs */
	ACTION_RESET,
	ACTION_STATUS,
	ACTION_STOP,
	ACTION_CHECK,
	ACTION_DRY_RUN,
	ACTION_COST, /* not by itself: --cost SEC */
	ACTION_LIST,
	ACTION_HELP,
	ACTION_VERSION,
};

struct options {
	enum action action;
	const char *policy;
	struct opt_list sets; /* KEY=VALUE, in the order given */
	const char *object;
	const char *dump_dir;
	unsigned int watchdog_ms; /* 0: the kernel's default */
	unsigned int interval;	  /* seconds between two lines of counts; 0: none */
	unsigned int probation;	  /* seconds in which a failure brings the previous one back */
	unsigned int cost;	  /* seconds; 0: not asked for */
	int detach;
	int restart;
	int json;
	int verbose;
};

/* 0, or -EINVAL after an error that says what is wrong. Strings point into @argv. */
int options_parse(struct options *o, int argc, char **argv);

/* Is --json among the arguments? For errors in the others. */
bool options_want_json(int argc, char **argv);

void options_help(FILE *out);

#endif
