/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A loaded object as the machine's scheduler: attach, verify, look after, detach, attach again.
 *
 * The object's struct_ops map holds its sched_ext_ops. A BPF link attaches that map; detaching the
 * link gives the machine back to the kernel's default scheduler. The kernel numbers attachments:
 * enable_seq tells this one from any later one.
 */
#ifndef LOADER_SESSION_SCHEDULER_H
#define LOADER_SESSION_SCHEDULER_H

#include "abi.h"
#include "cli/outcome.h"
#include "object/object.h"
#include "object/uei.h"

struct scheduler {
	/* The name in the object's sched_ext_ops. */
	char name[OPS_NAME];
	/* Fd of the struct_ops map; owned by this struct. */
	int ops;
	/* Fd of the link, owned by this struct; -1 while it is not attached from here. */
	int link;
	/* The live exit record, which others own; NULL if the object keeps none. */
	struct exit_record *exit;
	/* Where @exit is filled from if the object does not fill it; else NULL. */
	const struct uei *uei;
	/* The kernel's number of this attachment; valid once attached. */
	__u64 enable_seq;
};

/*
 * Attach @o, which is loaded, and wait until the kernel's own state says that it schedules: after a
 * successful attach ops.init() may still fail. @exit is the live exit record of @o, or NULL; @uei
 * is where to fill it from, or NULL.
 * OUTCOME_DONE; OUTCOME_BUSY: another scheduler is attached; OUTCOME_EJECTED: the kernel ejected
 * it, the record says why, not logged; OUTCOME_NOT_PERMITTED; OUTCOME_UNSUPPORTED: the kernel, as
 * it was booted, refuses it; OUTCOME_FAILED. On failure nothing is left attached.
 */
enum outcome scheduler_attach(struct scheduler *s, const struct object *o, struct exit_record *exit,
			      const struct uei *uei);

/* Attach a scheduler again that was attached and then detached. Outcomes as scheduler_attach(). */
enum outcome scheduler_reattach(struct scheduler *s);

/*
 * Take hold of the scheduler @name that another process attached. @ops is an fd of its struct_ops
 * map, which becomes the scheduler's. Returns 0; -ENOENT: it is not attached any longer; -errno.
 */
int scheduler_adopt(struct scheduler *s, int ops, const char *name, struct exit_record *exit);

/*
 * Does the kernel run @s? When a scheduler is on its way out, waits until that is over: its exit
 * record then tells why.
 */
bool scheduler_runs(struct scheduler *s);

/*
 * Detach @s, and wait until the kernel's default scheduler has all tasks. Returns 0, also if it was
 * gone already; -errno, with a warning.
 */
int scheduler_detach(struct scheduler *s);

/* Close the fds without detaching: a pinned link keeps the scheduler attached. */
void scheduler_release(struct scheduler *s);

#endif
