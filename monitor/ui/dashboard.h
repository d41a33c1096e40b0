/* SPDX-License-Identifier: GPL-2.0 */
/* The dashboard: the terminal shows every interval, keys steer. */
#ifndef MONITOR_UI_DASHBOARD_H
#define MONITOR_UI_DASHBOARD_H

#include "ui/intervals.h"

/*
 * Show intervals until the user, a signal or --count ends the dashboard. The recording's end does
 * not end it. Returns 0 or -errno, after saying what is wrong.
 */
int dashboard(struct intervals *iv);

#endif
