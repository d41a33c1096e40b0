/* SPDX-License-Identifier: GPL-2.0 */
/* The one table of keys: what the dashboard obeys, its help shows and the man page lists. */
#ifndef MONITOR_UI_KEYS_H
#define MONITOR_UI_KEYS_H

#include <stdio.h>
#include "views/canvas.h"

enum key_action {
	KEY_NOTHING,
	KEY_QUIT,
	KEY_HELP_ME,
	KEY_UP_ROW,
	KEY_DOWN_ROW,
	KEY_UP_PAGE,
	KEY_DOWN_PAGE,
	KEY_TOP,
	KEY_BOTTOM,
	KEY_VIEW_1, /* the others follow in order */
	KEY_VIEW_LAST = KEY_VIEW_1 + 8,
	KEY_NEXT_VIEW,
	KEY_PREV_VIEW,
	KEY_PAUSE,
	KEY_STEP,
	KEY_BACK,
	KEY_MINUS,
	KEY_PLUS,
	KEY_FOLD,
	KEY_SINCE,
	KEY_SORT,
	KEY_REVERSE,
	KEY_FILTER,
	KEY_ZERO,
	KEY_MEASURE,
	KEY_POLICY,
	KEY_CHARSET,
	KEY_REDRAW,
};

/* What the key that curses calls @code does. */
enum key_action key_action(int code);

/* One line for each key: its names, a tab, what it does. */
void keys_print(FILE *out);

/*
 * The help on the whole of @c, from the @from-th key on, 0 at first. Returns the first one that
 * there was no room for, 0 when it was all.
 */
size_t keys_draw(struct canvas *c, size_t from);

#endif
