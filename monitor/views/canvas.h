/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The canvas: a grid of glyphs with roles. Views draw on it and know nothing of terminals: screen.c
 * shows it with curses, batch prints it as text.
 */
#ifndef MONITOR_VIEWS_CANVAS_H
#define MONITOR_VIEWS_CANVAS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>

/* What a cell means. screen.c has a colour for each role, or an attribute without colours. */
enum role {
	ROLE_TEXT,
	ROLE_DIM, /* labels and what matters less */
	ROLE_TITLE,
	ROLE_HEAD, /* headings of columns */
	ROLE_GOOD,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_MARK,   /* a change of scheduler */
	ROLE_CHOSEN, /* the chosen tab, the sorted column */
	ROLE_WAKEUP, /* the three causes of a wait */
	ROLE_PREEMPTED,
	ROLE_SLICE_END,
	ROLE_HEAT, /* the coldest of NR_HEATS roles; the hotter ones follow */
	NR_HEATS = 8,
	NR_ROLES = ROLE_HEAT + NR_HEATS,
};

enum glyphs {
	GLYPH_BAR,   /* 8 steps of a bar from the left; the last one is full */
	GLYPH_SPARK, /* 8 heights */
	GLYPH_HEAT,  /* 8 densities */
	GLYPH_LINE,  /* vertical, horizontal, corner, and a mark */
	NR_GLYPHS,
};

struct cell {
	/* One character in UTF-8, one column wide; "" is a blank. */
	char glyph[5];
	/* enum role. */
	__u8 role;
};

struct canvas {
	int rows, cols;
	/* Glyphs are Unicode characters; without it they are ASCII. */
	bool utf8;
	/* rows times cols cells, row by row. The canvas owns them. */
	struct cell *cells;
};

/* Make @c, zeroed or in use, a blank canvas of this size. 0 or -ENOMEM. */
int canvas_resize(struct canvas *c, int rows, int cols);
void canvas_free(struct canvas *c);

/* Write ASCII text, cut at the edges of @c. Returns the column behind the text. */
int canvas_put(struct canvas *c, int row, int col, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Write the text so that it ends before column @col. */
void canvas_put_right(struct canvas *c, int row, int col, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Draw one glyph of a set. A @step outside the set is the nearest one. */
void canvas_glyph(struct canvas *c, int row, int col, enum role role, enum glyphs set, int step);

/* Draw a bar from @col: @part, 0 to 1, of @cols columns. */
void canvas_bar(struct canvas *c, int row, int col, int cols, enum role role, double part);

/* Print @c as text, without blanks at the ends of lines. 0 or -errno. */
int canvas_print(const struct canvas *c, FILE *out);

/*
 * The place of @ns on the logarithmic axis that all views share: 0 is 1 us and less, 1 is 1 s and
 * more.
 */
double log_place(__u64 ns);

/* The role of a wait of @ns: good below 1 ms, bad from 10 ms on, a warning in between. */
enum role wait_role(__u64 ns);

#endif
