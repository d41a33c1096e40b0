/* SPDX-License-Identifier: GPL-2.0 */
/* Small files of /sys and /proc, and what they say about sched_ext. */
#ifndef SCX_COMMON_USER_SYSFS_H
#define SCX_COMMON_USER_SYSFS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include "abi.h"

/*
 * The first line of a file, without its newline, into @buf; the path is printed by @format.
 * 0, or -errno when it cannot be read.
 */
int sysfs_read(char *buf, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The number in a file. 0, -errno, or -EINVAL when it is no number. */
int sysfs_read_u64(__u64 *value, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Call @each for every number of a list like "0-3,8". 0, or -EINVAL when it is no such list. */
int sysfs_list(const char *list, void (*each)(unsigned int n, void *arg), void *arg);

#define SCX_SYSFS "/sys/kernel/sched_ext"

/* Room for the kernel's word for what sched_ext does. */
#define STATE_NAME 32

/* The kernel's own view of sched_ext. */
struct scx_state {
	char state[STATE_NAME]; /* disabled, enabling, enabled, disabling */
	char ops[OPS_NAME];	/* name of the scheduler that is loaded, "" if none */
	__u64 enable_seq;
	__u64 nr_rejected;
	__u64 hotplug_seq;
};

/* 0, or -EOPNOTSUPP when this kernel has no sched_ext. */
int scx_state_read(struct scx_state *st);

/* Is a scheduler about to come or to go? False also without sched_ext. */
bool scx_in_between(const struct scx_state *st);

/* Does a sched_ext scheduler run, of whomever? */
bool scx_enabled(void);

/* Call @each for the kernel's event counters of the loaded scheduler. 0; -ENOENT: it has none. */
int scx_events_read(void (*each)(const char *name, __u64 value, void *arg), void *arg);

#endif
