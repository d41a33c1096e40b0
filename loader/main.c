/* SPDX-License-Identifier: GPL-2.0 */
/* scx-load: parse the command line, run the command, choose the exit status. */
#include "cli/output.h"
#include "commands/commands.h"
#include "user/log.h"

int main(int argc, char **argv)
{
	const struct command *command;
	struct options options;

	log_init("scx-load", LOG_WARN);
	if (options_want_json(argc, argv))
		output_as_json();
	command = commands_parse(&options, argc, argv);
	if (!command)
		return outcome_status(OUTCOME_USAGE);
	if (options.json) /* also within "-vj" or "--js" */
		output_as_json();
	if (options.verbose)
		log_init("scx-load", options.verbose > 1 ? LOG_DEBUG : LOG_INFO);
	return outcome_status(commands_run(command, &options));
}
