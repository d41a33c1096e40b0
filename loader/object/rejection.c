/* SPDX-License-Identifier: GPL-2.0 */
/* Why the verifier rejected a program, in one line. */
#include "object/rejection.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* A part of the log. */
struct span {
	const char *at;
	size_t length;
};

static bool begins_with(struct span s, const char *with)
{
	return s.length >= strlen(with) && !strncmp(s.at, with, strlen(with));
}

/* Take the next line of @rest, without its newline. Returns false at the end. */
static bool next_line(struct span *rest, struct span *line)
{
	const char *newline = memchr(rest->at, '\n', rest->length);
	size_t taken;

	line->at = rest->at;
	line->length = newline ? (size_t)(newline - rest->at) : rest->length;
	taken = line->length + !!newline;
	rest->at += taken;
	rest->length -= taken;
	return taken;
}

/*
 * Is @line the first one after the error? On Linux 7.3 an explanation in sections follows, on 6.12
 * the count of instructions.
 */
static bool is_after_error(struct span line)
{
	return begins_with(line, "Verification failed:") || begins_with(line, "processed ");
}

/* The name in "Validating NAME() func#1...", which the verifier says of a global function. */
static void read_global(char *name, size_t size, struct span line)
{
	struct span rest = {line.at + strlen("Validating "), line.length - strlen("Validating ")};
	const char *end = memchr(rest.at, '(', rest.length);

	if (end)
		snprintf(name, size, "%.*s", (int)(end - rest.at), rest.at);
}

/* The place in "; SOURCE @ FILE:LINE", or else the quoted SOURCE. */
static void read_place(char *place, size_t size, struct span line)
{
	for (size_t i = line.length; i > 3; i--) {
		if (strncmp(line.at + i - 3, " @ ", 3))
			continue;
		snprintf(place, size, "%.*s", (int)(line.length - i), line.at + i);
		return;
	}
	snprintf(place, size, "'%.*s'", (int)line.length - 2, line.at + 2);
}

/* The name in the section "At:" of that explanation: "  NAME @ FILE:LINE:COLUMN". */
static void read_section(char *name, size_t size, struct span rest)
{
	bool inside = false;
	struct span line;

	while (next_line(&rest, &line)) {
		if (inside && begins_with(line, "  ")) {
			snprintf(name, size, "%.*s", (int)strcspn(line.at + 2, " \n"), line.at + 2);
			return;
		}
		inside = line.length == strlen("At:") && begins_with(line, "At:");
	}
}

void rejection_of(struct rejection *r, const char *log)
{
	struct span rest = {log, strlen(log)}, line;

	memset(r, 0, sizeof(*r));
	while (next_line(&rest, &line) && !is_after_error(line)) {
		if (begins_with(line, "; "))
			read_place(r->place, sizeof(r->place), line);
		else if (begins_with(line, "Validating "))
			read_global(r->function, sizeof(r->function), line);
		if (line.length)
			snprintf(r->error, sizeof(r->error), "%.*s", (int)line.length, line.at);
	}
	read_section(r->function, sizeof(r->function), rest);
}
