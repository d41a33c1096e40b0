/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pin directory: what is attached, as any scx-load can find it. Holds the object's maps, its
 * struct_ops map, the session record and, for a detached session, the link that keeps it attached.
 */
#ifndef LOADER_SESSION_PINS_H
#define LOADER_SESSION_PINS_H

#include <stdbool.h>
#include "abi.h"
#include "object/object.h"
#include "user/pinned.h"

/* Is there a bpffs at the place? 0, or -ENODEV. */
int pins_possible(void);

/*
 * Make a session record for the object @o: a map of its own and its live mapping in *@rec.
 * Returns the map's fd or -errno.
 */
int pins_new_record(struct session_record **rec);

/*
 * Pin the maps of @o and the record behind @record_fd, replacing what is pinned. All or nothing:
 * 0, or -errno with the directory gone. -ENODEV: no bpffs.
 */
int pins_create(const struct object *o, int record_fd);

/* Pin the link that keeps the scheduler attached. 0 or -errno. */
int pins_add_link(int link_fd);

/* Fds of all pins but the link, to put them back after others took their place. */
struct pin_set {
	int nr;
	struct {
		char name[PIN_NAME];
		int fd;
	} pins[64];
};

/* Hold what is pinned now. */
void pins_hold(struct pin_set *set);

/* Pin again what @set holds, replacing what is pinned, and the link. 0 or -errno. */
int pins_restore(const struct pin_set *set, int link_fd);

void pins_drop(struct pin_set *set);

/* Is what is pinned of the session whose record is behind @record_fd? */
bool pins_are_of(int record_fd);

/* Remove the directory with all pins; a scheduler held only by the link in it is detached. */
void pins_remove(void);

/*
 * The same for a scheduler that the kernel has ejected, while no other one is attached. The end of
 * its link comes some time after its pin's, and on kernels that do not compare the two unregisters
 * whatever schedules by then (6.12 does not: bpf_scx_unreg()). So the link is detached first.
 */
void pins_remove_ended(void);

#endif
