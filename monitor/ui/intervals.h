/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Intervals: what the dashboard and batch have in common.
 *
 * A feed delivers one frame for each interval. intervals_next() ends the running interval: it takes
 * the next frame from the feed, adds the frame to the model, and writes the frame to the recording
 * that --record asks for. Dashboard and batch decide when an interval ends and what is shown.
 */
#ifndef MONITOR_UI_INTERVALS_H
#define MONITOR_UI_INTERVALS_H

#include <stdio.h>
#include "feed/feed.h"
#include "frame/model.h"
#include "options.h"
#include "views/views.h"

struct intervals {
	/* The command line. main() owns it. */
	const struct options *options;
	/* Where frames come from. Open between intervals_open() and intervals_close(). */
	struct feed *feed;
	/* All frames so far, put together. */
	struct model model;
	/* The last frame. The feed owns it until the next one. NULL before the first. */
	const struct frame *frame;
	/* What the user has chosen to see. */
	struct look look;
	/* The file that --record names. NULL without --record. */
	FILE *record;
	/* True while a recording stands at its end. */
	bool at_end;
	/* A recording is shown this many times as fast as it was made; 0 means without waiting. */
	double speed;
};

/* Open the feed and the recording that @o asks for. 0 or -errno, after saying what is wrong. */
int intervals_open(struct intervals *iv, const struct options *o);

/* Close and free everything, also after intervals_open() has failed. */
void intervals_close(struct intervals *iv);

/*
 * End the interval and take its frame in. Returns 0, or -errno after saying what is wrong. At the
 * end of a recording only at_end changes.
 */
int intervals_next(struct intervals *iv);

/*
 * Go back to the end of the interval before, by reading the recording again from its start. Returns
 * 0, also at the first interval, where nothing changes; -EOPNOTSUPP when the feed is the running
 * kernel; -ESPIPE when the recording is a pipe; else as intervals_next().
 */
int intervals_back(struct intervals *iv);

/* @speed doubled if @faster, else halved, from 1/16 to the maximum of --speed. */
double intervals_change_speed(double speed, bool faster);

/*
 * Wait for @ms milliseconds, or, if @input, for a key. Returns early after a signal, and every few
 * seconds to renew the watch of tasks: the caller looks at the clock.
 */
void intervals_wait(struct intervals *iv, bool input, long ms);

/* Length of the next interval in ns: @ms, or for a recording as recorded, divided by the speed. */
__u64 intervals_span(const struct intervals *iv, unsigned int ms);

#endif
