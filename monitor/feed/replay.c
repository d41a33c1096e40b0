/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames from a recording: a file of lines as --json prints them. One line is read ahead, so that a
 * file that is not a recording is refused before anything is shown.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "feed/feed.h"
#include "feed/signals.h"
#include "format/output.h"
#include "user/log.h"

struct replay {
	struct feed feed;
	const char *path;
	FILE *file;
	/* The line that was read last, and the size of its memory: getline() owns both. */
	char *line;
	size_t room;
	/* The number of the line that was read last, from 1. */
	unsigned long nr;
	/* The frame that was read ahead. NULL at the end. */
	struct frame *next;
	/* The frame that next() returned last. */
	struct frame *shown;
	/* Why reading ahead failed: 0 or -errno, said. */
	int err;
};

static struct replay *replay_of(struct feed *feed)
{
	return (struct replay *)feed;
}

/* Say that the line that was read last is wrong, and @why. */
static int refuse(const struct replay *r, const char *why)
{
	if (r->nr == 1)
		log_err("%s is not a recording made by scx-monitor: %s", r->path, why);
	else
		log_err("%s is damaged in line %lu: %s", r->path, r->nr, why);
	return -EILSEQ;
}

static int refuse_cut_off(const struct replay *r)
{
	if (r->nr == 1)
		return refuse(r, "it is not JSON, or it was cut off in its first line");
	log_err("%s is cut off in line %lu; `head -n %lu %s` gives the part that is whole", r->path,
		r->nr, r->nr - 1, r->path);
	return -EILSEQ;
}

/* Read the next line. Returns its length; 0 at the end or after a signal; -errno, said. */
static ssize_t read_line(struct replay *r)
{
	int first = getc(r->file);
	ssize_t length;

	/* A foreign file may be one endless line: its first byte is enough to refuse it. */
	if (first != EOF && ungetc(first, r->file) != '{')
		return refuse(r, "it is not JSON");
	length = first == EOF ? -1 : getline(&r->line, &r->room, r->file);
	if (signals_asked_to_end()) /* the line may have been cut short */
		return 0;
	if (length > 0)
		return length;
	if (feof(r->file))
		return 0;
	log_err("cannot read %s: %s", r->path, strerror(errno));
	return -EIO;
}

/* Read the frame of the next line into @r->next, NULL at the end. 0 or -errno, said. */
static int read_ahead(struct replay *r)
{
	ssize_t length = 0;
	const char *why;
	int err;

	r->next = NULL;
	r->nr++;
	signals_let_in(true);
	if (!signals_asked_to_end())
		length = read_line(r);
	signals_let_in(false);
	if (length <= 0)
		return (int)length;
	if (r->line[length - 1] != '\n')
		return refuse_cut_off(r);
	err = frame_of_json(&r->next, r->line, length, &why);
	return err == -EINVAL ? refuse(r, why) : err;
}

static int replay_next(struct feed *feed, const struct frame **frame)
{
	struct replay *r = replay_of(feed);

	if (r->err)
		return r->err;
	if (!r->next)
		return -ENODATA;
	frame_free(r->shown);
	r->shown = r->next;
	r->err = read_ahead(r);
	*frame = r->shown;
	return 0;
}

static int replay_watch_tasks(struct feed *feed, bool on)
{
	(void)feed;
	(void)on;
	return 0; /* A recording has the tasks that were recorded. */
}

static int replay_choose(struct feed *feed, enum source source)
{
	(void)feed;
	(void)source;
	log_err("the source of a recording cannot be changed");
	return -EOPNOTSUPP;
}

static int replay_rewind(struct feed *feed)
{
	struct replay *r = replay_of(feed);

	if (fseek(r->file, 0, SEEK_SET)) {
		log_err("%s cannot be read again from its start: there is no way back", r->path);
		return -ESPIPE;
	}
	frame_free(r->next);
	r->nr = 0;
	r->err = read_ahead(r);
	return r->err;
}

static void replay_close(struct feed *feed)
{
	struct replay *r = replay_of(feed);

	frame_free(r->next);
	frame_free(r->shown);
	free(r->line);
	if (r->file)
		fclose(r->file);
	free(r);
}

static const struct feed_ops replay_ops = {
	.next = replay_next,
	.watch_tasks = replay_watch_tasks,
	.choose = replay_choose,
	.rewind = replay_rewind,
	.close = replay_close,
};

int replay_open(struct feed **feed, const char *path)
{
	struct replay *r = calloc(1, sizeof(*r));
	int err = 0;

	if (!r)
		return -ENOMEM;
	r->feed.ops = &replay_ops;
	r->path = path;
	signals_let_in(true);
	r->file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	signals_let_in(false);
	if (!r->file)
		err = -errno;
	if (err && !signals_asked_to_end())
		log_err("cannot open %s: %s", path, strerror(-err));
	err = err ?: read_ahead(r);
	if (signals_asked_to_end()) {
		err = -EINTR;
	} else if (!err && !r->next) {
		log_err("%s is empty", path);
		err = -EILSEQ;
	}
	if (err) {
		replay_close(&r->feed);
		return err;
	}
	*feed = &r->feed;
	return 0;
}
