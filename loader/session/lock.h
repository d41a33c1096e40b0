/* SPDX-License-Identifier: GPL-2.0 */
/* One scx-load at a time changes what is attached. */
#ifndef LOADER_SESSION_LOCK_H
#define LOADER_SESSION_LOCK_H

#define RUN_DIR "/run/scx-load"

/* Make RUN_DIR (0700) if it is missing. 0 or -errno. */
int run_dir_make(void);

/*
 * Take the lock, waiting some seconds for another scx-load that is at work. Returns an fd that
 * holds it until it is closed or the process ends; -ETIMEDOUT when the other one goes on; -errno.
 * Says what is wrong.
 */
int lock_take(void);

/* As lock_take(), but -EBUSY at once instead of waiting, and nothing is said. */
int lock_try(void);

void lock_release(int fd);

#endif
