/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why the verifier rejected a program, in one line. The verifier's log walks through the program
 * and ends with the error; on the way it quotes the source of each step. A reader who wrote the
 * program wants the error and the last such place first.
 */
#ifndef LOADER_OBJECT_REJECTION_H
#define LOADER_OBJECT_REJECTION_H

struct rejection {
	/* The error: "R0 invalid mem access 'map_value_or_null'". "" if the log is empty. */
	char error[200];
	/*
	 * Where it is: "mine.bpf.h:33". Where the log names no file, the quoted source: "'x =
	 * *y;'". "" if the log has neither.
	 */
	char place[120];
	/* The function that the place is in, if the log names it; else "". */
	char function[64];
};

/* Reduce the verifier's log @log to @r. Each text is cut to its room. */
void rejection_of(struct rejection *r, const char *log);

#endif
