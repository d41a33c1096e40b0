/* SPDX-License-Identifier: GPL-2.0 */
/* The maps that figures are read from: those of the attached suite, or of the probe. */
#ifndef MONITOR_FEED_MAPS_H
#define MONITOR_FEED_MAPS_H

#include "frame/frame.h"
#include "user/suite.h"
#include "user/sysfs.h"

struct bpf_object;

#define MAX_PROBE_LINKS 3

struct maps {
	enum source source; /* SOURCE_SUITE or SOURCE_PROBE; SOURCE_AUTO when none is open */
	int stats;	    /* fd of the per-CPU statistics */
	int tasks_prog;	    /* fd of the task iterator, negative if there is none */
	__u32 nr_keys;	    /* of the statistics: one for each policy of the suite, by id */
	struct {
		__u32 id;
		const char *name; /* as the suite describes it; "" from the probe */
	} keys[MAX_POLICIES];
	/* The suite's; closed and NULL when the probe is open. */
	struct suite suite;
	struct session_record *record;
	/* The probe's. */
	struct bpf_object *probe;
	struct bpf_link *links[MAX_PROBE_LINKS];
};

/*
 * Open the maps of the suite that @st says is attached. 0; -ENOTCONN when it is not, or left no
 * record; -EPERM; -EINVAL when it is of another version. Says nothing.
 */
int maps_open_suite(struct maps *m, const struct scx_state *st);

/* Load the probe and attach it to the tracepoints. 0; -EPERM; -EOPNOTSUPP. Says what is wrong. */
int maps_open_probe(struct maps *m);

/* Harmless on closed ones. */
void maps_close(struct maps *m);

/* Is what @m was opened for still attached? Always so for the probe. */
bool maps_valid(const struct maps *m, const struct scx_state *st);

/*
 * Read the statistics since load: for each key, one for each possible CPU, in @stats, which has
 * nr_keys times @nr_cpus entries. 0 or -errno.
 */
int maps_read(const struct maps *m, struct cpu_stats *stats, unsigned int nr_cpus);

/* Name of the suite's active policy; "" from the probe. */
const char *maps_policy(const struct maps *m);

#endif
