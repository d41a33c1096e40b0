/* SPDX-License-Identifier: GPL-2.0 */
/* What changed between two frames, in words. */
#ifndef MONITOR_FRAME_EVENTS_H
#define MONITOR_FRAME_EVENTS_H

#include "frame/model.h"

/* Add up the kernel's counters; the first time that one grows is an event. */
void events_count(struct model *m, const struct frame *f);

/* Write into the log of @m what @f has new against the last frame it took into account. */
void events_compare(struct model *m, const struct frame *f);

#endif
