/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Steering the dashboard: what each key does.
 *
 * struct ui is the state of the dashboard. steer() changes it as a key says; dashboard.c draws it
 * and ends the intervals.
 */
#ifndef MONITOR_UI_STEER_H
#define MONITOR_UI_STEER_H

#include "ui/intervals.h"
#include "ui/policy_switch.h"
#include "views/canvas.h"

/* What the next key means. */
enum mode {
	MODE_VIEW,   /* The key is one of the tables of keys. */
	MODE_HELP,   /* The key turns the page of the help. */
	MODE_FILTER, /* The key is part of the filter. */
	MODE_POLICY, /* The key chooses a policy. */
	MODE_SURE,   /* The key confirms the choice. */
};

struct ui {
	struct intervals *iv;
	/* What is drawn: the terminal without its last line. */
	struct canvas canvas;
	enum mode mode;
	/* No interval ends by itself. */
	bool paused;
	/* The user has asked to quit. */
	bool quit;
	/* Glyphs are ASCII, by choice or because the terminal has no UTF-8. */
	bool ascii;
	/* Length of a live interval, ms. */
	unsigned int interval_ms;
	/* End of the running interval, CLOCK_MONOTONIC, ns. */
	__u64 next;
	/* Number of rows that scrolling can reach, as the view said when it was drawn last. */
	unsigned int rows;
	/* The help: its first line on the screen, and the first line that found no room. */
	size_t help, help_rest;
	/* The last line of the terminal. "" leaves the line to the messages of log.h. */
	char status[256];
	/* The policies that are offered, and the chosen one. Valid in MODE_POLICY and MODE_SURE. */
	struct policy_list policies;
	int choice;
};

/* Do what the key with the curses code @code does now. 0 or -errno, after saying what is wrong. */
int steer(struct ui *ui, int code);

/* Take in the interval that ends now, and begin the next one. 0 or -errno, said. */
int steer_next(struct ui *ui);

/* Let the running interval begin now: after a pause, or with another length. */
void steer_begin_interval(struct ui *ui);

/* The number of rows that fit below the headings of a view. */
long steer_page(const struct ui *ui);

#endif
