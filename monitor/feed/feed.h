/* SPDX-License-Identifier: GPL-2.0 */
/* Where frames come from: the running kernel, or a recording. */
#ifndef MONITOR_FEED_FEED_H
#define MONITOR_FEED_FEED_H

#include "frame/frame.h"

struct feed {
	const struct feed_ops *ops;
	bool is_live;
};

struct feed_ops {
	/*
	 * The next frame, which stays the feed's and is valid until the next call. Live: what
	 * happened since the last call, now; the caller keeps the interval. Replay: the next of
	 * the recording; the caller waits for its span. 0; -ENODATA at the end of a recording;
	 * -errno after saying what is wrong.
	 */
	int (*next)(struct feed *feed, const struct frame **frame);

	/* Watch tasks from now on, each time from zero, or no more. 0 or -errno; live only. */
	int (*watch_tasks)(struct feed *feed, bool on);

	/* A watch of tasks ends by itself if this and next() are not called for 10 s. Live only. */
	void (*keep_watching)(struct feed *feed);

	/* Take the figures from here from now on. 0 or -errno, then all stays; live only. */
	int (*choose)(struct feed *feed, enum source source);

	/* Begin the recording anew. 0 or -errno, said: a pipe has no way back. Replay only. */
	int (*rewind)(struct feed *feed);

	void (*close)(struct feed *feed);
};

/*
 * The running kernel. @from_zero: the first frame holds all since the scheduler was attached, not
 * only since now. 0; -EPERM; -EOPNOTSUPP: this kernel cannot; -ENOTCONN: @source is SOURCE_SUITE
 * and the suite is not attached. Says what is wrong.
 */
int live_open(struct feed **feed, enum source source, bool from_zero);

/*
 * A recording; "-" is the standard input. 0; -errno of open(); -EILSEQ: no recording, or a damaged
 * one. Says what is wrong. -EINTR: a signal has asked for the end, which is not wrong.
 */
int replay_open(struct feed **feed, const char *path);

#endif
