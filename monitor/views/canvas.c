/* SPDX-License-Identifier: GPL-2.0 */
/* The canvas: a grid of glyphs with roles. */
#include "views/canvas.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 8

static const char *const glyph_sets[2][NR_GLYPHS][STEPS] = {
	{
		[GLYPH_BAR] = {" ", " ", "-", "-", "=", "=", "#", "#"},
		[GLYPH_SPARK] = {"_", ".", ",", "-", "~", "+", "*", "#"},
		[GLYPH_HEAT] = {".", ":", "-", "=", "+", "*", "%", "@"},
		[GLYPH_LINE] = {"|", "-", "+", "|"},
	},
	{
		[GLYPH_BAR] = {"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"},
		[GLYPH_SPARK] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		[GLYPH_HEAT] = {"░", "░", "▒", "▒", "▓", "▓", "█", "█"},
		[GLYPH_LINE] = {"│", "─", "└", "┊"},
	},
};

int canvas_resize(struct canvas *c, int rows, int cols)
{
	struct cell *cells = calloc((size_t)rows * cols ?: 1, sizeof(*cells));

	if (!cells)
		return -ENOMEM;
	free(c->cells);
	c->cells = cells;
	c->rows = rows;
	c->cols = cols;
	return 0;
}

void canvas_free(struct canvas *c)
{
	free(c->cells);
	memset(c, 0, sizeof(*c));
}

static struct cell *cell_at(struct canvas *c, int row, int col)
{
	if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
		return NULL;
	return &c->cells[(size_t)row * c->cols + col];
}

static int put_text(struct canvas *c, int row, int col, enum role role, const char *text)
{
	for (; *text; text++, col++) {
		struct cell *cell = cell_at(c, row, col);

		if (!cell)
			continue;
		cell->glyph[0] = *text < ' ' || *text > '~' ? '?' : *text;
		cell->glyph[1] = '\0';
		cell->role = role;
	}
	return col;
}

int canvas_put(struct canvas *c, int row, int col, enum role role, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return put_text(c, row, col, role, text);
}

void canvas_put_right(struct canvas *c, int row, int col, enum role role, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put_text(c, row, col - (int)strlen(text), role, text);
}

void canvas_glyph(struct canvas *c, int row, int col, enum role role, enum glyphs set, int step)
{
	struct cell *cell = cell_at(c, row, col);

	if (!cell)
		return;
	step = step < 0 ? 0 : step >= STEPS ? STEPS - 1 : step;
	strcpy(cell->glyph, glyph_sets[c->utf8][set][step]);
	cell->role = role;
}

void canvas_bar(struct canvas *c, int row, int col, int cols, enum role role, double part)
{
	int eighths = (int)lround(part * cols * STEPS);

	for (int i = 0; i < cols && eighths > 0; i++, eighths -= STEPS)
		canvas_glyph(c, row, col + i, role, GLYPH_BAR, eighths - 1);
}

int canvas_print(const struct canvas *c, FILE *out)
{
	errno = 0;
	for (int row = 0; row < c->rows; row++) {
		const struct cell *cells = &c->cells[(size_t)row * c->cols];
		int end = c->cols;

		while (end && (!cells[end - 1].glyph[0] || !strcmp(cells[end - 1].glyph, " ")))
			end--;
		for (int col = 0; col < end; col++)
			fputs(cells[col].glyph[0] ? cells[col].glyph : " ", out);
		fputc('\n', out);
	}
	return ferror(out) ? -(errno ?: EIO) : 0;
}

double log_place(__u64 ns)
{
	double place = ns ? (log10((double)ns) - 3) / 6 : 0;

	return place < 0 ? 0 : place > 1 ? 1 : place;
}

enum role wait_role(__u64 ns)
{
	return ns < 1000000 ? ROLE_GOOD : ns < 10000000 ? ROLE_WARN : ROLE_BAD;
}
