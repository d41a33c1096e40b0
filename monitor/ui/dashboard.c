/* SPDX-License-Identifier: GPL-2.0 */
/* The dashboard: keys, intervals and the screen between them. */
#include "ui/dashboard.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "feed/signals.h"
#include "ui/keys.h"
#include "ui/policy_switch.h"
#include "ui/screen.h"
#include "user/clock.h"

#define LEAST_MS 100
#define MOST_MS 86400000
#define FOLD_FROM 64 /* with more CPUs, begin with a row for each LLC */

enum mode {
	MODE_VIEW,
	MODE_HELP,
	MODE_FILTER, /* a line is being typed */
	MODE_POLICY, /* one of the policies is to be chosen */
	MODE_SURE,   /* and confirmed */
};

struct ui {
	struct intervals *iv;
	struct canvas canvas;
	enum mode mode;
	bool paused, quit, ascii;
	unsigned int interval_ms;
	__u64 next;		/* end of the interval, CLOCK_MONOTONIC, ns */
	unsigned int scroll;	/* rows of the view, as it said last */
	size_t help, help_rest; /* first key of the help that is shown, and behind it */
	char status[256];	/* the last line; "" leaves it to the log */
	struct policy_list policies;
	int choice;
};

/* What the corner says. */
static const char *note(const struct ui *ui)
{
	static char text[32];

	if (ui->iv->at_end)
		return "END";
	if (ui->paused)
		return "PAUSED";
	if (!ui->iv->options->replay)
		return "";
	snprintf(text, sizeof(text), "REPLAY x%g", ui->iv->speed);
	return ui->iv->speed == 1 || !ui->iv->speed ? "REPLAY" : text;
}

/* What fits below the headings of a view. */
static long page_of(const struct ui *ui)
{
	return ui->canvas.rows - 6;
}

/* Draw the view; from further up if it has become shorter than how far it was scrolled. */
static void draw_view(struct ui *ui, const struct scene *scene)
{
	long most;

	ui->scroll = draw(&ui->canvas, scene, note(ui));
	most = (long)ui->scroll - page_of(ui);
	if (most < 0)
		most = 0;
	if (ui->iv->look.scroll <= most)
		return;
	ui->iv->look.scroll = most;
	canvas_resize(&ui->canvas, ui->canvas.rows, ui->canvas.cols);
	draw(&ui->canvas, scene, note(ui));
}

static void show(struct ui *ui)
{
	struct scene scene = {
		.model = &ui->iv->model, .frame = ui->iv->frame, .look = &ui->iv->look};
	int rows, cols;

	screen_size(&rows, &cols);
	if (canvas_resize(&ui->canvas, rows > 1 ? rows - 1 : 1, cols))
		return;
	ui->canvas.utf8 = !ui->ascii;
	if (rows < 6 || cols < 20)
		canvas_put(&ui->canvas, 0, 0, ROLE_TITLE, "terminal too small");
	else if (ui->mode == MODE_HELP)
		ui->help_rest = keys_draw(&ui->canvas, ui->help);
	else
		draw_view(ui, &scene);
	screen_show(&ui->canvas, ui->status[0] ? ui->status : NULL);
}

static void next_interval(struct ui *ui)
{
	ui->next = clock_ns() + intervals_span(ui->iv, ui->interval_ms);
}

static unsigned int nr_online(const struct frame *f)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < f->nr_cpus; i++)
		nr += f->cpus[i].online;
	return nr;
}

static int take(struct ui *ui)
{
	bool first = !ui->iv->frame;
	int err = intervals_next(ui->iv);

	next_interval(ui);
	if (!err && first)
		ui->iv->look.folded = nr_online(ui->iv->frame) > FOLD_FROM;
	return err;
}

static void choose_view(struct ui *ui, int view)
{
	bool watched = ui->iv->look.view == VIEW_tasks || ui->iv->options->tasks;

	ui->iv->look.view = (view + NR_VIEWS) % NR_VIEWS;
	ui->iv->look.scroll = 0;
	if (ui->iv->look.view == VIEW_tasks && !watched)
		ui->iv->feed->ops->watch_tasks(ui->iv->feed, true);
	else if (ui->iv->look.view != VIEW_tasks && !ui->iv->options->tasks && watched)
		ui->iv->feed->ops->watch_tasks(ui->iv->feed, false);
}

static void scroll_by(struct ui *ui, long rows)
{
	unsigned int *scroll = &ui->iv->look.scroll;
	long most = (long)ui->scroll - page_of(ui), to = *scroll + rows;

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
	next_interval(ui);
}

static int step_back(struct ui *ui)
{
	int err = intervals_back(ui->iv);

	if (err == -EOPNOTSUPP)
		snprintf(ui->status, sizeof(ui->status), "there is no way back but in a recording");
	else if (!err)
		ui->paused = true;
	/* A pipe is played on. */
	return err == -EOPNOTSUPP || err == -ESPIPE ? 0 : err;
}

