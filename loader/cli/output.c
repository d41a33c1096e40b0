/* SPDX-License-Identifier: GPL-2.0 */
/* Results as JSON, for --json. */
#include "cli/output.h"

#include <stdio.h>
#include "user/log.h"
#include "user/text.h"

bool output_json;

static void error_as_json(const char *level, const char *message, const char *detail)
{
	json_t *json;

	json = json_pack("{s:s, s:s, s:o, s:o}", "schema", "scx-load/error/1", "level", level,
			 "message", text_json(message), "detail",
			 detail ? text_json(detail) : json_null());
	if (json)
		json_dumpf(json, stderr, JSON_COMPACT);
	else
		fputs("{\"schema\":\"scx-load/error/1\",\"message\":null}", stderr);
	fputc('\n', stderr);
	json_decref(json);
}

void output_as_json(void)
{
	output_json = true;
	log_hook(error_as_json);
}

void output(json_t *json)
{
	json_dumpf(json, stdout, JSON_COMPACT);
	fputc('\n', stdout);
	fflush(stdout);
	json_decref(json);
}
