/* SPDX-License-Identifier: GPL-2.0 */
/* Steering the dashboard: what each key does. */
#include "ui/steer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "ui/keys.h"
#include "ui/screen.h"
#include "user/clock.h"

long steer_page(const struct ui *ui)
{
	return ui->canvas.rows - ROWS_ABOVE;
}

void steer_begin_interval(struct ui *ui)
{
	ui->next = clock_ns() + intervals_span(ui->iv, ui->interval_ms);
}

int steer_next(struct ui *ui)
{
	bool first = !ui->iv->frame;
	int err = intervals_next(ui->iv);

	steer_begin_interval(ui);
	if (!err && first)
		views_begin(&ui->iv->look, ui->iv->frame);
	return err;
}

/* Tasks are watched while a view shows them, or all the time with --tasks. */
static bool wants_tasks(const struct ui *ui)
{
	return views[ui->iv->look.view]->shows_tasks || ui->iv->options->tasks;
}

static void choose_view(struct ui *ui, int view)
{
	bool watched = wants_tasks(ui);

	ui->iv->look.view = (view + NR_VIEWS) % NR_VIEWS;
	ui->iv->look.scroll = 0;
	if (wants_tasks(ui) != watched)
		ui->iv->feed->ops->watch_tasks(ui->iv->feed, !watched);
}

static void scroll_by(struct ui *ui, long rows)
{
	unsigned int *scroll = &ui->iv->look.scroll;
	long most = (long)ui->rows - steer_page(ui), to = *scroll + rows;

	if (to > most)
		to = most;
	*scroll = to > 0 ? to : 0;
}

static void change_interval(struct ui *ui, bool more)
{
	unsigned int ms = more ? ui->interval_ms * 2 : ui->interval_ms / 2;

	if (ui->iv->options->replay) {
		ui->iv->speed = intervals_change_speed(ui->iv->speed, more);
		snprintf(ui->status, sizeof(ui->status),
			 ui->iv->speed ? "speed: %g" : "speed: without waiting", ui->iv->speed);
	} else {
		ui->interval_ms = ms < LEAST_MS ? LEAST_MS : ms > MOST_MS ? MOST_MS : ms;
		snprintf(ui->status, sizeof(ui->status), "interval: %g s", ui->interval_ms / 1e3);
	}
	steer_begin_interval(ui);
}

static int step_back(struct ui *ui)
{
	int err = intervals_back(ui->iv);

	if (err == -EOPNOTSUPP)
		snprintf(ui->status, sizeof(ui->status), "only a recording can go back");
	else if (!err)
		ui->paused = true;
	/* A pipe is played on: what is wrong has been said. */
	return err == -EOPNOTSUPP || err == -ESPIPE ? 0 : err;
}

static void change_source(struct ui *ui)
{
	enum source other = ui->iv->frame && ui->iv->frame->source == SOURCE_PROBE ? SOURCE_SUITE
										   : SOURCE_PROBE;

	if (!ui->iv->feed->ops->choose(ui->iv->feed, other))
		snprintf(ui->status, sizeof(ui->status), "the figures come from the %s",
			 source_name(other));
}

static void ask_policy(struct ui *ui)
{
	size_t used;

	if (ui->iv->options->replay) {
		snprintf(ui->status, sizeof(ui->status), "a recording has no policy to switch");
		return;
	}
	if (policy_switch_list(&ui->policies))
		return;
	ui->mode = MODE_POLICY;
	used = snprintf(ui->status, sizeof(ui->status), "Switch to:");
	for (int i = 0; i < ui->policies.nr && used < sizeof(ui->status) - 1; i++)
		used += snprintf(ui->status + used, sizeof(ui->status) - used, " %d %s", i + 1,
				 ui->policies.names[i]);
}

static void policy_key(struct ui *ui, int code)
{
	int choice = code - '1';

	if (ui->mode == MODE_POLICY && choice >= 0 && choice < ui->policies.nr) {
		ui->choice = choice;
		ui->mode = MODE_SURE;
		snprintf(ui->status, sizeof(ui->status), "Let %s schedule this machine? y/n",
			 ui->policies.names[choice]);
		return;
	}
	if (ui->mode == MODE_SURE && (code == 'y' || code == 'Y'))
		policy_switch_to(ui->policies.names[ui->choice],
				 ui->iv->frame && ui->iv->frame->machine.policy[0], ui->status,
				 sizeof(ui->status));
	else
		snprintf(ui->status, sizeof(ui->status), "the policy was not switched");
	ui->mode = MODE_VIEW;
}

