/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A grid of glyphs with roles. Views draw on it and know nothing of terminals: screen.c shows it
 * by curses, batch prints it as text.
 */
#ifndef MONITOR_VIEWS_CANVAS_H
#define MONITOR_VIEWS_CANVAS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>

/* What a cell means; screen.c gives it a colour, or an attribute on a monochrome terminal. */
enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_TITLE,
	ROLE_HEAD, /* headings of columns */
	ROLE_GOOD,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_MARK, /* a change of scheduler */
	ROLE_CHOSEN,
	ROLE_WAKEUP, /* the causes of a wait */
	ROLE_PREEMPTED,
	ROLE_SLICE_END,
	ROLE_HEAT,
	NR_HEATS = 8,
	NR_ROLES = ROLE_HEAT + NR_HEATS,
};

enum glyphs {
	GLYPH_BAR,   /* 8 steps of a bar from the left, the last one full */
	GLYPH_SPARK, /* 8 heights */
	GLYPH_HEAT,  /* 8 densities */
	GLYPH_LINE,  /* vertical, horizontal, corner, and a mark */
	NR_GLYPHS,
};

struct cell {
	char glyph[5]; /* one character in UTF-8, one column wide; "" is a blank */
	__u8 role;
};

struct canvas {
	int rows, cols;
	bool utf8;
	struct cell *cells;
};

/* 0 or -ENOMEM. A canvas that was zeroed or used before may be given; it is blank then. */
int canvas_resize(struct canvas *c, int rows, int cols);
void canvas_free(struct canvas *c);

/* Write ASCII text; what is outside is cut. Returns the column behind it. */
int canvas_put(struct canvas *c, int row, int col, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* The same, ending before column @col. */
void canvas_put_right(struct canvas *c, int row, int col, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* One glyph of a set; @step is kept within the set. */
void canvas_glyph(struct canvas *c, int row, int col, enum role role, enum glyphs set, int step);

/* A bar from @col of at most @cols columns, @part of it filled (0 to 1). */
void canvas_bar(struct canvas *c, int row, int col, int cols, enum role role, double part);

/* Print it as text, without blanks at the ends of lines. 0 or -errno. */
int canvas_print(const struct canvas *c, FILE *out);

/*
 * The place of @ns on the logarithmic axis that all views share, from 1 us to 1 s: 0 to 1, beyond
 * cut off.
 */
double log_place(__u64 ns);

/* A role that says how bad a wait is: under 1 ms good, from 10 ms bad. */
enum role wait_role(__u64 ns);

#endif
