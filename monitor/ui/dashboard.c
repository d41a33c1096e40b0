/* SPDX-License-Identifier: GPL-2.0 */
/* The dashboard: the terminal shows every interval, keys steer. */
#include "ui/dashboard.h"

#include <stdio.h>
#include "feed/signals.h"
#include "ui/keys.h"
#include "ui/screen.h"
#include "ui/steer.h"
#include "user/clock.h"

/* The word in the corner. */
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

/* Draw the view. If it has become too short for how far it was scrolled, scroll it back. */
static void draw_view(struct ui *ui, const struct scene *scene)
{
	long most;

	ui->rows = views_draw(&ui->canvas, scene, note(ui));
	most = (long)ui->rows - steer_page(ui);
	if (most < 0)
		most = 0;
	if (ui->iv->look.scroll <= most)
		return;
	ui->iv->look.scroll = most;
	canvas_resize(&ui->canvas, ui->canvas.rows, ui->canvas.cols);
	views_draw(&ui->canvas, scene, note(ui));
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

static int read_keys(struct ui *ui)
{
	int code, err = 0;

	while (!err && !ui->quit && (code = screen_key()) >= 0) {
		screen_forget();
		err = steer(ui, code);
	}
	return err;
}

static long left_ms(const struct ui *ui)
{
	__u64 now = clock_ns();

	if (ui->paused || ui->iv->at_end)
		return MOST_MS; /* No interval ends by itself. */
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
	steer_begin_interval(&ui);
	if (iv->options->replay)
		err = steer_next(&ui); /* The first picture is there at once. */
	while (!err && !ui.quit && !signals_asked_to_end()) {
		show(&ui);
		intervals_wait(iv, true, left_ms(&ui));
		err = read_keys(&ui);
		if (err || ui.quit ||
		    (!signals_asked_for_interval() && (ui.paused || clock_ns() < ui.next)))
			continue;
		err = steer_next(&ui);
		if (iv->options->count && ++frames == iv->options->count)
			break;
	}
	screen_stop();
	canvas_free(&ui.canvas);
	return err;
}
