/* SPDX-License-Identifier: GPL-2.0 */
/* Messages to the user, with libbpf's own messages among them. */
#include "user/log.h"

#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *log_program = "scx";
static enum log_level log_most = LOG_WARN;
static char libbpf_said[256];
static void (*log_by)(const char *level, const char *message, const char *detail);

static int log_libbpf(enum libbpf_print_level level, const char *format, va_list args)
{
	enum log_level as = level == LIBBPF_WARN ? LOG_INFO : LOG_DEBUG;
	va_list again;

	if (level == LIBBPF_WARN && !libbpf_said[0]) {
		va_copy(again, args);
		vsnprintf(libbpf_said, sizeof(libbpf_said), format, again);
		va_end(again);
		libbpf_said[strcspn(libbpf_said, "\n")] = '\0';
	}
	/*
	 * At its debug level libbpf tells of every instruction that it touches: too much to show.
	 */
	if (as > log_most || level == LIBBPF_DEBUG)
		return 0;
	return vfprintf(stderr, format, args);
}

void log_init(const char *program, enum log_level level)
{
	log_program = program;
	log_most = level;
	libbpf_set_print(log_libbpf);
}

void log_libbpf_reset(void)
{
	libbpf_said[0] = '\0';
}

const char *log_libbpf_said(void)
{
	return libbpf_said;
}

void log_hook(void (*hook)(const char *level, const char *message, const char *detail))
{
	log_by = hook;
}

/* Text of a user or of a damaged file must neither break the line nor steer the terminal. */
static void make_printable(char *message)
{
	for (; *message; message++)
		if ((unsigned char)*message < ' ' || *message == 127)
			*message = '?';
}

static void print(enum log_level level, const char *detail, const char *format, va_list args)
{
	static const char *const names[] = {"error", "warning", "info", "debug"};
	char message[2048];

	if (level > log_most)
		return;
	vsnprintf(message, sizeof(message), format, args);
	make_printable(message);
	if (log_by) {
		log_by(names[level], message, detail);
		return;
	}
	if (!detail) {
		fprintf(stderr, "%s: %s\n", log_program, message);
		return;
	}
	fprintf(stderr, "%s: %s; details follow\n", log_program, message);
	fputs(detail, stderr);
	fprintf(stderr, "%s%s: %s; details are above\n",
		detail[0] && detail[strlen(detail) - 1] != '\n' ? "\n" : "", log_program, message);
}

void log_msg(enum log_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(level, NULL, format, args);
	va_end(args);
}

void log_err_detail(const char *detail, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(LOG_ERROR, detail, format, args);
	va_end(args);
}
