/* SPDX-License-Identifier: GPL-2.0 */
/* Frames from the running kernel: what the maps count now minus what they counted before. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "feed/feed.h"
#include "feed/machine.h"
#include "feed/tasks.h"
#include "user/clock.h"
#include "user/log.h"

/* A watch of tasks is renewed this often: well within WATCH_LEASE. */
#define KEEP_NS 3000000000ULL

struct live {
	struct feed feed;
	/* The source that the user wishes for. */
	enum source wish;
	/* --source was auto: a wish for the suite means "the suite while it is there". */
	bool automatic;
	/* The user wishes tasks to be watched. */
	bool watching;
	struct topology topology;
	/* The number of possible CPUs: a per-CPU map has as many values. */
	unsigned int nr_cpus;
	/* For each of frame->cpus[] the index of its value in a per-CPU map. */
	unsigned int *value;
	/* The maps that are open. maps.source is SOURCE_AUTO while none are. */
	struct maps maps;
	/* What the maps counted at the last frame and count now: MAX_POLICIES times nr_cpus. */
	struct cpu_stats *before, *now;
	/* The counters of the kernel at the last frame, and the enable_seq that they belong to. */
	struct kernel_counters counters;
	__u64 counters_of;
	/* When the last frame ended, CLOCK_MONOTONIC and CLOCK_BOOTTIME, ns. */
	__u64 last, last_boot;
	/* When the tasks were read last, CLOCK_MONOTONIC, ns. */
	__u64 asked_tasks;
	/* The frame that next() returns. */
	struct frame *frame;
};

static struct live *live_of(struct feed *feed)
{
	return (struct live *)feed;
}

static size_t stats_size(const struct live *l)
{
	return MAX_POLICIES * l->nr_cpus * sizeof(struct cpu_stats);
}

/* Put into the frame why the suite that has just gone was ended, if the suite told. */
static void keep_reason(struct live *l)
{
	const struct exit_record *exit = suite_exit(&l->maps.suite);
	char *text = l->frame->machine.exit_text;
	size_t size = sizeof(l->frame->machine.exit_text);

	if (!exit || !exit->kind)
		snprintf(text, size, "it gave no reason");
	else
		snprintf(text, size, "%.80s%s%.100s", exit->reason, exit->message[0] ? ": " : "",
			 exit->message);
}

/*
 * Begin with the maps that are open now: from what they have counted so far, or, if their scheduler
 * was attached after @since (CLOCK_BOOTTIME, ns), from zero.
 */
static int begin(struct live *l, __u64 since)
{
	if (l->maps.record && l->maps.record->boot_ns >= since) {
		memset(l->before, 0, stats_size(l));
		return 0;
	}
	return maps_read(&l->maps, l->before, l->nr_cpus);
}

/* Open the maps of the source that is wished for. 0, or -errno after saying what is wrong. */
static int open_maps(struct live *l, const struct scx_state *st)
{
	int err = -ENOTCONN;

	if (l->wish != SOURCE_PROBE)
		err = maps_open_suite(&l->maps, st);
	if (err && l->wish == SOURCE_SUITE) {
		if (err == -EPERM)
			log_err("not permitted to read the suite's maps: run as root");
		else if (err == -EINVAL)
			log_err("the attached suite is of another version: use --source probe");
		else
			log_err("the suite is not attached: attach it with scx-load --policy NAME, "
				"or use --source probe");
		return err == -EINVAL ? -ENOTCONN : err;
	}
	return err ? maps_open_probe(&l->maps) : 0;
}

/*
 * Put what @l->now has more than @l->before into the frame; with @more, add it to the figures that
 * the frame has. Then @l->now becomes @l->before.
 */
static void fill_stats(struct live *l, bool more)
{
	struct frame *f = l->frame;
	struct cpu_stats *swap, diff;

	if (!more)
		frame_clear(f);
	f->nr_policies = (int)l->maps.nr_keys;
	for (int key = 0; key < f->nr_policies; key++) {
		const char *name = l->maps.keys[key].name;

		snprintf(f->policies[key].name, sizeof(f->policies[key].name), "%.*s",
			 POLICY_NAME - 1, name[0] ? name : machine_who(&f->machine));
		for (unsigned int i = 0; i < f->nr_cpus; i++) {
			size_t at = (size_t)key * l->nr_cpus + l->value[i];

			/* Most policies count nothing: only one is active. */
			if (!memcmp(&l->now[at], &l->before[at], sizeof(diff)))
				continue;
			cpu_stats_sub(&diff, &l->now[at], &l->before[at]);
			cpu_stats_add(&f->cpus[i].stats, &diff);
			cpu_stats_add(&f->policies[key].stats, &diff);
		}
	}
	frame_sum(f);
	swap = l->before;
	l->before = l->now;
	l->now = swap;
}

