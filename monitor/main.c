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

/*
 * The exit statuses, which scripts depend on: what --help says of each, and which errors lead to
 * it. Every other error is a failure.
 */
static const struct {
	const char *words;
	int errors[2];
} statuses[] = {
	{"done", {0}},
	{"failure", {0}},
	{"wrong usage", {EINVAL}},
	{"--source suite, but the suite is not attached", {ENOTCONN}},
	{"this kernel cannot run the probe", {EOPNOTSUPP}},
	{"not permitted", {EPERM, EACCES}},
};

#define NR_STATUSES (sizeof(statuses) / sizeof(statuses[0]))
#define FAILURE 1

static int exit_status(int err)
{
	for (size_t i = 0; err && i < NR_STATUSES; i++)
		if (statuses[i].errors[0] == -err || statuses[i].errors[1] == -err)
			return (int)i;
	return err ? FAILURE : 0;
}

static void print_help(void)
{
	options_help(stdout);
	puts("\nExit status:");
	for (size_t i = 0; i < NR_STATUSES; i++)
		printf("  %zu  %s\n", i, statuses[i].words);
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
		print_help();
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
