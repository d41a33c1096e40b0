/* SPDX-License-Identifier: GPL-2.0 */
/* Waits of single tasks, read through a task iterator. */
#ifndef MONITOR_FEED_TASKS_H
#define MONITOR_FEED_TASKS_H

#include "feed/maps.h"

/* Read the tasks that waited into @f; reading is what keeps the watch going. 0 or -errno. */
int tasks_read(const struct maps *m, struct frame *f);

/* Keep the watch going without looking at it. */
void tasks_keep_watching(const struct maps *m);

/* End the present watch: the next reading begins a new one, from zero. 0 or -errno. */
int tasks_end_watch(const struct maps *m);

#endif
