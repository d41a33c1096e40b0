/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages to the user: on stderr, one line each, after the program's name. libbpf's own messages
 * are among them.
 */
#ifndef SCX_COMMON_USER_LOG_H
#define SCX_COMMON_USER_LOG_H

enum log_level {
	LOG_ERROR,
	LOG_WARN,
	LOG_INFO,
	LOG_DEBUG,
};

/* Show messages up to @level, as those of @program. libbpf's own messages show one level later. */
void log_init(const char *program, enum log_level level);

/*
 * Hand each message to @hook, which prints it in place of this file; NULL: no longer. @detail is
 * NULL, or text of many lines.
 */
void log_hook(void (*hook)(const char *level, const char *message, const char *detail));

void log_msg(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * An error with a text of many lines, such as the verifier's log. The error stands before the text
 * and after it, where a reader of a terminal looks first.
 */
void log_err_detail(const char *detail, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Forget what libbpf has complained of. */
void log_libbpf_reset(void);

/* What libbpf has complained of first since log_libbpf_reset(); "" if it has not. */
const char *log_libbpf_said(void);

#define log_err(...) log_msg(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_msg(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_msg(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_msg(LOG_DEBUG, __VA_ARGS__)

#endif
