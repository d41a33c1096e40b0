/* SPDX-License-Identifier: GPL-2.0 */
/* Why a scheduler ended, for the user. */
#include "session/exit_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "session/last_exit.h"
#include "user/log.h"

/* Of the kernel's enum scx_exit_kind and of its exit codes; the same since Linux 6.12. */
#define EXIT_UNREG 64
#define ACT_RESTART (1LL << 48)

void exit_reason(const struct scheduler *s, char *buf, size_t size)
{
	const struct exit_record *r = s->exit;

	if (!r || !r->kind)
		snprintf(buf, size, "the kernel gave no reason to this program; dmesg may know");
	else if (r->message[0])
		snprintf(buf, size, "%s: %s", r->reason, r->message);
	else
		snprintf(buf, size, "%s", r->reason);
}

bool exit_was_by_program(const struct scheduler *s)
{
	return s->exit && s->exit->kind == EXIT_UNREG;
}

bool exit_wants_restart(const struct scheduler *s)
{
	/* An object's own code may be negative, with all the high bits set. */
	return s->exit && s->exit->code > 0 && (s->exit->code & ACT_RESTART);
}

/*
 * Write the kernel's debug dump to a new file in @dir, which is made if missing. Returns 0, with
 * the path of the file in @path; -ENODATA: there is no dump; -errno, with a warning.
 */
static int write_dump(const struct scheduler *s, const char *dir, char *path, size_t size)
{
	const struct exit_record *r = s->exit;
	char stamp[32];
	struct tm tm;
	time_t now = time(NULL);
	FILE *file;
	int fd, err = 0;

	if (!r || !r->dump[0])
		return -ENODATA;
	if (mkdir(dir, 0700) && errno != EEXIST) {
		err = -errno;
		log_warn("cannot make %s for the kernel's dump: %s", dir, strerror(-err));
		return err;
	}
	localtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	snprintf(path, size, "%s/%s-%s-%d.dump", dir, s->name, stamp, getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file) {
		err = -errno;
		log_warn("cannot write %s: %s", path, strerror(-err));
		return err;
	}
	fprintf(file, "scheduler: %s\nreason: %s\nmessage: %s\nkind: %d, code: %#llx\n\n%s\n",
		s->name, r->reason, r->message, r->kind, (unsigned long long)r->code, r->dump);
	if (fclose(file)) {
		err = -errno;
		log_warn("cannot write %s: %s", path, strerror(-err));
	}
	return err;
}

void exit_report_ejected(const struct scheduler *s, const char *name, const char *dump_dir)
{
	char reason[REASON_LINE], path[512];
	bool dumped;

	exit_reason(s, reason, sizeof(reason));
	log_err("the kernel ejected %s: %s", name, reason);
	dumped = !write_dump(s, dump_dir, path, sizeof(path));
	if (dumped)
		log_err("the kernel's dump is in %s", path);
	if (s->exit)
		lastexit_save(s->name, s->exit, dumped ? path : NULL);
}
