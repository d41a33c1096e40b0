/* SPDX-License-Identifier: GPL-2.0 */
/* Results on stdout, as JSON or as the text that is made of it. */
#include "cli/output.h"

#include "user/log.h"
#include "user/text.h"

/* So many digits show a number of nanoseconds, divided by a power of ten, as it was meant. */
#define DIGITS 15

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

void output(json_t *json, void (*print)(const json_t *json, FILE *out))
{
	if (output_json) {
		json_dumpf(json, stdout, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
		fputc('\n', stdout);
	} else if (print) {
		print(json, stdout);
	}
	fflush(stdout);
	json_decref(json);
}

const char *member_text(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key)) ?: "-";
}

long long member_int(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

double member_real(const json_t *json, const char *key)
{
	return json_number_value(json_object_get(json, key));
}
