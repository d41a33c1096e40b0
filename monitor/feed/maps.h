/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Maps: where the figures of a live frame are read from.
 *
 * The attached suite has its maps pinned: the monitor opens them by name. The probe has its own
 * maps: the monitor loads the probe from the object embedded in the program. Both have the same
 * per-CPU array of struct cpu_stats and a task iterator, so a reader need not know which is open.
 */
#ifndef MONITOR_FEED_MAPS_H
#define MONITOR_FEED_MAPS_H

#include "frame/frame.h"
#include "user/suite.h"
#include "user/sysfs.h"

struct bpf_object;

/* The tracepoints that the probe is attached to. */
#define MAX_PROBE_LINKS 3

struct maps {
	/* Whose maps are open: SOURCE_SUITE or SOURCE_PROBE. SOURCE_AUTO while none are. */
	enum source source;
	/* The fd of the per-CPU statistics. The suite or the probe owns it. */
	int stats;
	/* The fd of the task iterator; negative when there is none. */
	int tasks_prog;
	/* The keys of the statistics: one for each policy of the suite, one for the probe. */
	__u32 nr_keys;
	struct {
		/* The key: the policy's id. */
		__u32 id;
		/* The policy's name, which the suite's catalog owns. "" for the probe. */
		const char *name;
	} keys[MAX_POLICIES];
	/* Valid for SOURCE_SUITE; else the suite is closed and the record is NULL. */
	struct suite suite;
	struct session_record *record;
	/* Valid for SOURCE_PROBE; else NULL. */
	struct bpf_object *probe;
	struct bpf_link *links[MAX_PROBE_LINKS];
};

/*
 * Open the maps of the suite if @st says that the suite is attached. Returns 0; -ENOTCONN when the
 * suite is not attached or has no record; -EPERM; -EINVAL when the suite is of another version.
 * Says nothing.
 */
int maps_open_suite(struct maps *m, const struct scx_state *st);

/* Load the probe and attach it. 0; -EPERM; -EOPNOTSUPP; the last two after saying why. */
int maps_open_probe(struct maps *m);

/* Close the maps and take the probe out. Harmless on closed maps. */
void maps_close(struct maps *m);

/* True while the suite that @m was opened for is attached. Always true for the probe. */
bool maps_valid(const struct maps *m, const struct scx_state *st);

/*
 * Read the statistics since load into @stats, which has nr_keys times @nr_cpus entries: for each
 * key one for each of the @nr_cpus possible CPUs. 0 or -errno.
 */
int maps_read(const struct maps *m, struct cpu_stats *stats, unsigned int nr_cpus);

/* The name of the suite's active policy; "" for the probe. */
const char *maps_policy(const struct maps *m);

#endif
