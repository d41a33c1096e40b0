/* SPDX-License-Identifier: GPL-2.0 */
/* CPUs: a row for each CPU or, folded, for each LLC. */
#include <stdio.h>
#include <string.h>
#include "units.h"
#include "views.h"

#define BAR_COL 8
#define FIXED_COLS 50 /* the columns but for bar and sparkline */

/* A row: one CPU, or those of an LLC together. */
struct row {
	unsigned int first, nr; /* of frame->cpus[] */
	unsigned int online;
	struct cpu_stats stats;
};

static unsigned int row_end(const struct frame *f, unsigned int first, bool folded)
{
	unsigned int end = first + 1;

	while (folded && end < f->nr_cpus && f->cpus[end].llc == f->cpus[first].llc &&
	       f->cpus[end].node == f->cpus[first].node)
		end++;
	return end;
}

static void sum_row(struct row *row, const struct frame *f, unsigned int first, unsigned int end)
{
	memset(row, 0, sizeof(*row));
	row->first = first;
	row->nr = end - first;
	for (unsigned int i = first; i < end; i++) {
		row->online += f->cpus[i].online;
		cpu_stats_add(&row->stats, &f->cpus[i].stats);
	}
}

/* p99 over the last intervals, newest right; of several CPUs the worst. */
static void draw_sparks(struct canvas *c, int y, int x, int cols, const struct model *m,
			const struct row *row)
{
	for (int age = 0; age < cols && age < SPARKS && age < (int)m->nr_columns; age++) {
		__u64 worst = 0;

		for (unsigned int i = row->first; i < row->first + row->nr && i < m->nr_cpus; i++) {
			__u64 p99 = m->sparks[i][(m->nr_columns - 1 - age) % SPARKS];

			if (p99 > worst)
				worst = p99;
		}
		if (worst)
			canvas_glyph(c, y, x + cols - 1 - age, wait_role(worst), GLYPH_SPARK,
				     (int)(log_place(worst) * 8));
	}
}

static double mean_depth(const struct hist *depth)
{
	__u64 count = hist_count(depth);
	double sum = 0;

	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		sum += (double)depth->bucket[i] * hist_low(i);
	return count ? sum / count : 0;
}

static void draw_name(struct canvas *c, int y, const struct frame *f, const struct row *row,
		      bool folded)
{
	const struct cpu_frame *cpu = &f->cpus[row->first];

	if (folded)
		canvas_put(c, y, 0, ROLE_TITLE, "N%u L%u", cpu->node, cpu->llc);
	else
		canvas_put(c, y, 0, cpu->online ? ROLE_TITLE : ROLE_DIM, "%5u", cpu->cpu);
}

static void draw_row(struct canvas *c, int y, const struct scene *s, const struct row *row, int bar,
		     int spark)
{
	const struct frame *f = s->frame;
	char p50[UNITS_SIZE], p99[UNITS_SIZE], max[UNITS_SIZE];
	struct hist waits;
	__u64 worst;
	int x = BAR_COL + bar;

	draw_name(c, y, f, row, s->look->folded);
	if (!row->online) {
		canvas_put(c, y, BAR_COL, ROLE_DIM, "offline");
		return;
	}
	cpu_stats_waits(&waits, &row->stats);
	worst = hist_percentile(&waits, 990);
	canvas_bar(c, y, BAR_COL, bar, wait_role(worst), log_place(worst));
	canvas_put(c, y, x, ROLE_TEXT, " %8s", format_ns(p50, hist_percentile(&waits, 500)));
	canvas_put(c, y, x + 9, wait_role(worst), " %8s", format_ns(p99, worst));
	canvas_put(c, y, x + 18, ROLE_TEXT, " %8s", format_ns(max, hist_percentile(&waits, 1000)));
	if (c->cols >= x + 35)
		canvas_put(c, y, x + 27, ROLE_TEXT, " %7.0f",
			   hist_count(&waits) / (f->span_ns / 1e9));
	if (c->cols < x + 41)
		return;
	if (f->source == SOURCE_SUITE)
		canvas_put(c, y, x + 35, ROLE_TEXT, "%6.1f", mean_depth(&row->stats.depth));
	else
		canvas_put(c, y, x + 40, ROLE_DIM, "-");
	draw_sparks(c, y, x + 42, spark, s->model, row);
}

unsigned int view_cpus(struct canvas *c, int top, const struct scene *s)
{
	const struct frame *f = s->frame;
	bool folded = s->look->folded;
	int free = c->cols - FIXED_COLS, bar = free > 0 ? free / 2 : 0, spark = free - bar, y;
	unsigned int nr = 0;
	struct row row;

	if (bar > 30)
		bar = 30;
	spark = free - bar > SPARKS ? SPARKS : free - bar;
	canvas_put(c, top, 0, ROLE_HEAD, "%5s", folded ? "LLC" : "CPU");
	canvas_put(c, top, BAR_COL, ROLE_HEAD, "%.*s", bar, "p99, 1us to 1s (log)");
	canvas_put(c, top, BAR_COL + bar, ROLE_HEAD, " %8s %8s %8s", "p50", "p99", "max");
	if (c->cols >= BAR_COL + bar + 35)
		canvas_put(c, top, BAR_COL + bar + 28, ROLE_HEAD, "%7s", "runs/s");
	if (c->cols >= BAR_COL + bar + 41)
		canvas_put(c, top, BAR_COL + bar + 36, ROLE_HEAD, "%5s", "queue");
	canvas_put(c, top, BAR_COL + bar + 42, ROLE_HEAD, "%.*s", spark, "p99 over time");
	for (unsigned int first = 0, end; first < f->nr_cpus; first = end, nr++) {
		end = row_end(f, first, folded);
		y = top + 1 + (int)nr - (int)s->look->scroll;
		if (y <= top || y >= c->rows)
			continue;
		sum_row(&row, f, first, end);
		draw_row(c, y, s, &row, bar, spark);
	}
	return nr;
}
