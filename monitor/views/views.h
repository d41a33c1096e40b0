/* SPDX-License-Identifier: GPL-2.0 */
/* The one list of views, X(name, title): a view is a file view_NAME.c and a line here. */
#ifndef MONITOR_VIEWS_VIEWS_H
#define MONITOR_VIEWS_VIEWS_H

#include "views/canvas.h"
#include "frame/model.h"
#include "user/units.h"

#define VIEWS(X)                                                                                   \
	X(cpus, "CPUs")                                                                            \
	X(heatmap, "Heatmap")                                                                      \
	X(histogram, "Histogram")                                                                  \
	X(tasks, "Tasks")                                                                          \
	X(events, "Events")

enum view_id {
#define X(name, title) VIEW_##name,
	VIEWS(X)
#undef X
	NR_VIEWS,
};

enum task_sort {
	SORT_MAX,
	SORT_P99,
	SORT_MEAN,
	SORT_WAITS,
	SORT_PID,
	SORT_NAME,
	NR_TASK_SORTS,
};

/* What the user has chosen to see. */
struct look {
	enum view_id view;
	unsigned int scroll; /* first row shown */
	bool folded;	     /* CPUs: a row for each LLC */
	bool since;	     /* Histogram: since start, not of the interval */
	enum task_sort sort;
	bool reverse;
	char filter[32]; /* Tasks: part of the name; "" shows all */
};

/* What there is to see; frame is NULL before the first one. */
struct scene {
	const struct model *model;
	const struct frame *frame;
	const struct look *look;
};

/*
 * Draw a view on @c from @top to its last row. Returns how many rows there are to scroll through,
 * 0 if it all fits always.
 */
#define X(name, title) unsigned int view_##name(struct canvas *c, int top, const struct scene *s);
VIEWS(X)
#undef X

/* The lines above every view. @note is a word for the corner, such as PAUSED. Returns the rows. */
int draw_header(struct canvas *c, const struct scene *s, const char *note);

/* All of it: header, tabs, view. Returns as the view. */
unsigned int draw(struct canvas *c, const struct scene *s, const char *note);

/* A percentile of @h as text; "-" when nothing was counted, which is not "0 ns". */
const char *format_percentile(char text[UNITS_SIZE], const struct hist *h, unsigned int permille);

const char *view_name(enum view_id view);
const char *view_title(enum view_id view);

#endif
