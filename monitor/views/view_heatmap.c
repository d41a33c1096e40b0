/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Heatmap: time goes across, waits go up on a logarithmic axis, density and colour say how many.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "views/views.h"

#define AXIS 7	       /* columns for the labels */
#define LOWEST 1000ULL /* bottom of the axis, ns; the top is 10^6 times that */
#define DECADES 6
#define LEAST_ROWS 7 /* rows that the picture with a legend needs */

/* The number of waits in @h from @low to below @high, ns. */
static __u64 count_between(const struct hist *h, __u64 low, __u64 high)
{
	__u64 count = 0;

	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		if (hist_low(i) >= low && hist_low(i) < high)
			count += h->bucket[i];
	return count;
}

/* The lower bound, in ns, of the row @up rows above the bottom of @rows rows. */
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
	char text[UNITS_SIZE], label[UNITS_SIZE];
	__u64 ns = LOWEST;

	for (int y = 0; y < rows; y++)
		canvas_glyph(c, top + y, AXIS - 1, ROLE_DIM, GLYPH_LINE, 0);
	for (int decade = 0; decade <= DECADES; decade++, ns *= 10) {
		int up = (int)lround((double)decade * rows / DECADES);

		if (up >= rows)
			up = rows - 1;
		format_ns(text, ns);
		snprintf(label, sizeof(label), "%.*s%s", (int)strcspn(text, ". "), text,
			 strchr(text, ' ') + 1);
		/* Padded, so that on few rows the label covers all of another one. */
		canvas_put(c, top + rows - 1 - up, 0, ROLE_DIM, "%*s", AXIS - 2, label);
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

/*
 * The name of the scheduler that took over, under each mark: on the line below the axis or, where
 * the name before is in the way, on the axis itself. Where both lines are taken the name is left
 * out: the view Events has it.
 */
static void draw_names(struct canvas *c, int axis, const struct model *m, int cols)
{
	const int lines[] = {axis + 1, axis};
	int free_from[] = {AXIS, AXIS};
	bool low = axis + 1 >= c->rows;

	for (int x = 0; x < cols; x++) {
		const struct column *column = model_column(m, cols - 1 - x);
		int last, at;

		/* The oldest column that is shown has its name too. */
		if (!column || (x && !column->marked && model_column(m, cols - x)))
			continue;
		last = c->cols - (int)strlen(column->who);
		at = AXIS + x < last ? AXIS + x : last;
		for (int i = low; i < 2; i++) {
			if (at < free_from[i])
				continue;
			free_from[i] = canvas_put(c, lines[i], at, ROLE_MARK, "%s", column->who) +
				       1;
			break;
		}
	}
}

/* What a column and the density mean, and the time of the newest column. */
static void draw_legend(struct canvas *c, int y, const struct model *m)
{
	const struct column *newest = model_column(m, 0);
	char text[16];
	time_t at;
	struct tm tm;

	if (!newest)
		return;
	at = newest->end_ns / 1000000000ULL;
	localtime_r(&at, &tm);
	strftime(text, sizeof(text), "%H:%M:%S", &tm);
	canvas_put(c, y, 0, ROLE_DIM, "a column: %.3g s; density: how many waits, log",
		   newest->span_ns / 1e9);
	canvas_put_right(c, y, c->cols, ROLE_DIM, " %s", text);
}

static unsigned int draw(struct canvas *c, int top, const struct scene *s)
{
	/* On a low terminal the axis with names on it is the last line. */
	int below = c->rows - top < LEAST_ROWS ? 1 : 3;
	int rows = c->rows - top - below, cols = c->cols - AXIS;
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
	draw_names(c, top + rows, s->model, cols);
	if (below > 1)
		draw_legend(c, top + rows + 2, s->model);
	return 0;
}

const struct view view_heatmap = {
	.title = "Heatmap",
	.about = "Time goes across, waits go up on a logarithmic axis; density and "
		 "colour say how many. A name under the axis says which scheduler "
		 "runs from there on; where it does not fit beside the name before, "
		 "it stands on the axis.",
	.draw = draw,
};
