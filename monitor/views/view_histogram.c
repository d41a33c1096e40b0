/* SPDX-License-Identifier: GPL-2.0 */
/* Histogram: waits by length, a row for each power of two, divided by cause. */
#include <stdio.h>
#include <string.h>
#include "views/views.h"

#define NARROW 60 /* with fewer columns a row leaves out the upper bound and the count */

static const struct {
	enum role role;
	const char *name;
	/* The step of GLYPH_HEAT in UTF-8: it tells the causes apart without colours too. */
	int density;
	/* The letter that does the same in ASCII. */
	char letter;
} causes[NR_WAIT_CAUSES] = {
	[WAIT_WAKEUP] = {ROLE_WAKEUP, "wakeup", 7, 'w'},
	[WAIT_PREEMPTED] = {ROLE_PREEMPTED, "preempted", 4, 'p'},
	[WAIT_SLICE_END] = {ROLE_SLICE_END, "slice end", 0, 's'},
};

static void put_cause(struct canvas *c, int y, int x, int cause)
{
	if (c->utf8)
		canvas_glyph(c, y, x, causes[cause].role, GLYPH_HEAT, causes[cause].density);
	else
		canvas_put(c, y, x, causes[cause].role, "%c", causes[cause].letter);
}

#define OCTAVES ((int)(HIST_BUCKETS / HIST_SUB))

/* Counts of waits by octave: octave i holds the HIST_SUB buckets from i * HIST_SUB on. */
struct octaves {
	__u64 by_cause[OCTAVES][NR_WAIT_CAUSES];
	/* All causes together. */
	__u64 sum[OCTAVES];
	/* The largest sum, and the sum of all octaves. */
	__u64 most, all;
	/* The first and the last octave that hold a wait; first > last when there was no wait. */
	int first, last;
};

static void count_octaves(struct octaves *o, const struct cpu_stats *stats)
{
	memset(o, 0, sizeof(*o));
	o->first = OCTAVES;
	o->last = -1;
	for (int i = 0; i < OCTAVES; i++) {
		for (int cause = 0; cause < NR_WAIT_CAUSES; cause++) {
			for (unsigned int sub = 0; sub < HIST_SUB; sub++)
				o->by_cause[i][cause] +=
					stats->wait[cause].bucket[i * HIST_SUB + sub];
			o->sum[i] += o->by_cause[i][cause];
		}
		o->all += o->sum[i];
		if (o->sum[i] > o->most)
			o->most = o->sum[i];
		if (o->sum[i] && o->first > i)
			o->first = i;
		if (o->sum[i])
			o->last = i;
	}
}

static void draw_octave(struct canvas *c, int y, const struct octaves *o, int i)
{
	char low[UNITS_SIZE], high[UNITS_SIZE];
	bool narrow = c->cols < NARROW;
	int x = narrow ? 11 : 22, cols = c->cols - x - (narrow ? 7 : 17);

	canvas_put(c, y, 0, ROLE_DIM, "%9s", format_ns(low, hist_low(i * HIST_SUB)));
	if (!narrow)
		canvas_put(c, y, 9, ROLE_DIM, " - %s",
			   format_ns(high, hist_low((i + 1) * HIST_SUB)));
	for (int cause = 0; cols > 0 && cause < NR_WAIT_CAUSES; cause++) {
		int width = (int)((double)o->by_cause[i][cause] * cols / o->most + 0.5);

		for (; width > 0; width--)
			put_cause(c, y, x++, cause);
	}
	canvas_put_right(c, y, c->cols, ROLE_TEXT, "%5.1f%%", 100.0 * o->sum[i] / o->all);
	if (!narrow)
		canvas_put_right(c, y, c->cols - 7, ROLE_TEXT, "%8llu", o->sum[i]);
}

static int draw_legend(struct canvas *c, int y, const struct scene *s,
		       const struct cpu_stats *stats)
{
	int x = canvas_put(c, y, 0, ROLE_HEAD,
			   "%s: ", s->look->histogram.since_start ? "since start" : "interval");
	char text[UNITS_SIZE];

	for (int cause = 0; cause < NR_WAIT_CAUSES; cause++) {
		put_cause(c, y, x, cause);
		x = canvas_put(c, y, x + 2, causes[cause].role, "%s p99 %s", causes[cause].name,
			       format_percentile(text, &stats->wait[cause], 990)) +
		    2;
	}
	return y + 1;
}

static unsigned int draw(struct canvas *c, int top, const struct scene *s)
{
	const struct cpu_stats *stats = s->look->histogram.since_start ? &s->model->since
								       : &s->frame->total;
	int y = draw_legend(c, top, s, stats);
	struct octaves o;

	count_octaves(&o, stats);
	if (o.last < 0) {
		canvas_put(c, y + 1, 0, ROLE_DIM, "no task had to wait");
		return 0;
	}
	y -= (int)s->look->scroll;
	for (int i = o.first; i <= o.last; i++, y++)
		if (y > top && y < c->rows)
			draw_octave(c, y, &o, i);
	return o.last - o.first + 1;
}

static void change_span(struct look *look)
{
	look->histogram.since_start = !look->histogram.since_start;
}

static const struct view_key keys[] = {
	{'i', "of the interval, or since the start", change_span, REQUEST_NOTHING},
	{0},
};

const struct view view_histogram = {
	.title = "Histogram",
	.about = "Waits by length and by cause: wakeup, preempted, end of slice.",
	.draw = draw,
	.keys = keys,
};
