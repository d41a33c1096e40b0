/* SPDX-License-Identifier: GPL-2.0 */
/* The words in the JSON of a frame, for the writer and the reader. */
#include "frame/names.h"

const char *const cause_names[NR_WAIT_CAUSES] = {
	[WAIT_WAKEUP] = "wakeup",
	[WAIT_PREEMPTED] = "preempted",
	[WAIT_SLICE_END] = "slice_end",
};

const char *const counter_names[NR_COUNTERS] = {
#define X(name, help) [COUNT_##name] = #name,
	COUNTERS(X)
#undef X
};

const char *const counter_help[NR_COUNTERS] = {
#define X(name, help) [COUNT_##name] = help,
	COUNTERS(X)
#undef X
};
