/* SPDX-License-Identifier: GPL-2.0 */
/* A loaded object as the machine's scheduler: attach, verify, watch, detach, attach again. */
#ifndef LOADER_SESSION_SCHEDULER_H
#define LOADER_SESSION_SCHEDULER_H

#include "abi.h"
#include "object/object.h"
#include "object/uei.h"

struct scheduler {
	char name[OPS_NAME];	  /* its ops.name */
	int ops;		  /* fd of its struct_ops map */
	int link;		  /* fd that keeps it attached; -1 when another process has it */
	struct exit_record *exit; /* NULL when the object keeps none */
	const struct uei *uei;	  /* what fills @exit, when not the object itself */
	__u64 enable_seq;	  /* the kernel's number for this attachment */
};

/*
 * Attach @o, which is loaded, and wait until the kernel's own state says that it schedules: that
 * attaching succeeds is not enough, since ops.init() may fail after it. @exit: its live exit record
 * or NULL; @uei: where to fill it from, or NULL.
 * 0; -EBUSY: another scheduler is attached; -ECANCELED: the kernel ejected it, the record says why;
 * -EPERM; -EOPNOTSUPP: refused as this machine is booted; -ETIMEDOUT. On failure nothing is left
 * attached. Says what is wrong, but for -ECANCELED.
 */
int scheduler_attach(struct scheduler *s, const struct object *o, struct exit_record *exit,
		     const struct uei *uei);

/* Attach a scheduler again that was attached before and detached; errors as scheduler_attach(). */
int scheduler_reattach(struct scheduler *s);

/*
 * Take hold of the scheduler whose struct_ops map is @ops (an fd, which becomes the scheduler's)
 * and which another process attached. 0; -ENOENT: it is attached no more.
 */
int scheduler_adopt(struct scheduler *s, int ops, const char *name, struct exit_record *exit);

/* 0 while the kernel runs it; -ECANCELED once it does not. */
int scheduler_check(struct scheduler *s);

/*
 * Detach; returns when the kernel's default scheduler has all tasks. 0, also when it was gone
 * already; -errno.
 */
int scheduler_detach(struct scheduler *s);

/* Let go without detaching: a pinned link keeps it. */
void scheduler_release(struct scheduler *s);

#endif
