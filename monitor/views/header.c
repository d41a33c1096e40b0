/* SPDX-License-Identifier: GPL-2.0 */
/* The header: who schedules, where the figures come from, and how long tasks wait. */
#include <stdio.h>
#include <string.h>
#include "views/views.h"

const char *format_percentile(char text[UNITS_SIZE], const struct hist *h, unsigned int permille)
{
	return hist_count(h) ? format_ns(text, hist_percentile(h, permille)) : "-";
}

/* What the figures are, and which source measured them. */
static const char *measure(enum source source)
{
	switch (source) {
	case SOURCE_SUITE:
		return "dispatch latency (suite)";
	case SOURCE_PROBE:
		return "wait for a CPU (probe)";
	case SOURCE_AUTO:
		break;
	}
	return "no figures";
}

static void draw_who(struct canvas *c, const struct frame *f)
{
	const struct machine *m = &f->machine;
	int col = canvas_put(c, 0, 0, ROLE_TITLE, "%s", machine_who(m));

	if (m->policy[0])
		col = canvas_put(c, 0, col, ROLE_TEXT, " (%s)", m->ops);
	else if (!m->ops[0])
		col = canvas_put(c, 0, col, ROLE_TEXT, " (the kernel's own)");
	if (m->since_ns && f->end_ns > m->since_ns) {
		unsigned long long s = (f->end_ns - m->since_ns) / 1000000000ULL;

		col = canvas_put(c, 0, col, ROLE_DIM, " for %llu:%02llu:%02llu", s / 3600,
				 s / 60 % 60, s % 60);
	}
	canvas_put(c, 0, col, ROLE_DIM, "  %s  %s", m->host, m->kernel);
}

static void draw_waits(struct canvas *c, int row, const char *what, const struct hist *h,
		       double seconds)
{
	static const struct {
		const char *name;
		unsigned int permille;
	} points[] = {{"p50", 500}, {"p99", 990}, {"p99.9", 999}, {"max", 1000}};
	char text[UNITS_SIZE];
	int col = canvas_put(c, row, 0, ROLE_DIM, "%-13s", what);

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		__u64 ns = hist_percentile(h, points[i].permille);

		if (col + (int)strlen(points[i].name) + 9 > c->cols)
			return; /* A name is not drawn without its figure. */
		col = canvas_put(c, row, col, ROLE_DIM, "%s ", points[i].name);
		col = canvas_put(c, row, col, wait_role(ns), "%-8s",
				 format_percentile(text, h, points[i].permille)) +
		      1;
	}
	if (seconds > 0 && col + 8 <= c->cols)
		canvas_put(c, row, col, ROLE_TEXT, "%.0f/s", hist_count(h) / seconds);
}

int header_draw(struct canvas *c, const struct scene *s, const char *note)
{
	const struct frame *f = s->frame;
	struct hist waits;
	int col;

	if (!f) {
		canvas_put(c, 0, 0, ROLE_TITLE, "scx-monitor: waiting for the first figures");
		return 1;
	}
	draw_who(c, f);
	col = canvas_put(c, 1, 0, ROLE_TEXT, "%s", measure(f->source));
	canvas_put(c, 1, col, ROLE_DIM, ", over %.3g s", f->span_ns / 1e9);
	cpu_stats_waits(&waits, &f->total);
	draw_waits(c, 2, "interval:", &waits, f->span_ns / 1e9);
	cpu_stats_waits(&waits, &s->model->since);
	draw_waits(c, 3, "since start:", &waits, s->model->span_ns / 1e9);
	if (note[0])
		canvas_put_right(c, 0, c->cols, ROLE_CHOSEN, " %s ", note);
	return 4;
}
