/* SPDX-License-Identifier: GPL-2.0 */
/* Events: what has changed between two frames, in words. */
#ifndef MONITOR_FRAME_EVENTS_H
#define MONITOR_FRAME_EVENTS_H

#include "frame/model.h"

/* Add the counters of the kernel in @f to those of @m. The first growth of each is an event. */
void events_count(struct model *m, const struct frame *f);

/* Write into the log of @m what @f has changed against the last frame that @m took in. */
void events_compare(struct model *m, const struct frame *f);

#endif
