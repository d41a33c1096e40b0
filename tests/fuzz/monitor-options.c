/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fuzz the command line of scx-monitor. Accepted values are within their ranges. A rejected command
 * line gives one line.
 */
#include "words.h"

#include <errno.h>
#include "options.h"
#include "views/views.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	log_init("scx-monitor", LOG_ERROR);
	log_hook(count_error);
	return 0;
}

static bool fine(const struct options *o)
{
	return o->action <= ACTION_VERSION && o->interval_ms >= 100 && o->interval_ms <= 86400000 &&
	       o->count <= 1000000000 && o->view < NR_VIEWS && o->source <= SOURCE_PROBE &&
	       o->color <= COLOR_NEVER && o->speed <= MOST_SPEED && o->filter &&
	       !(o->record && o->replay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct options o;
	struct words w;
	int err;

	words_of(&w, "scx-monitor", data, size);
	errors_said = 0;
	err = options_parse(&o, w.nr, w.at);
	if (err != (errors_said ? -EINVAL : 0) || errors_said > 1 || (!err && !fine(&o)))
		abort();
	free(w.text);
	return 0;
}
