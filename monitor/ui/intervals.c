/* SPDX-License-Identifier: GPL-2.0 */
/* What both the dashboard and batch do with each interval: take it in, record it. */
#include "ui/intervals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "user/log.h"
#include "ui/screen.h"

/* How often a watch of tasks is renewed: it ends by itself after WATCH_LEASE, 10 s. */
#define KEEP_MS 4000

static volatile sig_atomic_t signalled, asked;

static void on_signal(int signal)
{
	if (signal == SIGUSR1)
		asked = true;
	else
		signalled = signal;
}

bool watcher_ended(void)
{
	return signalled;
}

bool watcher_asked(void)
{
	bool was = asked;

	asked = false; /* none can come in between: they are blocked */
	return was;
}

/* Blocked but while waiting, so that none can come between a look at a flag and the wait. */
static void catch_signals(void)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
		sigaction(caught[i], &action, NULL);
		sigaddset(&block, caught[i]);
	}
	sigprocmask(SIG_BLOCK, &block, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void watcher_wait(struct watcher *w, bool input, long ms)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
	struct timespec left;
	sigset_t none;

	if (w->feed->ops->keep_watching) {
		w->feed->ops->keep_watching(w->feed);
		ms = ms > KEEP_MS ? KEEP_MS : ms;
	}
	left = (struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
	sigemptyset(&none);
	/* A terminal that has gone is always ready to be read: that is the end too. */
	if (ppoll(&in, input, &left, &none) > 0 && in.revents & (POLLHUP | POLLERR))
		signalled = SIGHUP;
}

int watcher_open(struct watcher *w, const struct options *o)
{
	int err;

	memset(w, 0, sizeof(*w));
	w->options = o;
	w->speed = o->speed;
	w->look.view = o->view;
	snprintf(w->look.filter, sizeof(w->look.filter), "%s", o->filter);
	/* Loading the probe takes a moment: a signal that comes meanwhile is kept. */
	catch_signals();
	err = model_init(&w->model);
	if (!err)
		err = o->replay ? replay_open(&w->feed, o->replay)
				: live_open(&w->feed, o->source, o->action == ACTION_OPENMETRICS);
	if (!err && o->record) {
		w->record = fopen(o->record, "we");
		if (!w->record) {
			err = -errno;
			log_err("cannot write %s: %s", o->record, strerror(errno));
		}
	}
	if (err)
		return err;
	if (o->tasks || o->view == VIEW_tasks)
		w->feed->ops->watch_tasks(w->feed, true);
	return 0;
}

void watcher_close(struct watcher *w)
{
	if (w->record)
		fclose(w->record);
	if (w->feed)
		w->feed->ops->close(w->feed);
	model_free(&w->model);
}

__u64 watcher_span(const struct watcher *w, unsigned int ms)
{
	if (!w->options->replay)
		return ms * 1000000ULL;
	if (!w->frame || !w->speed)
		return 0;
	return (__u64)(w->frame->span_ns / w->speed);
}

int watcher_next(struct watcher *w)
{
	const struct frame *frame;
	int err = w->feed->ops->next(w->feed, &frame);

	if (err == -ENODATA) {
		w->at_end = true;
		return 0;
	}
	err = err ?: model_add(&w->model, frame);
	if (err)
		return err;
	w->frame = frame;
	if (w->record)
		err = output_json_frame(w->record, &w->model, frame);
	if (err)
		log_err("cannot write %s: %s", w->options->record, strerror(-err));
	return err;
}

int watcher_back(struct watcher *w)
{
	__u64 nr = w->model.nr_frames;
	int err;

	if (!w->feed->ops->rewind)
		return -EOPNOTSUPP;
	if (nr < 2)
		return 0;
	err = w->feed->ops->rewind(w->feed);
	if (err)
		return err;
	/* What the model holds is a sum: it cannot be made smaller, only made again. */
	w->at_end = false;
	model_free(&w->model);
	err = model_init(&w->model);
	while (!err && --nr)
		err = watcher_next(w);
	return err;
}

double watcher_change_speed(double speed, bool faster)
{
	if (!speed) /* as fast as can be */
		return faster ? 0 : MOST_SPEED;
	speed = faster ? speed * 2 : speed / 2;
	return speed > MOST_SPEED ? MOST_SPEED : speed < 1.0 / 16 ? 1.0 / 16 : speed;
}
