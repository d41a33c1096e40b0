/* SPDX-License-Identifier: GPL-2.0 */
/* Intervals: what the dashboard and batch have in common. */
#include "ui/intervals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "feed/signals.h"
#include "format/output.h"
#include "user/log.h"

/* A watch of tasks is renewed at least this often: it ends by itself after WATCH_LEASE, 10 s. */
#define KEEP_MS 4000

void intervals_wait(struct intervals *iv, bool input, long ms)
{
	if (iv->feed->ops->keep_watching) {
		iv->feed->ops->keep_watching(iv->feed);
		ms = ms > KEEP_MS ? KEEP_MS : ms;
	}
	signals_wait(input, ms);
}

int intervals_open(struct intervals *iv, const struct options *o)
{
	int err;

	memset(iv, 0, sizeof(*iv));
	iv->options = o;
	iv->speed = o->speed;
	iv->look.view = o->view;
	snprintf(iv->look.filter, sizeof(iv->look.filter), "%s", o->filter);
	/* Before the feed: a signal that arrives while the probe is loaded must not be lost. */
	signals_catch();
	err = model_init(&iv->model);
	if (!err)
		err = o->replay ? replay_open(&iv->feed, o->replay)
				: live_open(&iv->feed, o->source, o->action == ACTION_OPENMETRICS);
	if (!err && o->record) {
		iv->record = fopen(o->record, "we");
		if (!iv->record) {
			err = -errno;
			log_err("cannot write %s: %s", o->record, strerror(errno));
		}
	}
	if (err)
		return err;
	if (o->tasks || views[o->view]->shows_tasks)
		iv->feed->ops->watch_tasks(iv->feed, true);
	return 0;
}

void intervals_close(struct intervals *iv)
{
	if (iv->record)
		fclose(iv->record);
	if (iv->feed)
		iv->feed->ops->close(iv->feed);
	model_free(&iv->model);
}

__u64 intervals_span(const struct intervals *iv, unsigned int ms)
{
	if (!iv->options->replay)
		return ms * 1000000ULL;
	if (!iv->frame || !iv->speed)
		return 0;
	return (__u64)(iv->frame->span_ns / iv->speed);
}

int intervals_next(struct intervals *iv)
{
	const struct frame *frame;
	int err = iv->feed->ops->next(iv->feed, &frame);

	if (err == -ENODATA) {
		iv->at_end = true;
		return 0;
	}
	err = err ?: model_add(&iv->model, frame);
	if (err)
		return err;
	iv->frame = frame;
	if (iv->record)
		err = output_json_frame(iv->record, &iv->model, frame);
	if (err)
		log_err("cannot write %s: %s", iv->options->record, strerror(-err));
	return err;
}

int intervals_back(struct intervals *iv)
{
	__u64 nr = iv->model.nr_frames;
	int err;

	if (!iv->feed->ops->rewind)
		return -EOPNOTSUPP;
	if (nr < 2)
		return 0;
	err = iv->feed->ops->rewind(iv->feed);
	if (err)
		return err;
	/* The model is a sum: a frame cannot be taken out of it, so the sum is made anew. */
	iv->at_end = false;
	model_free(&iv->model);
	err = model_init(&iv->model);
	while (!err && --nr)
		err = intervals_next(iv);
	return err;
}

double intervals_change_speed(double speed, bool faster)
{
	if (!speed) /* without waiting */
		return faster ? 0 : MOST_SPEED;
	speed = faster ? speed * 2 : speed / 2;
	return speed > MOST_SPEED ? MOST_SPEED : speed < 1.0 / 16 ? 1.0 / 16 : speed;
}
