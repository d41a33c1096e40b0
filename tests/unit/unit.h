/* SPDX-License-Identifier: GPL-2.0 */
/* What every unit test needs: cmocka and the headers it wants before it. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Keep what is written to stderr between capture_begin() and capture_end(), which returns it; for
 * error messages. Not nested.
 */
static FILE *capture_file;
static FILE *capture_saved;
static char *capture_text;
static size_t capture_size;

static inline void capture_begin(void)
{
	free(capture_text);
	capture_text = NULL;
	capture_file = open_memstream(&capture_text, &capture_size);
	capture_saved = stderr;
	stderr = capture_file;
}

static inline const char *capture_end(void)
{
	fclose(capture_file);
	stderr = capture_saved;
	return capture_text;
}

#endif
