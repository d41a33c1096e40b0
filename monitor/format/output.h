/* SPDX-License-Identifier: GPL-2.0 */
/* Frames for files, pipes and scripts. */
#ifndef MONITOR_FORMAT_OUTPUT_H
#define MONITOR_FORMAT_OUTPUT_H

#include <stdio.h>
#include "frame/model.h"

/*
 * One line of JSON, schema scx-monitor/frame/1: all that the frame holds, with the
 * percentiles and the events of this interval worked out for scripts. 0 or -errno.
 */
int output_json_frame(FILE *out, const struct model *m, const struct frame *f);

/*
 * The frame in one line of that JSON. 0; -ENOMEM; -EINVAL when it is no such line: *@why then says
 * why, in static storage. The caller frees *@frame.
 */
int frame_of_json(struct frame **frame, const char *line, size_t length, const char **why);

/* One OpenMetrics exposition of all that @m holds, ended by "# EOF". 0 or -errno. */
int output_openmetrics(FILE *out, const struct model *m, const struct frame *f);

#endif
