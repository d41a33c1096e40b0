/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waits of single tasks, read through the task iterator of the suite or of the probe. The BPF side
 * counts them only while they are watched: each reading renews the watch for WATCH_LEASE.
 */
#ifndef MONITOR_FEED_TASKS_H
#define MONITOR_FEED_TASKS_H

#include "feed/maps.h"

/* Read the tasks that have waited into @f. This renews or begins the watch. 0 or -errno. */
int tasks_read(const struct maps *m, struct frame *f);

/* Renew the watch. */
void tasks_keep_watching(const struct maps *m);

/* End the watch: the next reading begins a new one, from zero. 0 or -errno. */
int tasks_end_watch(const struct maps *m);

#endif
