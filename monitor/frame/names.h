/* SPDX-License-Identifier: GPL-2.0 */
/* The words that the JSON of a frame uses: for who writes it and who reads it. */
#ifndef MONITOR_FRAME_NAMES_H
#define MONITOR_FRAME_NAMES_H

#include "abi.h"

#define FRAME_SCHEMA "scx-monitor/frame/1"

extern const char *const cause_names[NR_WAIT_CAUSES];
extern const char *const counter_names[NR_COUNTERS];
extern const char *const counter_help[NR_COUNTERS];

#endif
