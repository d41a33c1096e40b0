/* SPDX-License-Identifier: GPL-2.0 */
/* Messages to the user: always on stderr, one line each, with the program's name in front. */
#ifndef SCX_COMMON_USER_LOG_H
#define SCX_COMMON_USER_LOG_H

enum log_level {
	LOG_ERROR,
	LOG_WARN,
	LOG_INFO,
	LOG_DEBUG,
};

/* Show messages up to @level, as coming from @program; libbpf's own are shown one level later. */
void log_init(const char *program, enum log_level level);

/* Print messages by @hook instead, as for JSON. @detail is NULL or text of many lines. */
void log_hook(void (*hook)(const char *level, const char *message, const char *detail));

void log_msg(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An error that has a longer text, such as the verifier's log, below its line. */
void log_err_detail(const char *detail, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What libbpf complained of first since log_libbpf_reset(), to explain an error; "" if nothing. */
void log_libbpf_reset(void);
const char *log_libbpf_said(void);

#define log_err(...) log_msg(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_msg(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_msg(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_msg(LOG_DEBUG, __VA_ARGS__)

#endif
