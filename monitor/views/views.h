/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Views: what stands below the header of the dashboard, and what batch prints.
 *
 * A view is one file and one row: view_NAME.c defines `const struct view view_NAME`, and the list
 * VIEWS has the row X(NAME). The words of --view, the tabs, the keys, the help, --list-views and
 * the man page are made from the two. A view draws on a canvas what a scene holds and changes
 * nothing else.
 */
#ifndef MONITOR_VIEWS_VIEWS_H
#define MONITOR_VIEWS_VIEWS_H

#include "frame/model.h"
#include "user/units.h"
#include "views/canvas.h"

/* In the order of the tabs and of the keys 1, 2, … */
#define VIEWS(X) X(cpus) X(heatmap) X(histogram) X(tasks) X(events)

enum view_id {
#define X(name) VIEW_##name,
	VIEWS(X)
#undef X
	NR_VIEWS,
};

/* Rows above the first row that scrolls: the header, the tabs, and the headings of the view. */
#define ROWS_ABOVE 6

/* What the user has chosen to see. */
struct look {
	/* The view that is shown. */
	enum view_id view;
	/* The first row of the view that is shown, counted from 0. */
	unsigned int scroll;
	/* Views of tasks show the tasks whose name contains this text. "" shows all tasks. */
	char filter[32];
	struct {
		/* A row stands for an LLC instead of a CPU. */
		bool folded;
	} cpus;
	struct {
		/* The figures are those since the start instead of those of the interval. */
		bool since_start;
	} histogram;
	struct {
		/* The column that the rows are sorted by: enum task_sort of view_tasks.c. */
		unsigned int sort;
		/* The order of the rows is reversed. */
		bool reverse;
	} tasks;
};

/* What there is to see. The drawn view only reads it. */
struct scene {
	const struct model *model;
	/* The last frame. NULL before the first, when only the header is drawn. */
	const struct frame *frame;
	const struct look *look;
};

/* What a key of a view asks of the dashboard, beyond the change of the look. */
enum view_request {
	REQUEST_NOTHING,
	REQUEST_FILTER,	   /* The user types look->filter. */
	REQUEST_NEW_WATCH, /* The watch of tasks begins again, from zero. */
};

/* A key that belongs to a view. It acts while another view is shown too. */
struct view_key {
	/* The key. No general key of ui/keys.c may have the same letter. */
	char letter;
	/* What the key does, for the help. The view's title is put in front. */
	const char *help;
	/* Changes the look. NULL when the look stays as it is. */
	void (*change)(struct look *look);
	/* What else has to happen. */
	enum view_request request;
};

struct view {
	/* The title in the tab, in the help and in the man page. */
	const char *title;
	/* What the view shows: a paragraph of the man page, without a line break. */
	const char *about;
	/*
	 * Draws the view on @c from the row @top to the last row. Returns the number of rows that
	 * scrolling can reach; 0 when the view does not scroll. @s->frame is not NULL.
	 */
	unsigned int (*draw)(struct canvas *c, int top, const struct scene *s);
	/* The keys of the view, ended by one with the letter 0. NULL when the view has none. */
	const struct view_key *keys;
	/* Chooses the look to begin with from the first frame. NULL when zeroes are right. */
	void (*begin)(struct look *look, const struct frame *first);
	/* The view shows tasks: they are watched while it is shown, and look->filter acts. */
	bool shows_tasks;
};

/* The rows of the table, by enum view_id. */
extern const struct view *const views[NR_VIEWS];

/* The word of --view for a view: the name in its row. */
const char *view_name(enum view_id view);

/* Let every view choose its look, in the dashboard, when the first frame is there. */
void views_begin(struct look *look, const struct frame *first);

/* The key with @letter, of the view that is shown before those of the others. NULL: no view's. */
const struct view_key *views_key(const struct look *look, int letter);

/* One line for each view: its title, a tab, what it shows. */
void views_print(FILE *out);

/*
 * Draw the header, the tabs and the chosen view. @note is a word for the corner, such as PAUSED; ""
 * leaves the corner empty. Returns what the view's draw() returns.
 */
unsigned int views_draw(struct canvas *c, const struct scene *s, const char *note);

/* Draw the header, the lines above the tabs, with @note in the corner. Returns their number. */
int header_draw(struct canvas *c, const struct scene *s, const char *note);

/* A percentile of @h as text; "-" when @h is empty, as 0 ns would be a figure. */
const char *format_percentile(char text[UNITS_SIZE], const struct hist *h, unsigned int permille);

#endif
