/* SPDX-License-Identifier: GPL-2.0 */
/* Results as JSON, for --json. */
#ifndef LOADER_CLI_OUTPUT_H
#define LOADER_CLI_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>

/* Print results and errors as JSON? */
extern bool output_json;

/* Make it so: errors from log_err() become JSON objects on stderr, results go through output(). */
void output_as_json(void);

/* Print @json, whose reference is taken, on a line of stdout. */
void output(json_t *json);

#endif
