/* SPDX-License-Identifier: GPL-2.0 */
/* The table of general keys, and the help of all keys. */
#define _XOPEN_SOURCE_EXTENDED 1
#include "ui/keys.h"

#include <curses.h>
#include <stddef.h>
#include "views/views.h"

#define CTRL(letter) ((letter) & 0x1f)

static const struct {
	enum key_action action;
	/* Codes of curses, up to the first 0. */
	int codes[3];
	/* A line of the help. NULL when the line before describes this key too. */
	const char *names, *help;
} keys[] = {
	{DO_QUIT, {'q', CTRL('c')}, "q", "quit; so does Ctrl-C"},
	{DO_HELP,
	 {'?', 'h', KEY_F(1)},
	 "? h F1",
	 "this help; the next key shows the rest, or leaves the help"},
	{DO_NEXT_VIEW, {'\t', KEY_RIGHT, 'l'}, "Tab Right l", "next view"},
	{DO_PREV_VIEW, {KEY_BTAB, KEY_LEFT}, "S-Tab Left", "previous view"},
	{DO_VIEW_1, {0}, "1 - 9", NULL}, /* line_of_views() has the words */
	{DO_UP_ROW, {KEY_UP, 'k'}, "Up Down k j", "scroll"},
	{DO_DOWN_ROW, {KEY_DOWN, 'j'}, NULL, NULL},
	{DO_UP_PAGE, {KEY_PPAGE}, "PgUp PgDn", "scroll by a page"},
	{DO_DOWN_PAGE, {KEY_NPAGE}, NULL, NULL},
	{DO_TOP, {KEY_HOME, 'g'}, "Home End g G", "go to the top, to the bottom"},
	{DO_BOTTOM, {KEY_END, 'G'}, NULL, NULL},
	{DO_PAUSE, {' '}, "Space", "pause: the picture stands still, the counting goes on"},
	{DO_STEP, {'.'}, ".", "end the interval now; in a recording, go to the next one"},
	{DO_BACK, {','}, ",", "in a recording, go back one interval and pause"},
	{DO_MINUS, {'-'}, "- +", "halve, double the interval; of a recording, the speed"},
	{DO_PLUS, {'+', '='}, NULL, NULL},
	{DO_POLICY, {'p'}, "p", "switch the policy with scx-load; asks first"},
	{DO_SOURCE, {'m'}, "m", "measure with the other source: suite or probe"},
	{DO_CHARSET, {'u'}, "u", "draw in Unicode or in ASCII"},
	{DO_REDRAW, {CTRL('l')}, "Ctrl-L", "draw everything again"},
};

#define NR_KEYS (sizeof(keys) / sizeof(keys[0]))

enum key_action key_action(int code)
{
	if (code >= '1' && code <= '9')
		return DO_VIEW_1 + (code - '1');
	for (size_t i = 0; i < NR_KEYS; i++)
		for (size_t j = 0; j < sizeof(keys[i].codes) / sizeof(keys[i].codes[0]); j++)
			if (code && keys[i].codes[j] == code)
				return keys[i].action;
	return DO_NOTHING;
}

/* A line of the help. */
struct line {
	char names[16];
	char help[96];
};

/* The keys 1, 2, … of the views, in one line. */
static void line_of_views(struct line *line)
{
	size_t used = snprintf(line->help, sizeof(line->help), "a view:");

	snprintf(line->names, sizeof(line->names), "1 - %d", NR_VIEWS);
	for (int i = 0; i < NR_VIEWS && used < sizeof(line->help); i++)
		used += snprintf(line->help + used, sizeof(line->help) - used, "%s %s",
				 i ? "," : "", views[i]->title);
}

/* Fill @line with the line @nr of the help. False behind the last one. */
static bool line_of(size_t nr, struct line *line)
{
	for (size_t i = 0; i < NR_KEYS; i++) {
		if (!keys[i].names || nr--)
			continue;
		snprintf(line->names, sizeof(line->names), "%s", keys[i].names);
		snprintf(line->help, sizeof(line->help), "%s", keys[i].help ?: "");
		if (keys[i].action == DO_VIEW_1)
			line_of_views(line);
		return true;
	}
	for (int i = 0; i < NR_VIEWS; i++)
		for (const struct view_key *k = views[i]->keys; k && k->letter; k++) {
			if (nr--)
				continue;
			snprintf(line->names, sizeof(line->names), "%c", k->letter);
			snprintf(line->help, sizeof(line->help), "%s: %s", views[i]->title,
				 k->help);
			return true;
		}
	return false;
}

void keys_print(FILE *out)
{
	struct line line;

	for (size_t nr = 0; line_of(nr, &line); nr++)
		fprintf(out, "%s\t%s\n", line.names, line.help);
}

size_t keys_draw(struct canvas *c, size_t from)
{
	struct line line;
	int y = 0;

	canvas_put(c, y++, 0, ROLE_TITLE, "scx-monitor " VERSION ": keys");
	for (size_t nr = from; line_of(nr, &line); nr++) {
		if (y == c->rows)
			return nr;
		canvas_put(c, y, 0, ROLE_HEAD, "%-13s", line.names);
		canvas_put(c, y++, 14, ROLE_TEXT, "%s", line.help);
	}
	return 0;
}
