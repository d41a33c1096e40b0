/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Results on stdout. A command builds each result as JSON and gives it to output(), which prints it
 * as JSON with --json, and otherwise the text that a function of the command makes of it. So both
 * say the same.
 */
#ifndef LOADER_CLI_OUTPUT_H
#define LOADER_CLI_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Results and errors are printed as JSON. */
extern bool output_json;

/* Set output_json: errors from log_err() become JSON objects on stderr. */
void output_as_json(void);

/*
 * Print @json, whose reference is taken: as a line of JSON, or as the text that @print writes.
 * @print is NULL for a result that is told in JSON only.
 */
void output(json_t *json, void (*print)(const json_t *json, FILE *out));

/*
 * The members of a JSON object, for such a @print: "-" and 0 for a member that is null or missing.
 */
const char *member_text(const json_t *json, const char *key);
long long member_int(const json_t *json, const char *key);
double member_real(const json_t *json, const char *key);

#endif
