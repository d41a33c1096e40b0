/* SPDX-License-Identifier: GPL-2.0 */
/* The words in the JSON of a frame, for the writer and the reader. */
#ifndef MONITOR_FRAME_NAMES_H
#define MONITOR_FRAME_NAMES_H

#include "abi.h"

/* The value of "schema". */
#define FRAME_SCHEMA "scx-monitor/frame/1"

/* The words for enum wait_cause and enum counter, and what each counter counts. */
extern const char *const cause_names[NR_WAIT_CAUSES];
extern const char *const counter_names[NR_COUNTERS];
extern const char *const counter_help[NR_COUNTERS];

#endif
