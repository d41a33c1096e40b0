/* SPDX-License-Identifier: GPL-2.0 */
/* What is attached to the machine now, and whose it is. */
#ifndef LOADER_SESSION_ATTACHED_H
#define LOADER_SESSION_ATTACHED_H

#include <stdbool.h>
#include "abi.h"
#include "user/suite.h"
#include "user/sysfs.h"

enum attached_kind {
	ATTACHED_NONE,	  /* the kernel's default scheduler runs */
	ATTACHED_OURS,	  /* an scx-load attached it, and left a record */
	ATTACHED_FOREIGN, /* somebody else's, or one of ours without a record */
};

struct attached {
	enum attached_kind kind;
	struct scx_state kernel;
	/* For ATTACHED_FOREIGN. */
	bool other_version; /* an scx-load of another version attached it */
	bool hidden;	    /* whose it is can be seen by root only */
	bool cleaned;	    /* there were pins of a session that has ended; they are gone now */
	/* For ATTACHED_OURS. */
	struct session_record *record;
	struct suite suite; /* closed when another object than a suite is attached */
};

/*
 * Find out, by the kernel's state and the pins: sysfs decides when they disagree, and pins that
 * tell of an ended session are removed if @clean, once nothing is attached. Waits for a scheduler
 * that is coming or going.
 * 0; -EOPNOTSUPP: no sched_ext; -ETIMEDOUT: still coming or going after some seconds, said so.
 */
int attached_find(struct attached *a, bool clean);

/* The same with @clean, for who will change what is attached; -EPERM, said so, if it may not. */
int attached_find_to_change(struct attached *a);

void attached_close(struct attached *a);

/* Give what @from holds to @to: attached_close() of @from then closes nothing. */
void attached_move(struct attached *to, struct attached *from);

/* Say that a foreign scheduler is in the way. Returns -EBUSY. */
int attached_refuse(const struct attached *a);

#endif
