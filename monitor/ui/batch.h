/* SPDX-License-Identifier: GPL-2.0 */
/* Batch: every interval as text, JSON or OpenMetrics on stdout. */
#ifndef MONITOR_UI_BATCH_H
#define MONITOR_UI_BATCH_H

#include "ui/intervals.h"

/*
 * Print intervals until a signal, --count, the end of the recording or the end of the reader.
 * Returns 0 or -errno, after saying what is wrong.
 */
int batch(struct intervals *iv);

#endif
