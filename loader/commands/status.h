/* SPDX-License-Identifier: GPL-2.0 */
/* --status: what is attached, since when, by whom, and what the kernel says of it. */
#ifndef LOADER_COMMANDS_STATUS_H
#define LOADER_COMMANDS_STATUS_H

/*
 * Print it, as text or JSON. 0 when a scheduler of ours is attached; -ENOTCONN when none is, or a
 * foreign one; -EOPNOTSUPP: no sched_ext in this kernel, said so.
 */
int status(void);

#endif
