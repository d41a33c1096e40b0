/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fuzz the reader of recordings. A frame that it accepts can be printed, and reading the print
 * gives the same print again. `make fuzz` starts from lines of a real recording.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "format/output.h"

static char *print(const struct frame *f, size_t *size)
{
	struct model model;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	if (!out || model_init(&model) || model_add(&model, f) || output_json_frame(out, &model, f))
		abort();
	fclose(out);
	model_free(&model);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame *f, *again;
	size_t once_size, twice_size;
	char *once, *twice;
	const char *why;

	if (frame_of_json(&f, (const char *)data, size, &why))
		return 0;
	once = print(f, &once_size);
	if (frame_of_json(&again, once, once_size, &why))
		abort();
	twice = print(again, &twice_size);
	if (once_size != twice_size || memcmp(once, twice, once_size))
		abort();
	frame_free(f);
	frame_free(again);
	free(once);
	free(twice);
	return 0;
}
