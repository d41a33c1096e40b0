/* SPDX-License-Identifier: GPL-2.0 */
/* Tasks: who waited worst since the watch began. */
#include <stdlib.h>
#include <string.h>
#include "units.h"
#include "views.h"

static const char *const headings[NR_TASK_SORTS] = {
	[SORT_MAX] = "MAX",	[SORT_P99] = "P99", [SORT_MEAN] = "MEAN",
	[SORT_WAITS] = "WAITS", [SORT_PID] = "PID", [SORT_NAME] = "NAME",
};

static __u64 mean(const struct task_waits *w)
{
	return w->count ? w->sum / w->count : 0;
}

static int compare(__u64 a, __u64 b)
{
	return (a < b) - (a > b); /* the largest first */
}

static int by_look(const void *left, const void *right, void *arg)
{
	const struct task_record *a = &(*(const struct task_frame *const *)left)->record;
	const struct task_record *b = &(*(const struct task_frame *const *)right)->record;
	const struct look *look = arg;
	int order = 0;

	switch (look->sort) {
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
	return look->reverse ? -order : order;
}

static void draw_head(struct canvas *c, int y, const struct look *look)
{
	static const struct {
		int end;
		const char *text;
		enum task_sort sort;
	} columns[] = {
		{7, NULL, SORT_PID},	       {12, NULL, SORT_NAME},	    {47, NULL, SORT_WAITS},
		{56, NULL, SORT_MEAN},	       {65, NULL, SORT_P99},	    {74, NULL, SORT_MAX},
		{32, "POLICY", NR_TASK_SORTS}, {38, "NICE", NR_TASK_SORTS},
	};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		canvas_put_right(c, y, columns[i].end,
				 columns[i].sort == look->sort ? ROLE_CHOSEN : ROLE_HEAD, "%s",
				 columns[i].text ?: headings[columns[i].sort]);
}

static void draw_task(struct canvas *c, int y, const struct task_frame *t)
{
	const struct task_waits *w = &t->record.waits;
	__u64 p99 = task_waits_percentile(w, 990);
	char text[UNITS_SIZE];

	canvas_put_right(c, y, 7, ROLE_DIM, "%d", t->record.pid);
	canvas_put(c, y, 8, ROLE_TEXT, "%.16s", t->record.comm);
	canvas_put_right(c, y, 32, ROLE_DIM, "%s", t->policy[0] ? t->policy : "-");
	canvas_put_right(c, y, 38, ROLE_DIM, "%d", t->record.nice);
	canvas_put_right(c, y, 47, ROLE_TEXT, "%u", w->count);
	canvas_put_right(c, y, 56, ROLE_TEXT, "%s", format_ns(text, mean(w)));
	canvas_put_right(c, y, 65, wait_role(p99), "%s",
			 format_ns(text, p99 > w->worst ? w->worst : p99));
	canvas_put_right(c, y, 74, wait_role(w->worst), "%s", format_ns(text, w->worst));
}

unsigned int view_tasks(struct canvas *c, int top, const struct scene *s)
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
