/* SPDX-License-Identifier: GPL-2.0 */
/* The one table of keys. */
#define _XOPEN_SOURCE_EXTENDED 1
#include "ui/keys.h"

#include <curses.h>
#include <stddef.h>

#define CTRL(letter) ((letter) & 0x1f)

static const struct {
	enum key_action action;
	int codes[3];
	const char *names, *help; /* NULL when the line before tells of it */
} keys[] = {
	{KEY_QUIT, {'q', CTRL('c')}, "q", "quit; so does Ctrl-C"},
	{KEY_HELP_ME,
	 {'?', 'h', KEY_F(1)},
	 "? h F1",
	 "this help; any key leaves it, or shows the rest"},
	{KEY_NEXT_VIEW, {'\t', KEY_RIGHT, 'l'}, "Tab Right l", "next view"},
	{KEY_PREV_VIEW, {KEY_BTAB, KEY_LEFT}, "S-Tab Left", "previous view"},
	{KEY_VIEW_1, {'1'}, "1 - 5", "a view: CPUs, Heatmap, Histogram, Tasks, Events"},
	{KEY_UP_ROW, {KEY_UP, 'k'}, "Up Down k j", "scroll"},
	{KEY_DOWN_ROW, {KEY_DOWN, 'j'}, NULL, NULL},
	{KEY_UP_PAGE, {KEY_PPAGE}, "PgUp PgDn", "scroll by a page"},
	{KEY_DOWN_PAGE, {KEY_NPAGE}, NULL, NULL},
	{KEY_TOP, {KEY_HOME, 'g'}, "Home End g G", "to the top, to the bottom"},
	{KEY_BOTTOM, {KEY_END, 'G'}, NULL, NULL},
	{KEY_PAUSE, {' '}, "Space", "pause; counting goes on, the picture stands still"},
	{KEY_STEP, {'.'}, ".", "end the interval now; in a recording, the next one"},
	{KEY_BACK, {','}, ",", "in a recording: one interval back, and pause"},
	{KEY_MINUS, {'-'}, "- +", "halve, double the interval; of a recording, the speed"},
	{KEY_PLUS, {'+', '='}, NULL, NULL},
	{KEY_POLICY, {'p'}, "p", "switch the policy, by scx-load; asks first"},
	{KEY_MEASURE, {'m'}, "m", "measure by the other source: suite or probe"},
	{KEY_FOLD, {'f'}, "f", "CPUs: a row for each LLC only, or for each CPU too"},
	{KEY_SINCE, {'i'}, "i", "Histogram: of the interval or since start"},
	{KEY_SORT, {'s'}, "s", "Tasks: sort by the next column"},
	{KEY_REVERSE, {'r'}, "r", "Tasks: reverse the order"},
	{KEY_FILTER, {'/'}, "/", "Tasks: only names that contain a text"},
	{KEY_ZERO, {'z'}, "z", "Tasks: count from zero again"},
	{KEY_CHARSET, {'u'}, "u", "Unicode or ASCII"},
	{KEY_REDRAW, {CTRL('l')}, "Ctrl-L", "draw everything again"},
};

#define NR_KEYS (sizeof(keys) / sizeof(keys[0]))

enum key_action key_action(int code)
{
	if (code >= '1' && code <= '9')
		return KEY_VIEW_1 + (code - '1');
	for (size_t i = 0; i < NR_KEYS; i++)
		for (size_t j = 0; j < sizeof(keys[i].codes) / sizeof(keys[i].codes[0]); j++)
			if (code && keys[i].codes[j] == code)
				return keys[i].action;
	return KEY_NOTHING;
}

void keys_print(FILE *out)
{
	for (size_t i = 0; i < NR_KEYS; i++)
		if (keys[i].names)
			fprintf(out, "%s\t%s\n", keys[i].names, keys[i].help);
}

size_t keys_draw(struct canvas *c, size_t from)
{
	int y = 0;

	canvas_put(c, y++, 0, ROLE_TITLE, "scx-monitor " VERSION ": keys");
	for (size_t i = from; i < NR_KEYS; i++) {
		if (!keys[i].names)
			continue;
		if (y == c->rows)
			return i;
		canvas_put(c, y, 0, ROLE_HEAD, "%-13s", keys[i].names);
		canvas_put(c, y++, 14, ROLE_TEXT, "%s", keys[i].help);
	}
	return 0;
}
