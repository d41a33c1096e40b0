/* SPDX-License-Identifier: GPL-2.0 */
/* One scx-load at a time changes what is attached. */
#include "session/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "user/log.h"
#include "user/wait.h"

#define LOCK_FILE RUN_DIR "/lock"
#define LOCK_STEP_MS 50
#define LOCK_MS 15000

int run_dir_make(void)
{
	return mkdir(RUN_DIR, 0700) && errno != EEXIST ? -errno : 0;
}

static int lock_open(void)
{
	int err = run_dir_make(), fd;

	if (err)
		return err;
	fd = open(LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

int lock_try(void)
{
	int fd = lock_open();

	if (fd < 0 || !flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	close(fd);
	return -EBUSY;
}

static bool has_tried(void *fd)
{
	*(int *)fd = lock_try();
	return *(int *)fd != -EBUSY;
}

int lock_take(void)
{
	int fd;

	if (!wait_until(LOCK_MS * MS_IN_US, LOCK_STEP_MS * MS_IN_US, has_tried, &fd)) {
		log_err("another scx-load has been at work for %d s; try again", LOCK_MS / 1000);
		return -ETIMEDOUT;
	}
	if (fd < 0)
		log_err("cannot use " LOCK_FILE ": %s", strerror(-fd));
	return fd;
}

void lock_release(int fd)
{
	if (fd >= 0)
		close(fd);
}