static void filter_key(struct ui *ui, int code)
{
	char *filter = ui->iv->look.filter;
	size_t length = strlen(filter);

	if (code == '\r' || code == '\n' || code == 27) {
		if (code == 27)
			filter[0] = '\0';
		ui->mode = MODE_VIEW;
		ui->status[0] = '\0';
		return;
	}
	if ((code == 127 || code == '\b') && length)
		filter[length - 1] = '\0';
	else if (code < 127 && isprint(code) && length + 1 < sizeof(ui->iv->look.filter))
		filter[length] = code, filter[length + 1] = '\0';
	snprintf(ui->status, sizeof(ui->status), "Tasks whose name contains: %s_", filter);
}

/* A key of a view: change the look, then do what the key asks of the dashboard. */
static void view_key(struct ui *ui, const struct view_key *key)
{
	struct look *look = &ui->iv->look;

	if (key->change)
		key->change(look);
	switch (key->request) {
	case REQUEST_FILTER:
		ui->mode = MODE_FILTER;
		filter_key(ui, 0);
		break;
	case REQUEST_NEW_WATCH:
		if (views[look->view]->shows_tasks)
			ui->iv->feed->ops->watch_tasks(ui->iv->feed, true);
		break;
	case REQUEST_NOTHING:
		break;
	}
}

static void scroll_key(struct ui *ui, enum key_action action)
{
	/* A row of the page before stays in sight. */
	long page = steer_page(ui) > 1 ? steer_page(ui) - 1 : 1, all = ui->rows;

	switch (action) {
	case DO_UP_ROW:
	case DO_DOWN_ROW:
		scroll_by(ui, action == DO_UP_ROW ? -1 : 1);
		break;
	case DO_UP_PAGE:
	case DO_DOWN_PAGE:
		scroll_by(ui, action == DO_UP_PAGE ? -page : page);
		break;
	case DO_TOP:
	case DO_BOTTOM:
		scroll_by(ui, action == DO_TOP ? -all : all);
		break;
	default:
		break;
	}
}

static int general_key(struct ui *ui, enum key_action action)
{
	switch (action) {
	case DO_QUIT:
		ui->quit = true;
		break;
	case DO_HELP:
		ui->mode = MODE_HELP;
		break;
	case DO_NEXT_VIEW:
	case DO_PREV_VIEW:
		choose_view(ui, (int)ui->iv->look.view + (action == DO_NEXT_VIEW ? 1 : -1));
		break;
	case DO_PAUSE:
		ui->paused = !ui->paused;
		steer_begin_interval(ui);
		break;
	case DO_STEP:
		return steer_next(ui);
	case DO_BACK:
		return step_back(ui);
	case DO_MINUS:
	case DO_PLUS:
		change_interval(ui, action == DO_PLUS);
		break;
	case DO_SOURCE:
		change_source(ui);
		break;
	case DO_POLICY:
		ask_policy(ui);
		break;
	case DO_CHARSET:
		ui->ascii = !ui->ascii || !screen_utf8();
		break;
	case DO_REDRAW:
		screen_redraw();
		break;
	default:
		scroll_key(ui, action);
		break;
	}
	return 0;
}

/* A key while a view is shown and nothing is asked. */
static int key_in_view(struct ui *ui, int code)
{
	const struct view_key *key = views_key(&ui->iv->look, code);
	enum key_action action = key_action(code);

	ui->status[0] = '\0';
	if (key)
		view_key(ui, key);
	else if (action < DO_VIEW_1 || action > DO_VIEW_LAST)
		return general_key(ui, action);
	else if (action - DO_VIEW_1 < NR_VIEWS)
		choose_view(ui, action - DO_VIEW_1);
	return 0;
}

int steer(struct ui *ui, int code)
{
	switch (ui->mode) {
	case MODE_HELP:
		ui->help = ui->help_rest;
		ui->mode = ui->help ? MODE_HELP : MODE_VIEW;
		break;
	case MODE_FILTER:
		filter_key(ui, code);
		break;
	case MODE_POLICY:
	case MODE_SURE:
		policy_key(ui, code);
		break;
	case MODE_VIEW:
		return key_in_view(ui, code);
	}
	return 0;
}
