/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CPUs: a row for each CPU, grouped by LLC. If the machine has several LLCs, the CPUs of each stand
 * below a row for all of them together; folded, only the rows of the LLCs are shown.
 */
#include <stdio.h>
#include "views/views.h"

#define BAR_COL 8
#define FIXED_COLS 50 /* width of all columns except the bar and the sparkline */
#define FOLD_FROM 64  /* with more CPUs online the view begins folded */

/* A row: one CPU, or all CPUs of an LLC together. */
struct row {
	/* The CPUs of the row are frame->cpus[first] to frame->cpus[first + nr - 1]. */
	unsigned int first, nr;
	/* How many of them are online. */
	unsigned int online;
	/* The row stands for an LLC. */
	bool is_llc;
	/* Their waits of all causes, ns, and the depths of the queue, summed. */
	struct hist waits, depth;
};

/* The index in @f->cpus[] behind the last CPU of the LLC that begins at @first. */
static unsigned int llc_end(const struct frame *f, unsigned int first)
{
	unsigned int end = first + 1;

	while (end < f->nr_cpus && f->cpus[end].llc == f->cpus[first].llc &&
	       f->cpus[end].node == f->cpus[first].node)
		end++;
	return end;
}

static void sum_row(struct row *row, const struct frame *f)
{
	for (unsigned int i = row->first; i < row->first + row->nr; i++) {
		row->online += f->cpus[i].online;
		cpu_stats_add_waits(&row->waits, &f->cpus[i].stats);
		hist_add(&row->depth, &f->cpus[i].stats.depth);
	}
}

/* p99 over the last intervals, the newest on the right. Of several CPUs the worst is drawn. */
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

static void draw_name(struct canvas *c, int y, const struct frame *f, const struct row *row)
{
	const struct cpu_frame *cpu = &f->cpus[row->first];

	if (row->is_llc)
		canvas_put(c, y, 0, ROLE_TITLE, "N%u%sL%u", cpu->node, cpu->llc < 100 ? " " : "",
			   cpu->llc);
	else
		canvas_put(c, y, 0, cpu->online ? ROLE_TEXT : ROLE_DIM, "%5u", cpu->cpu);
}

static void draw_row(struct canvas *c, int y, const struct scene *s, const struct row *row, int bar,
		     int spark)
{
	const struct frame *f = s->frame;
	char p50[UNITS_SIZE], p99[UNITS_SIZE], max[UNITS_SIZE];
	__u64 worst;
	int x = BAR_COL + bar;

	draw_name(c, y, f, row);
	if (!row->online) {
		canvas_put(c, y, BAR_COL, ROLE_DIM, "offline");
		return;
	}
	worst = hist_percentile(&row->waits, 990);
	canvas_bar(c, y, BAR_COL, bar, wait_role(worst), log_place(worst));
	canvas_put(c, y, x, ROLE_TEXT, " %8s", format_percentile(p50, &row->waits, 500));
	canvas_put(c, y, x + 9, wait_role(worst), " %8s", format_percentile(p99, &row->waits, 990));
	canvas_put(c, y, x + 18, ROLE_TEXT, " %8s", format_percentile(max, &row->waits, 1000));
	if (c->cols >= x + 35)
		canvas_put(c, y, x + 27, ROLE_TEXT, " %7.0f",
			   hist_count(&row->waits) / (f->span_ns / 1e9));
	if (c->cols < x + 41)
		return;
	if (f->source == SOURCE_SUITE)
		canvas_put(c, y, x + 35, ROLE_TEXT, "%6.1f", mean_depth(&row->depth));
	else
		canvas_put(c, y, x + 40, ROLE_DIM, "-");
	draw_sparks(c, y, x + 42, spark, s->model, row);
}

static void draw_head(struct canvas *c, int y, int bar, int spark, bool folded)
{
	int x = BAR_COL + bar;

	canvas_put(c, y, 0, ROLE_HEAD, "%5s", folded ? "LLC" : "CPU");
	canvas_put(c, y, BAR_COL, ROLE_HEAD, "%.*s", bar, "p99, 1us to 1s (log)");
	canvas_put(c, y, x, ROLE_HEAD, " %8s %8s %8s", "p50", "p99", "max");
	if (c->cols >= x + 35)
		canvas_put(c, y, x + 28, ROLE_HEAD, "%7s", "runs/s");
	if (c->cols >= x + 41)
		canvas_put(c, y, x + 36, ROLE_HEAD, "%5s", "ahead");
	canvas_put(c, y, x + 42, ROLE_HEAD, "%.*s", spark, "p99 over time");
}

/* The list of rows, of which only those between the headings and the last line are drawn. */
struct list {
	struct canvas *c;
	const struct scene *s;
	/* The line of the headings. */
	int top;
	/* The line of the next row. A scrolled row has a line at or above the headings. */
	int y;
	/* Widths of the bar and of the sparkline, in columns. */
	int bar, spark;
};

static void add_row(struct list *l, unsigned int first, unsigned int end, bool is_llc)
{
	struct row row = {.first = first, .nr = end - first, .is_llc = is_llc};

	if (l->y > l->top && l->y < l->c->rows) {
		sum_row(&row, l->s->frame);
		draw_row(l->c, l->y, l->s, &row, l->bar, l->spark);
	}
	l->y++;
}

static unsigned int draw(struct canvas *c, int top, const struct scene *s)
{
	const struct frame *f = s->frame;
	bool folded = s->look->cpus.folded, several = llc_end(f, 0) < f->nr_cpus;
	int free = c->cols - FIXED_COLS, begin = top + 1 - (int)s->look->scroll;
	struct list l = {.c = c, .s = s, .top = top, .y = begin};

	l.bar = free <= 0 ? 0 : free > 60 ? 30 : free / 2;
	l.spark = free - l.bar > SPARKS ? SPARKS : free - l.bar;
	draw_head(c, top, l.bar, l.spark, folded);
	for (unsigned int first = 0, end; first < f->nr_cpus; first = end) {
		end = llc_end(f, first);
		if (folded || several)
			add_row(&l, first, end, true);
		for (unsigned int i = first; !folded && i < end; i++)
			add_row(&l, i, i + 1, false);
	}
	return l.y - begin;
}

/* A large machine begins with a row for each LLC: its CPUs would fill many screens. */
static void begin(struct look *look, const struct frame *first)
{
	unsigned int online = 0;

	for (unsigned int i = 0; i < first->nr_cpus; i++)
		online += first->cpus[i].online;
	look->cpus.folded = online > FOLD_FROM;
}

static void fold(struct look *look)
{
	look->cpus.folded = !look->cpus.folded;
	look->scroll = 0;
}

static const struct view_key keys[] = {
	{'f', "fold the CPUs of each LLC into one row, or unfold", fold, REQUEST_NOTHING},
	{0},
};

const struct view view_cpus = {
	.title = "CPUs",
	.about = "A row for each CPU: p99 as a bar on a logarithmic axis from 1 us "
		 "to 1 s, percentiles, runs a second, how many tasks a task finds "
		 "ahead of it in the queue (mean), and p99 over time. A machine with "
		 "several last-level caches has a row for each cache above the rows "
		 "of its CPUs, named by node and cache; such a row has the p99 of "
		 "the worst CPU over time. With more than 64 CPUs only the rows of "
		 "the caches are shown at first.",
	.draw = draw,
	.keys = keys,
	.begin = begin,
};
