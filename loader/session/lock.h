/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One scx-load at a time changes what is attached: it holds a lock on a file in RUN_DIR. The kernel
 * releases the lock of a process that dies, so no lock is ever stale.
 */
#ifndef LOADER_SESSION_LOCK_H
#define LOADER_SESSION_LOCK_H

#define RUN_DIR "/run/scx-load"

/* Make RUN_DIR, with mode 0700, if it is missing. Returns 0 or -errno. */
int run_dir_make(void);

/*
 * Take the lock; wait up to 15 s for another scx-load that holds it. Returns an fd: the lock is
 * held until the fd is closed. -ETIMEDOUT: the other one still holds it; -errno. Says what is
 * wrong.
 */
int lock_take(void);

/* Take the lock if it is free. Returns an fd as lock_take(); -EBUSY, -errno; says nothing. */
int lock_try(void);

/* Release the lock of @fd, which may be negative. */
void lock_release(int fd);

#endif