/*
 * Begin with maps that have just been opened. What a suite that was attached in this interval has
 * counted so far belongs to the frame, beside what the suite before it counted.
 */
static int join(struct live *l)
{
	bool came = l->maps.record && l->maps.record->boot_ns >= l->last_boot;
	int err = begin(l, l->last_boot);

	if (err || !came)
		return err;
	err = maps_read(&l->maps, l->now, l->nr_cpus);
	if (!err) {
		fill_stats(l, true);
		l->frame->source = l->maps.source;
	}
	return err;
}

/*
 * Follow what is attached: the open maps may be of a scheduler that has gone, and the suite may be
 * there again, which is preferred to the probe. Without maps the frames go on without figures. True
 * if the figures come from other maps from now on.
 */
static bool follow(struct live *l, const struct scx_state *st)
{
	enum source old = l->maps.source;
	bool gone = false;
	struct maps suite;
	int err = 0;

	if (l->maps.source != SOURCE_AUTO && !maps_valid(&l->maps, st)) {
		keep_reason(l);
		maps_close(&l->maps);
		gone = true;
	}
	/* The probe has counted this interval so far: the suite counts from now on. */
	if (l->maps.source == SOURCE_PROBE && l->wish != SOURCE_PROBE &&
	    !maps_open_suite(&suite, st)) {
		maps_close(&l->maps);
		l->maps = suite;
		err = begin(l, UINT64_MAX);
	} else if (l->maps.source == SOURCE_AUTO && l->wish != SOURCE_SUITE) {
		err = open_maps(l, st) ?: join(l);
	} else if (l->maps.source == SOURCE_AUTO && !maps_open_suite(&l->maps, st)) {
		err = join(l);
	}
	if (err)
		maps_close(&l->maps);
	return gone || old != l->maps.source;
}

/* Are tasks watched, by the maps that are open? */
static bool watches(const struct live *l)
{
	return l->watching && l->maps.source != SOURCE_AUTO && l->maps.tasks_prog >= 0;
}

/* Put the tasks that have waited into the frame. */
static void fill_tasks(struct live *l)
{
	struct frame *f = l->frame;
	int err;

	f->has_tasks = false;
	f->nr_tasks = 0;
	if (!watches(l))
		return;
	l->asked_tasks = clock_ns();
	err = tasks_read(&l->maps, f);
	if (err)
		log_warn("cannot read the tasks: %s", strerror(-err));
}

static void fill_counters(struct live *l)
{
	struct kernel_counters now;

	machine_counters(&now);
	/* The kernel begins them at zero for each scheduler. */
	if (l->counters_of != l->frame->machine.enable_seq)
		l->counters.nr = 0;
	machine_grown(l->frame, &now, &l->counters);
	l->counters = now;
	l->counters_of = l->frame->machine.enable_seq;
}

/* Read what the open maps have counted. Their scheduler may have gone in this interval. */
static int read_figures(struct live *l)
{
	struct frame *f = l->frame;
	int err = 0;
	__u64 now;

	if (l->maps.source != SOURCE_AUTO)
		err = maps_read(&l->maps, l->now, l->nr_cpus);
	now = clock_ns();
	f->end_ns = clock_read(CLOCK_REALTIME);
	f->span_ns = now - l->last;
	f->source = l->maps.source;
	l->last = now;
	if (err)
		return err;
	fill_stats(l, false);
	fill_tasks(l);
	return 0;
}

static void live_keep_watching(struct feed *feed)
{
	struct live *l = live_of(feed);
	__u64 now = clock_ns();

	if (!watches(l) || now - l->asked_tasks < KEEP_NS)
		return;
	l->asked_tasks = now;
	tasks_keep_watching(&l->maps);
}

