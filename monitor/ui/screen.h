/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The terminal. screen.c alone draws with curses and reads its keys; keys.c names the keys by the
 * codes that curses has for them. Nothing else knows curses.
 */
#ifndef MONITOR_UI_SCREEN_H
#define MONITOR_UI_SCREEN_H

#include "views/canvas.h"
#include "options.h"

/*
 * Take the terminal over. From here on every way out gives the terminal back, a crash too, and the
 * messages of log.h appear in the last line. Returns 0, or -ENOTTY when the terminal cannot show
 * the dashboard.
 */
int screen_start(enum color color);

/* Give the terminal back, and print the message in the last line. Harmless without a start. */
void screen_stop(void);

/* Can the terminal show UTF-8? */
bool screen_utf8(void);

/* The size of the terminal now. */
void screen_size(int *rows, int *cols);

/* Show @c, and below it, in the last line, @status, or the last message when @status is NULL. */
void screen_show(const struct canvas *c, const char *status);

/* Forget the last message: the user has seen it. */
void screen_forget(void);

/* Draw everything at the next screen_show(): something else may have written to the terminal. */
void screen_redraw(void);

/* The next key, as its code in curses; -1 when no key was pressed. Does not wait. */
int screen_key(void);

#endif
