/* SPDX-License-Identifier: GPL-2.0 */
/* Tasks: which tasks have waited worst since the watch began. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "views/views.h"

/* The columns that the rows can be sorted by, in the order in which the key goes through them. */
enum task_sort {
	SORT_MAX,
	SORT_P99,
	SORT_MEAN,
	SORT_WAITS,
	SORT_PID,
	SORT_NAME,
	NR_TASK_SORTS,
};

static __u64 mean(const struct task_waits *w)
{
	return w->count ? w->sum / w->count : 0;
}

static int compare(__u64 a, __u64 b)
{
	return (a < b) - (a > b); /* The largest comes first. */
}

static int by_look(const void *left, const void *right, void *arg)
{
	const struct task_record *a = &(*(const struct task_frame *const *)left)->record;
	const struct task_record *b = &(*(const struct task_frame *const *)right)->record;
	const struct look *look = arg;
	int order = 0;

	switch ((enum task_sort)look->tasks.sort) {
	case SORT_MAX:
		order = compare(a->waits.worst, b->waits.worst);
		break;
	case SORT_P99:
		order = compare(task_waits_percentile(&a->waits, 990),
				task_waits_percentile(&b->waits, 990));
		break;
	case SORT_MEAN:
		order = compare(mean(&a->waits), mean(&b->waits));
		break;
	case SORT_WAITS:
		order = compare(a->waits.count, b->waits.count);
		break;
	case SORT_NAME:
		order = strcmp(a->comm, b->comm);
		break;
	case SORT_PID:
	case NR_TASK_SORTS:
		break;
	}
	order = order ?: a->pid - b->pid;
	return look->tasks.reverse ? -order : order;
}

enum task_column {
	COLUMN_PID,
	COLUMN_NAME,
	COLUMN_POLICY,
	COLUMN_NICE,
	COLUMN_WEIGHT,
	COLUMN_WAITS,
	COLUMN_MEAN,
	COLUMN_P99,
	COLUMN_MAX,
	NR_COLUMNS,
};

static const struct {
	/* The column behind the text, on a wide and on a narrow terminal; 0: not shown. */
	int wide, narrow;
	const char *heading;
	/* The sort that marks the heading; NR_TASK_SORTS when no sort does. */
	enum task_sort sort;
} columns[NR_COLUMNS] = {
	[COLUMN_PID] = {7, 7, "PID", SORT_PID},
	[COLUMN_NAME] = {12, 12, "NAME", SORT_NAME},
	[COLUMN_POLICY] = {32, 0, "POLICY", NR_TASK_SORTS},
	[COLUMN_NICE] = {37, 0, "NICE", NR_TASK_SORTS},
	[COLUMN_WEIGHT] = {44, 0, "WEIGHT", NR_TASK_SORTS},
	[COLUMN_WAITS] = {52, 0, "WAITS", SORT_WAITS},
	[COLUMN_MEAN] = {61, 0, "MEAN", SORT_MEAN},
	[COLUMN_P99] = {70, 31, "P99", SORT_P99},
	[COLUMN_MAX] = {79, 40, "MAX", SORT_MAX},
};

static int column_end(const struct canvas *c, enum task_column column)
{
	return c->cols < columns[COLUMN_MAX].wide ? columns[column].narrow : columns[column].wide;
}

static void draw_head(struct canvas *c, int y, const struct look *look)
{
	for (int i = 0; i < NR_COLUMNS; i++)
		if (column_end(c, i))
			canvas_put_right(c, y, column_end(c, i),
					 columns[i].sort == look->tasks.sort ? ROLE_CHOSEN
									     : ROLE_HEAD,
					 "%s", columns[i].heading);
}

static void draw_task(struct canvas *c, int y, const struct task_frame *t)
{
	const struct task_record *r = &t->record;
	const struct task_waits *w = &r->waits;
	__u64 p99 = task_waits_percentile(w, 990);
	char text[NR_COLUMNS][UNITS_SIZE + 8] = {0};
	enum role roles[NR_COLUMNS] = {
		[COLUMN_PID] = ROLE_DIM,       [COLUMN_POLICY] = ROLE_DIM,
		[COLUMN_NICE] = ROLE_DIM,      [COLUMN_WEIGHT] = ROLE_DIM,
		[COLUMN_P99] = wait_role(p99), [COLUMN_MAX] = wait_role(w->worst)};

	snprintf(text[COLUMN_PID], sizeof(text[0]), "%d", r->pid);
	snprintf(text[COLUMN_POLICY], sizeof(text[0]), "%s", t->policy[0] ? t->policy : "-");
	snprintf(text[COLUMN_NICE], sizeof(text[0]), "%d", r->nice);
	snprintf(text[COLUMN_WEIGHT], sizeof(text[0]), r->weight ? "%u" : "-", r->weight);
	snprintf(text[COLUMN_WAITS], sizeof(text[0]), "%u", w->count);
	format_ns(text[COLUMN_MEAN], mean(w));
	format_ns(text[COLUMN_P99], p99);
	format_ns(text[COLUMN_MAX], w->worst);
	canvas_put(c, y, columns[COLUMN_PID].wide + 1, ROLE_TEXT, "%.16s", r->comm);
	for (int i = 0; i < NR_COLUMNS; i++)
		if (column_end(c, i) && text[i][0])
			canvas_put_right(c, y, column_end(c, i), roles[i], "%s", text[i]);
}

static unsigned int draw(struct canvas *c, int top, const struct scene *s)
{
	const struct frame *f = s->frame;
	const struct task_frame **shown;
	unsigned int nr = 0;

	if (!f->has_tasks) {
		canvas_put(c, top + 1, 0, ROLE_DIM, "tasks were not watched in this interval");
		return 0;
	}
	shown = calloc(f->nr_tasks ?: 1, sizeof(const struct task_frame *));
	if (!shown)
		return 0;
	for (unsigned int i = 0; i < f->nr_tasks; i++)
		if (strstr(f->tasks[i].record.comm, s->look->filter))
			shown[nr++] = &f->tasks[i];
	qsort_r(shown, nr, sizeof(const struct task_frame *), by_look, (void *)s->look);
	draw_head(c, top, s->look);
	for (unsigned int i = s->look->scroll; i < nr; i++)
		draw_task(c, top + 1 + (int)(i - s->look->scroll), shown[i]);
	free(shown);
	return nr;
}

static void sort_next(struct look *look)
{
	look->tasks.sort = (look->tasks.sort + 1) % NR_TASK_SORTS;
}

static void reverse(struct look *look)
{
	look->tasks.reverse = !look->tasks.reverse;
}

static const struct view_key keys[] = {
	{'s', "sort by the next column", sort_next, REQUEST_NOTHING},
	{'r', "reverse the order", reverse, REQUEST_NOTHING},
	{'/', "show only names that contain a text", NULL, REQUEST_FILTER},
	{'z', "count from zero again", NULL, REQUEST_NEW_WATCH},
	{0},
};

const struct view view_tasks = {
	.title = "Tasks",
	.about = "The tasks that have waited worst since the view was opened, or "
		 "since z was pressed. P99 is exact to a power of two here.",
	.draw = draw,
	.keys = keys,
	.shows_tasks = true,
};
