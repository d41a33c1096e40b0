/* SPDX-License-Identifier: GPL-2.0 */
/* Small files of /sys, and what they say about sched_ext. */
#ifndef SCX_COMMON_USER_SYSFS_H
#define SCX_COMMON_USER_SYSFS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include "abi.h"

/*
 * Read the first line of a file into @buf, without its newline. @format makes the path. Returns 0
 * or -errno.
 */
int sysfs_read(char *buf, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Read the number in a file. Returns 0; -EINVAL: the file holds something else; -errno. */
int sysfs_read_u64(__u64 *value, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Call @each for every number of a list like "0-3,8". Returns 0; -EINVAL: @list is not a list. */
int sysfs_list(const char *list, void (*each)(unsigned int n, void *arg), void *arg);

#define SCX_SYSFS "/sys/kernel/sched_ext"

/* Room for the kernel's word for the state of sched_ext. */
#define STATE_NAME 32

/* The kernel's own view of sched_ext. */
struct scx_state {
	/* "disabled", "enabling", "enabled" or "disabling". */
	char state[STATE_NAME];
	/* Name in the sched_ext_ops of the scheduler that is loaded; "" if none is. */
	char ops[OPS_NAME];
	/* How many schedulers have been attached since boot. */
	__u64 enable_seq;
	/* How many tasks a scheduler has refused. */
	__u64 nr_rejected;
	/* How often CPUs came or went. */
	__u64 hotplug_seq;
};

/* Read the state. Returns 0; -EOPNOTSUPP: this kernel has no sched_ext. */
int scx_state_read(struct scx_state *st);

/* Is a scheduler coming or going? */
bool scx_in_between(const struct scx_state *st);

/* Does any sched_ext scheduler run? */
bool scx_enabled(void);

/* Call @each for the kernel's event counters. Returns 0; -ENOENT: the kernel shows none. */
int scx_events_read(void (*each)(const char *name, __u64 value, void *arg), void *arg);

#endif
