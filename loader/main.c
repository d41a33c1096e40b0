/* SPDX-License-Identifier: GPL-2.0 */
/* scx-load: load scheduling policies into the running kernel. Chooses the exit status. */
#include <errno.h>
#include <stdio.h>
#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli/output.h"
#include "commands/check.h"
#include "commands/cost.h"
#include "commands/dryrun.h"
#include "commands/list.h"
#include "commands/run.h"
#include "commands/status.h"
#include "user/log.h"

static int run(const struct options *o)
{
	switch (o->action) {
	case ACTION_RUN:
		return run_policy(o);
	case ACTION_SET:
		return run_set(o);
	case ACTION_RESET:
		return run_reset(o);
	case ACTION_STATUS:
		return status();
	case ACTION_STOP:
		return run_stop(o);
	case ACTION_CHECK:
		return check();
	case ACTION_DRY_RUN:
		return dry_run(o);
	case ACTION_COST:
		return cost(o);
	case ACTION_LIST:
		return list(o);
	case ACTION_VERSION:
		puts("scx-load " VERSION);
		return 0;
	case ACTION_HELP:
		options_help(stdout);
		return 0;
	case ACTION_NONE:
		break;
	}
	return -EINVAL;
}

int main(int argc, char **argv)
{
	struct options options;
	int err;

	log_init("scx-load", LOG_WARN);
	if (options_want_json(argc, argv))
		output_as_json();
	err = options_parse(&options, argc, argv);
	if (err)
		return outcome_of(err);
	if (options.json) /* as a part of "-vj", or in short */
		output_as_json();
	if (options.verbose)
		log_init("scx-load", options.verbose > 1 ? LOG_DEBUG : LOG_INFO);
	return outcome_of(run(&options));
}
