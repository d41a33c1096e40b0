/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pin directory tells any process what is attached. It holds the object's maps, its struct_ops
 * map "ops", the session record "session" and, for a detached session, the link that keeps the
 * scheduler attached. Only root may enter it.
 */
#ifndef LOADER_SESSION_PINS_H
#define LOADER_SESSION_PINS_H

#include <stdbool.h>
#include "abi.h"
#include "object/object.h"
#include "user/pinned.h"

/* Is a bpffs mounted where the directory goes? */
bool pins_possible(void);

/*
 * Make a session record: a map of its own, whose value is mapped to *@rec. Returns the map's fd, or
 * -errno.
 */
int pins_new_record(struct session_record **rec);

/*
 * Pin the maps of @o and the record behind @record_fd, in place of what is pinned. Returns 0;
 * -ENODEV: no bpffs is mounted; -errno. After an error the directory is gone.
 */
int pins_create(const struct object *o, int record_fd);

/* Pin the link that keeps the scheduler attached. Returns 0 or -errno. */
int pins_add_link(int link_fd);

/* Fds of all pins but the link, to pin them again after others took their place. */
struct pin_set {
	/* How many elements of pins[] are valid. */
	int nr;
	struct {
		char name[PIN_NAME];
		/* Owned by this struct. */
		int fd;
	} pins[64];
};

/* Hold what is pinned now. */
void pins_hold(struct pin_set *set);

/* Pin what @set holds and the link, in place of what is pinned. Returns 0 or -errno. */
int pins_restore(const struct pin_set *set, int link_fd);

/* Close the fds of @set. */
void pins_drop(struct pin_set *set);

/* Is the session that is pinned the one whose record is behind @record_fd? */
bool pins_are_of(int record_fd);

/* Remove the directory with all pins. A scheduler that only the link in it held is detached. */
void pins_remove(void);

/*
 * Remove the directory with the pins of a scheduler that the kernel has ejected, while no other one
 * is attached. Removing the pin of its link ends the link some time later. On 6.12
 * (bpf_scx_unreg()) that unregisters whatever schedules by then, so this detaches the link first.
 */
void pins_remove_ended(void);

#endif
