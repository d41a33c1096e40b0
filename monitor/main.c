/* SPDX-License-Identifier: GPL-2.0 */
/* scx-monitor shows how long tasks wait for a CPU. Only main() chooses the exit status. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>
#include "options.h"
#include "ui/batch.h"
#include "ui/dashboard.h"
#include "ui/keys.h"
#include "user/log.h"
#include "views/views.h"

/* --help documents these statuses: scripts depend on them. */
static int exit_status(int err)
{
	switch (err) {
	case 0:
		return 0;
	case -EINVAL:
		return 2;
	case -ENOTCONN:
		return 3;
	case -EOPNOTSUPP:
		return 4;
	case -EPERM:
	case -EACCES:
		return 5;
	default:
		return 1;
	}
}

static int watch(const struct options *o)
{
	struct intervals iv;
	int err = intervals_open(&iv, o);

	if (!err && o->action == ACTION_WATCH && isatty(STDOUT_FILENO) && isatty(STDIN_FILENO))
		err = dashboard(&iv);
	else if (!err)
		err = batch(&iv);
	intervals_close(&iv);
	return err == -EINTR ? 0 : err; /* A signal may end the wait for a recording. */
}

static int run(const struct options *o)
{
	switch (o->action) {
	case ACTION_VIEWS:
		views_print(stdout);
		return 0;
	case ACTION_KEYS:
		keys_print(stdout);
		return 0;
	case ACTION_HELP:
		options_help(stdout);
		return 0;
	case ACTION_VERSION:
		puts("scx-monitor " VERSION);
		return 0;
	case ACTION_WATCH:
	case ACTION_BATCH:
	case ACTION_JSON:
	case ACTION_OPENMETRICS:
		break;
	}
	return watch(o);
}

int main(int argc, char **argv)
{
	struct options options;
	int err;

	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C"); /* Scripts read the numbers too. */
	log_init("scx-monitor", LOG_WARN);
	err = options_parse(&options, argc, argv);
	if (!err && options.verbose)
		log_init("scx-monitor", options.verbose > 1 ? LOG_DEBUG : LOG_INFO);
	return exit_status(err ?: run(&options));
}