static int live_next(struct feed *feed, const struct frame **frame)
{
	struct live *l = live_of(feed);
	struct frame *f = l->frame;
	struct scx_state st = {0};
	__u64 boot;
	int err;

	scx_state_read(&st); /* Empty on a kernel without sched_ext, where the probe works too. */
	boot = clock_read(CLOCK_BOOTTIME);
	err = read_figures(l);
	/* While a scheduler comes or goes all stays as it was: its exit reason is not there yet. */
	if (!scx_in_between(&st)) {
		/* Loading the probe takes a while, in which nothing is counted. */
		if (!err && follow(l, &st)) {
			l->last = clock_ns();
			l->asked_tasks = 0;
			live_keep_watching(&l->feed);
		}
		machine_read(&f->machine, &st, &l->maps);
	}
	l->last_boot = boot;
	err = err ?: machine_online(f);
	if (err) {
		log_err("cannot read the statistics: %s", strerror(-err));
		return err;
	}
	fill_counters(l);
	*frame = f;
	return 0;
}

static int live_watch_tasks(struct feed *feed, bool on)
{
	struct live *l = live_of(feed);

	l->watching = on;
	if (l->maps.source == SOURCE_AUTO)
		return 0;
	l->asked_tasks = clock_ns();
	/* The first reading begins the watch. */
	return tasks_end_watch(&l->maps) ?: on ? tasks_read(&l->maps, l->frame) : 0;
}

static int live_choose(struct feed *feed, enum source source)
{
	struct live *l = live_of(feed);
	enum source old = l->wish;
	struct maps before = l->maps;
	struct scx_state st = {0};
	int err;

	scx_state_read(&st);
	l->wish = source;
	err = open_maps(l, &st);
	if (err) {
		l->maps = before;
		l->wish = old;
		return err;
	}
	maps_close(&before);
	if (source == SOURCE_SUITE && l->automatic)
		l->wish = SOURCE_AUTO;
	return begin(l, UINT64_MAX);
}

static void live_close(struct feed *feed)
{
	struct live *l = live_of(feed);

	maps_close(&l->maps);
	frame_free(l->frame);
	free(l->before);
	free(l->now);
	free(l->value);
	free(l);
}

static const struct feed_ops live_ops = {
	.next = live_next,
	.watch_tasks = live_watch_tasks,
	.keep_watching = live_keep_watching,
	.choose = live_choose,
	.close = live_close,
};

static int prepare(struct live *l)
{
	int err = topology_read(&l->topology, "/sys");
	unsigned int nr_shown = 0;

	if (err) {
		log_err("cannot read the CPUs from /sys: %s", strerror(-err));
		return err;
	}
	for (unsigned int cpu = 0; cpu < l->topology.nr_cpus; cpu++) {
		l->nr_cpus += l->topology.possible[cpu];
		nr_shown += l->topology.present[cpu];
	}
	l->before = calloc(1, stats_size(l));
	l->now = calloc(1, stats_size(l));
	l->value = calloc(nr_shown, sizeof(*l->value));
	l->frame = frame_new(nr_shown);
	if (!l->before || !l->now || !l->value || !l->frame) {
		log_err("no memory for %u CPUs", l->nr_cpus);
		return -ENOMEM;
	}
	machine_begin(&l->frame->machine);
	machine_cpus(l->frame, &l->topology);
	machine_values(l->value, l->frame, &l->topology);
	return 0;
}

int live_open(struct feed **feed, enum source source, bool from_zero)
{
	struct live *l = calloc(1, sizeof(*l));
	struct scx_state st = {0};
	int err;

	if (!l)
		return -ENOMEM;
	l->feed.ops = &live_ops;
	l->feed.is_live = true;
	l->wish = source;
	l->automatic = source == SOURCE_AUTO;
	scx_state_read(&st);
	err = prepare(l) ?: open_maps(l, &st) ?: begin(l, from_zero ? 0 : UINT64_MAX);
	if (err) {
		live_close(&l->feed);
		return err;
	}
	l->last = clock_ns();
	l->last_boot = clock_read(CLOCK_BOOTTIME);
	if (!scx_in_between(&st))
		machine_read(&l->frame->machine, &st, &l->maps);
	machine_counters(&l->counters);
	l->counters_of = st.enable_seq;
	*feed = &l->feed;
	return 0;
}
