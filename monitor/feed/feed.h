/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Feeds: where frames come from.
 *
 * A feed is the running kernel (live.c) or a recording (replay.c). It delivers one frame an
 * interval through next(); the caller decides when an interval ends.
 */
#ifndef MONITOR_FEED_FEED_H
#define MONITOR_FEED_FEED_H

#include "frame/frame.h"

struct feed {
	const struct feed_ops *ops;
	/* The feed is the running kernel. */
	bool is_live;
};

struct feed_ops {
	/*
	 * Delivers the next frame. The feed owns the frame, which is valid until the next call.
	 * Live: the frame holds what has happened since the last call. Replay: it is the next
	 * frame of the recording; the caller waits for its span. Returns 0; -ENODATA at the end of
	 * a recording; or -errno, after saying what is wrong.
	 */
	int (*next)(struct feed *feed, const struct frame **frame);

	/*
	 * Begins to watch tasks, from zero, or ends the watch. Returns 0 or -errno. A recording has
	 * the tasks that were recorded: nothing changes.
	 */
	int (*watch_tasks)(struct feed *feed, bool on);

	/*
	 * Renews the watch of tasks, which ends by itself if neither this nor next() is called for
	 * 10 s. Live only: NULL for a recording.
	 */
	void (*keep_watching)(struct feed *feed);

	/*
	 * Takes the figures from @source from now on. Returns 0, or -errno after saying what is
	 * wrong: then nothing changes. A recording always fails.
	 */
	int (*choose)(struct feed *feed, enum source source);

	/*
	 * Begins the recording again. Returns 0; -ESPIPE when it is a pipe; or -errno, both after
	 * saying what is wrong. Replay only: NULL for the running kernel.
	 */
	int (*rewind)(struct feed *feed);

	/* Closes and frees the feed. */
	void (*close)(struct feed *feed);
};

/*
 * Open the running kernel. With @from_zero the first frame holds all that has happened since the
 * scheduler was attached, else since now. Returns 0; -EPERM; -EOPNOTSUPP when this kernel cannot
 * run the probe; -ENOTCONN when @source is SOURCE_SUITE and the suite is not attached. Says what is
 * wrong.
 */
int live_open(struct feed **feed, enum source source, bool from_zero);

/*
 * Open the recording @path; "-" is stdin. Returns 0; the -errno of open(); -EILSEQ when the file is
 * not a recording or is damaged. Says what is wrong. -EINTR means that a signal has asked the
 * program to end: nothing is said.
 */
int replay_open(struct feed **feed, const char *path);

#endif
