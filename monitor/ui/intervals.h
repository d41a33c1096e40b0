/* SPDX-License-Identifier: GPL-2.0 */
/* What both the dashboard and batch do with each interval: take it in, record it. */
#ifndef MONITOR_UI_INTERVALS_H
#define MONITOR_UI_INTERVALS_H

#include "feed/feed.h"
#include "options.h"
#include "format/output.h"
#include "views/views.h"

struct watcher {
	const struct options *options;
	struct feed *feed;
	struct model model;
	const struct frame *frame; /* the last one; NULL before the first */
	struct look look;
	FILE *record;
	bool at_end;  /* of a recording */
	double speed; /* and so many times as fast is it shown; 0: without waiting */
};

/* Open what the options ask for. 0 or -errno, after saying what is wrong. */
int watcher_open(struct watcher *w, const struct options *o);
void watcher_close(struct watcher *w);

/*
 * The next interval ends now. 0 or -errno, after saying what is wrong. At the end of a recording
 * nothing changes but at_end.
 */
int watcher_next(struct watcher *w);

/*
 * Back to the end of the interval before, in a recording: read again from its start. 0, also at the
 * first interval; -EOPNOTSUPP: this is no recording; -ESPIPE: it is a pipe; or as watcher_next().
 */
int watcher_back(struct watcher *w);

/* Twice or half as fast, from 1/16 to the most that --speed takes. */
double watcher_change_speed(double speed, bool faster);

/* Has a signal asked to end? SIGINT, SIGTERM and SIGHUP do, but only in watcher_wait(). */
bool watcher_ended(void);

/* Has SIGUSR1 asked, since the last call, to end the interval at once? Also only while waiting. */
bool watcher_asked(void);

/*
 * Wait for input on stdin (if @input) or for @ms. A signal ends it early, and so does it that
 * watched tasks must be asked for now and then.
 */
void watcher_wait(struct watcher *w, bool input, long ms);

/* Length of the interval that comes next, ns: @ms, or as a recording has it. */
__u64 watcher_span(const struct watcher *w, unsigned int ms);

/* The dashboard; batch: text or JSON on stdout. 0 or -errno. */
int dashboard(struct watcher *w);
int batch(struct watcher *w);

#endif
