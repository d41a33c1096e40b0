/* SPDX-License-Identifier: GPL-2.0 */
/* Formats: frames as text for files, pipes and scripts, and back. */
#ifndef MONITOR_FORMAT_OUTPUT_H
#define MONITOR_FORMAT_OUTPUT_H

#include <stdio.h>
#include "frame/model.h"

/*
 * Write @f as one line of JSON, schema scx-monitor/frame/1: all that the frame holds, and for
 * scripts its percentiles and, from @m, its events. 0 or -errno.
 */
int output_json_frame(FILE *out, const struct model *m, const struct frame *f);

/*
 * Make a frame of one such line. Returns 0, and the caller frees *@frame; -ENOMEM; or -EINVAL when
 * the line is not a frame: *@why then says why, in static storage.
 */
int frame_of_json(struct frame **frame, const char *line, size_t length, const char **why);

/* Write all that @m holds as one OpenMetrics exposition, ended by "# EOF". 0 or -errno. */
int output_openmetrics(FILE *out, const struct model *m, const struct frame *f);

#endif
