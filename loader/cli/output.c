/* SPDX-License-Identifier: GPL-2.0 */
/* Results as JSON, for --json. */
#include "cli/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/log.h"

bool output_json;

/* @text with a '?' for every byte that is not ASCII. */
static json_t *as_ascii(const char *text)
{
	char *copy = strdup(text);
	json_t *json;

	for (char *c = copy; c && *c; c++)
		if (*c & 0x80)
			*c = '?';
	json = copy ? json_string(copy) : NULL;
	free(copy);
	return json;
}

json_t *output_text(const char *text)
{
	return json_string(text) ?: as_ascii(text);
}

static void error_as_json(const char *level, const char *message, const char *detail)
{
	json_t *json;

	json = json_pack("{s:s, s:s, s:o, s:o}", "schema", "scx-load/error/1", "level", level,
			 "message", output_text(message), "detail",
			 detail ? output_text(detail) : json_null());
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