static void measure_otherwise(struct ui *ui)
{
	enum source other = ui->iv->frame && ui->iv->frame->source == SOURCE_PROBE ? SOURCE_SUITE
										   : SOURCE_PROBE;

	if (!ui->iv->feed->ops->choose(ui->iv->feed, other))
		snprintf(ui->status, sizeof(ui->status), "measuring by the %s", source_name(other));
}

static void ask_policy(struct ui *ui)
{
	size_t used;

	if (ui->iv->options->replay) {
		snprintf(ui->status, sizeof(ui->status), "this is a recording");
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
		snprintf(ui->status, sizeof(ui->status), "not switched");
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

/* What a key does to the looks of a view, or of all. */
static void look_key(struct ui *ui, enum key_action action)
{
	struct look *look = &ui->iv->look;

	switch (action) {
	case KEY_FOLD:
		look->folded = !look->folded;
		look->scroll = 0;
		break;
	case KEY_SINCE:
		look->since = !look->since;
		break;
	case KEY_SORT:
		look->sort = (look->sort + 1) % NR_TASK_SORTS;
		break;
	case KEY_REVERSE:
		look->reverse = !look->reverse;
		break;
	case KEY_FILTER:
		ui->mode = MODE_FILTER;
		filter_key(ui, 0);
		break;
	case KEY_ZERO:
		if (look->view == VIEW_tasks)
			ui->iv->feed->ops->watch_tasks(ui->iv->feed, true);
		break;
	case KEY_CHARSET:
		ui->ascii = !ui->ascii || !screen_utf8();
		break;
	case KEY_REDRAW:
		screen_redraw();
		break;
	default:
		break;
	}
}

static int do_key(struct ui *ui, enum key_action action)
{
	int page = ui->canvas.rows > 7 ? ui->canvas.rows - 7 : 1;

	ui->status[0] = '\0';
	if (action >= KEY_VIEW_1 && action <= KEY_VIEW_LAST) {
		if (action - KEY_VIEW_1 < NR_VIEWS)
			choose_view(ui, action - KEY_VIEW_1);
		return 0;
	}
	switch (action) {
	case KEY_QUIT:
		ui->quit = true;
		break;
	case KEY_HELP_ME:
		ui->mode = MODE_HELP;
		break;
	case KEY_UP_ROW:
	case KEY_DOWN_ROW:
		scroll_by(ui, action == KEY_UP_ROW ? -1 : 1);
		break;
	case KEY_UP_PAGE:
	case KEY_DOWN_PAGE:
		scroll_by(ui, action == KEY_UP_PAGE ? -page : page);
		break;
	case KEY_TOP:
	case KEY_BOTTOM:
		scroll_by(ui, action == KEY_TOP ? -1000000 : 1000000);
		break;
	case KEY_NEXT_VIEW:
	case KEY_PREV_VIEW:
		choose_view(ui, (int)ui->iv->look.view + (action == KEY_NEXT_VIEW ? 1 : -1));
		break;
	case KEY_PAUSE:
		ui->paused = !ui->paused;
		next_interval(ui);
		break;
	case KEY_STEP:
		return take(ui);
	case KEY_BACK:
		return step_back(ui);
	case KEY_MINUS:
	case KEY_PLUS:
		change_interval(ui, action == KEY_PLUS);
		break;
	case KEY_MEASURE:
		measure_otherwise(ui);
		break;
	case KEY_POLICY:
		ask_policy(ui);
		break;
	default:
		look_key(ui, action);
		break;
	}
	return 0;
}

static int keys_of(struct ui *ui)
{
	int code, err = 0;

	while (!err && !ui->quit && (code = screen_key()) >= 0) {
		screen_forget();
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
			err = do_key(ui, key_action(code));
			break;
		}
	}
	return err;
}

static long left_ms(const struct ui *ui)
{
	__u64 now = clock_ns();

	if (ui->paused || ui->iv->at_end)
		return MOST_MS;
	return now >= ui->next ? 0 : (long)((ui->next - now) / 1000000) + 1;
}

int dashboard(struct intervals *iv)
{
	struct ui ui = {.iv = iv, .interval_ms = iv->options->interval_ms};
	unsigned int frames = 0;
	int err = screen_start(iv->options->color);

	if (err)
		return err;
	ui.ascii = iv->options->ascii || !screen_utf8();
	ui.paused = iv->options->paused;
	next_interval(&ui);
	if (iv->options->replay)
		err = take(&ui); /* the first picture is there at once */
	while (!err && !ui.quit && !signals_asked_to_end()) {
		show(&ui);
		intervals_wait(iv, true, left_ms(&ui));
		err = keys_of(&ui);
		if (err || ui.quit ||
		    (!signals_asked_for_interval() && (ui.paused || clock_ns() < ui.next)))
			continue;
		err = take(&ui);
		if (iv->options->count && ++frames == iv->options->count)
			break;
	}
	screen_stop();
	canvas_free(&ui.canvas);
	return err;
}
