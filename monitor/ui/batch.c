/* SPDX-License-Identifier: GPL-2.0 */
/* Batch: every interval as text, JSON or OpenMetrics on stdout. */
#include "ui/batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "feed/signals.h"
#include "format/output.h"
#include "ui/screen.h"
#include "user/clock.h"
#include "user/log.h"

/* The size of the text. COLUMNS in the environment says otherwise for the width. */
#define ROWS 24
#define COLS 80
#define LEAST_COLS 40
#define MOST_COLS 1000

static int columns(void)
{
	const char *text = getenv("COLUMNS");
	int cols = text ? atoi(text) : COLS;

	return cols < LEAST_COLS ? LEAST_COLS : cols > MOST_COLS ? MOST_COLS : cols;
}

static int print_text(struct intervals *iv)
{
	struct scene scene = {.model = &iv->model, .frame = iv->frame, .look = &iv->look};
	struct canvas c = {.utf8 = screen_utf8() && !iv->options->ascii};
	unsigned int rows;
	int err = canvas_resize(&c, ROWS_ABOVE, columns());

	if (err)
		return err;
	/* A view that scrolls on the screen is printed whole: drawn small, it tells its length. */
	rows = views_draw(&c, &scene, "");
	err = canvas_resize(&c, rows ? (int)rows + ROWS_ABOVE : ROWS, columns());
	if (!err) {
		views_draw(&c, &scene, "");
		err = canvas_print(&c, stdout);
	}
	if (!err && (fputc('\n', stdout) == EOF || fflush(stdout)))
		err = -errno;
	canvas_free(&c);
	return err;
}

static int print(struct intervals *iv)
{
	int err;

	if (iv->options->action == ACTION_JSON)
		err = output_json_frame(stdout, &iv->model, iv->frame);
	else if (iv->options->action == ACTION_OPENMETRICS)
		err = output_openmetrics(stdout, &iv->model, iv->frame);
	else
		err = print_text(iv);
	if (err && err != -EPIPE)
		log_err("cannot write to stdout: %s", strerror(-err));
	return err;
}

/*
 * Wait for the end of the interval that began at @begin and is @span ns long. A signal ends it
 * earlier; an interval that is over already still waits long enough to see a signal. Returns when
 * the next interval begins: after a reader that stalled for more than an interval, that is now.
 */
static __u64 interval_end(struct intervals *iv, __u64 begin, __u64 span)
{
	__u64 end = begin + span, now = clock_ns();

	if (iv->feed->is_live && now > end + span)
		end = now;
	do {
		intervals_wait(iv, false, now < end ? (long)((end - now) / 1000000) + 1 : 0);
		now = clock_ns();
		if (signals_asked_for_interval())
			return now;
	} while (!signals_asked_to_end() && now < end);
	return end;
}

int batch(struct intervals *iv)
{
	const struct options *o = iv->options;
	/* Of a recording, a collector gets one exposition of all intervals. */
	bool at_end = o->replay && o->action == ACTION_OPENMETRICS;
	__u64 next = clock_ns();
	int err = 0;

	for (unsigned int i = 0; !err && (!o->count || i < o->count); i++) {
		next = interval_end(iv, next, intervals_span(iv, o->interval_ms));
		if (signals_asked_to_end())
			break;
		err = intervals_next(iv);
		if (!err && iv->at_end)
			break;
		if (!at_end)
			err = err ?: print(iv);
	}
	if (at_end && iv->frame)
		err = err ?: print(iv);
	/* A reader that has seen enough closes the pipe: no failure. */
	return err == -EPIPE ? 0 : err;
}
