/* SPDX-License-Identifier: GPL-2.0 */
/* The lines above every view: who schedules, how much, and how long tasks wait. */
#include <stdio.h>
#include <string.h>
#include "views/views.h"

static const char *const names[] = {
#define X(name, title) #name,
	VIEWS(X)
#undef X
};

static const char *const titles[] = {
#define X(name, title) title,
	VIEWS(X)
#undef X
};

const char *view_name(enum view_id view)
{
	return names[view];
}

const char *view_title(enum view_id view)
{
	return titles[view];
}

const char *format_percentile(char text[UNITS_SIZE], const struct hist *h, unsigned int permille)
{
	return hist_count(h) ? format_ns(text, hist_percentile(h, permille)) : "-";
}

/* What the figures are, by the name that design.md gives them. */
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
	int col = canvas_put(c, row, 0, ROLE_DIM, "%-9s", what);

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		__u64 ns = hist_percentile(h, points[i].permille);

		if (col + (int)strlen(points[i].name) + 9 > c->cols)
			return; /* a name without its figure says nothing */
		col = canvas_put(c, row, col, ROLE_DIM, "%s ", points[i].name);
		col = canvas_put(c, row, col, wait_role(ns), "%-8s",
				 format_percentile(text, h, points[i].permille)) +
		      1;
	}
	if (seconds > 0 && col + 8 <= c->cols)
		canvas_put(c, row, col, ROLE_TEXT, "%.0f/s", hist_count(h) / seconds);
}

int draw_header(struct canvas *c, const struct scene *s, const char *note)
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
	canvas_put(c, 1, col, ROLE_DIM, ", every %.3g s", f->span_ns / 1e9);
	cpu_stats_waits(&waits, &f->total);
	draw_waits(c, 2, "interval", &waits, f->span_ns / 1e9);
	cpu_stats_waits(&waits, &s->model->since);
	draw_waits(c, 3, "start", &waits, s->model->span_ns / 1e9);
	if (note[0])
		canvas_put_right(c, 0, c->cols, ROLE_CHOSEN, " %s ", note);
	return 4;
}

/* The views, with their names where there is room for all. Returns the column behind them. */
static int draw_tabs(struct canvas *c, int row, enum view_id chosen)
{
	int col = 0, all = 0;

	for (int i = 0; i < NR_VIEWS; i++)
		all += (int)strlen(titles[i]) + 4;
	for (int i = 0; i < NR_VIEWS; i++)
		col = canvas_put(c, row, col, i == (int)chosen ? ROLE_CHOSEN : ROLE_DIM,
				 i == (int)chosen || all <= c->cols ? " %d %s " : " %d ", i + 1,
				 titles[i]);
	return col;
}

unsigned int draw(struct canvas *c, const struct scene *s, const char *note)
{
	static unsigned int (*const views[])(struct canvas *, int, const struct scene *) = {
#define X(name, title) view_##name,
		VIEWS(X)
#undef X
	};
	int row = draw_header(c, s, note), col = draw_tabs(c, row, s->look->view);

	if (s->look->view == VIEW_tasks && s->look->filter[0])
		canvas_put(c, row, col + 1, ROLE_MARK, "/%s", s->look->filter);
	return s->frame ? views[s->look->view](c, row + 1, s) : 0;
}
