/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys: what the dashboard obeys, what its help shows and what the man page lists.
 *
 * A general key is one row of the table in keys.c. A key that belongs to a view is a row of the
 * view (views/views.h). The help has the general keys first, then those of the views.
 */
#ifndef MONITOR_UI_KEYS_H
#define MONITOR_UI_KEYS_H

#include <stdio.h>
#include "views/canvas.h"

/* What a general key does. */
enum key_action {
	DO_NOTHING,
	DO_QUIT,
	DO_HELP,
	DO_UP_ROW,
	DO_DOWN_ROW,
	DO_UP_PAGE,
	DO_DOWN_PAGE,
	DO_TOP,
	DO_BOTTOM,
	DO_VIEW_1, /* The views 2 to 9 follow in order. */
	DO_VIEW_LAST = DO_VIEW_1 + 8,
	DO_NEXT_VIEW,
	DO_PREV_VIEW,
	DO_PAUSE,
	DO_STEP,
	DO_BACK,
	DO_MINUS,
	DO_PLUS,
	DO_SOURCE,
	DO_POLICY,
	DO_CHARSET,
	DO_REDRAW,
};

/* The action of the key with the curses code @code; DO_NOTHING when it is not a general key. */
enum key_action key_action(int code);

/* One line for each key: its names, a tab, what it does. */
void keys_print(FILE *out);

/*
 * Draw the help on all of @c, beginning with the line @from of the help, 0 at first. Returns the
 * first line that found no room, 0 when there was room for all.
 */
size_t keys_draw(struct canvas *c, size_t from);

#endif
