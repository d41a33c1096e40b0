/* SPDX-License-Identifier: GPL-2.0 */
/* Heatmap: time across, waits up on a logarithmic axis, colour by how many. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "units.h"
#include "views.h"

#define AXIS 7	       /* columns for the labels */
#define LOWEST 1000ULL /* bottom of the axis, ns; the top is 10^6 times that */
#define DECADES 6

/* Waits of @h from @low to below @high, ns. */
static __u64 count_between(const struct hist *h, __u64 low, __u64 high)
{
	__u64 count = 0;

	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		if (hist_low(i) >= low && hist_low(i) < high)
			count += h->bucket[i];
	return count;
}

/* Lower bound, ns, of the row that is @up rows above the bottom of @rows. */
static __u64 row_low(int up, int rows)
{
	if (!up)
		return 0;
	if (up >= rows)
		return UINT64_MAX;
	return (__u64)(LOWEST * pow(10, (double)up * DECADES / rows));
}

static void draw_axis(struct canvas *c, int top, int rows)
{
	char text[UNITS_SIZE];
	__u64 ns = LOWEST;

	for (int y = 0; y < rows; y++)
		canvas_glyph(c, top + y, AXIS - 1, ROLE_DIM, GLYPH_LINE, 0);
	for (int decade = 0; decade <= DECADES; decade++, ns *= 10) {
		int up = (int)lround((double)decade * rows / DECADES);

		if (up >= rows)
			up = rows - 1;
		format_ns(text, ns);
		text[strcspn(text, ".")] = strchr(text, '.') ? '\0' : text[strcspn(text, ".")];
		canvas_put(c, top + rows - 1 - up, 0, ROLE_DIM, "%3.3s%s", text,
			   ns < 1000000	     ? "us"
			   : ns < 1000000000 ? "ms"
					     : "s");
	}
	canvas_glyph(c, top + rows, AXIS - 1, ROLE_DIM, GLYPH_LINE, 2);
	for (int x = AXIS; x < c->cols; x++)
		canvas_glyph(c, top + rows, x, ROLE_DIM, GLYPH_LINE, 1);
}

static void draw_column(struct canvas *c, int top, int rows, int x, const struct column *column,
			double most)
{
	for (int up = 0; up < rows; up++) {
		__u64 count = count_between(&column->wait, row_low(up, rows),
					    row_low(up + 1, rows));
		int y = top + rows - 1 - up, heat;

		if (count) {
			heat = (int)(log1p((double)count) / most * NR_HEATS);
			if (heat >= NR_HEATS)
				heat = NR_HEATS - 1;
			canvas_glyph(c, y, x, ROLE_HEAT + heat, GLYPH_HEAT, heat);
		} else if (column->marked) {
			canvas_glyph(c, y, x, ROLE_MARK, GLYPH_LINE, 3);
		}
	}
}

/* A name at @x, or as far left of it as it must to fit, but not before @from. Returns its end. */
static int draw_name(struct canvas *c, int y, int x, int from, const char *name)
{
	int last = c->cols - (int)strlen(name);

	if (x > last)
		x = last > from ? last : from;
	return canvas_put(c, y, x, ROLE_MARK, "%s", name);
}

/* Under the axis: who took over at each mark, and the times at both ends. */
static void draw_times(struct canvas *c, int y, const struct model *m, int cols)
{
	const struct column *newest = model_column(m, 0), *column;
	int free_from = AXIS;
	char text[16];
	time_t at;
	struct tm tm;

	for (int x = 0; x < cols; x++) {
		column = model_column(m, cols - 1 - x);
		if (!column || AXIS + x < free_from)
			continue;
		if (column->marked || !model_column(m, cols - x))
			free_from = draw_name(c, y, AXIS + x, free_from, column->who) + 1;
	}
	if (!newest)
		return;
	at = newest->end_ns / 1000000000ULL;
	localtime_r(&at, &tm);
	strftime(text, sizeof(text), "%H:%M:%S", &tm);
	canvas_put_right(c, y + 1, c->cols, ROLE_DIM, "%s", text);
	canvas_put(c, y + 1, 0, ROLE_DIM, "a column: %.3g s; density: how many waits, log",
		   newest->span_ns / 1e9);
}

unsigned int view_heatmap(struct canvas *c, int top, const struct scene *s)
{
	int rows = c->rows - top - 3, cols = c->cols - AXIS;
	double most = 1;

	if (rows < 2 || cols < 2)
		return 0;
	for (int age = 0; age < cols; age++) {
		const struct column *column = model_column(s->model, age);

		for (int up = 0; column && up < rows; up++) {
			double heat = log1p((double)count_between(&column->wait, row_low(up, rows),
								  row_low(up + 1, rows)));

			if (heat > most)
				most = heat;
		}
	}
	draw_axis(c, top, rows);
	for (int age = 0; age < cols; age++) {
		const struct column *column = model_column(s->model, age);

		if (column)
			draw_column(c, top, rows, c->cols - 1 - age, column, most);
	}
	draw_times(c, top + rows + 1, s->model, cols);
	return 0;
}
