/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal: the only part that knows curses. */
#ifndef MONITOR_UI_SCREEN_H
#define MONITOR_UI_SCREEN_H

#include "views/canvas.h"
#include "options.h"

/*
 * Take the terminal over. From here on it is given back on every way out, crashes among them, and
 * messages of log.h appear in the last line. 0; -ENOTTY when the terminal cannot do what it takes.
 */
int screen_start(enum color color);

/* Give it back, and print the last error that was shown. Harmless when it was not taken over. */
void screen_stop(void);

/* Can the terminal show UTF-8? */
bool screen_utf8(void);

void screen_size(int *rows, int *cols);

/* Show @c, and in the line below it @status, or what was logged last when that is NULL. */
void screen_show(const struct canvas *c, const char *status);

/* The last message has been read. */
void screen_forget(void);

/* Everything anew at the next screen_show(), as after something else wrote to the terminal. */
void screen_redraw(void);

/* The next key as curses calls it, without waiting: -1 if none was pressed. */
int screen_key(void);

#endif
