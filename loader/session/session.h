/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session: an object that this process attaches, perhaps in place of what another scx-load
 * attached before, with the way back while the new one is on probation.
 */
#ifndef LOADER_SESSION_SESSION_H
#define LOADER_SESSION_SESSION_H

#include "cli/options.h"
#include "object/prepare.h"
#include "session/attached.h"
#include "session/pins.h"
#include "session/scheduler.h"

/* A previous scheduler that is still loaded, so that it can be attached again. */
struct fallback {
	bool there;
	char name[OPS_NAME]; /* for the user: its policy, or its ops.name */
	struct attached attached;
	struct scheduler scheduler;
	struct pin_set pins;
	bool was_detached;
};

struct session {
	const struct options *options;
	struct prepared next;
	struct scheduler scheduler;
	struct session_record *record;
	int record_fd;
	bool pinned; /* other processes can find it */
	struct fallback back;
	struct uei uei; /* of an object that is no suite, and what was read there */
	struct exit_record uei_exit;
	double attach_ms;
	double gap_ms;	   /* time without a sched_ext scheduler, at most; with a previous one */
	__u64 attached_at; /* CLOCK_MONOTONIC, ns */
};

/*
 * Detach @s. Who looks at its record @r (NULL: it has none) learns that this process has ended it,
 * and @how (SESSION_STOPPED or SESSION_REPLACED), before it is gone; and where that fails, that it
 * goes on. 0 or -errno, as scheduler_detach().
 */
int session_detach(struct scheduler *s, struct session_record *r, __u32 how);

/*
 * Attach what @s->next holds, loaded, in place of @before (which may be nothing): detach that,
 * attach the new one, verify, pin. If it fails, the previous one is attached again. Under the lock.
 * 0; -EOWNERDEAD: it failed, the previous one is in charge; otherwise as scheduler_attach(), and
 * the kernel's default scheduler runs. Says what happened.
 */
int session_begin(struct session *s, struct attached *before);

/*
 * The new scheduler was ejected on probation: attach the previous one again. Takes the lock.
 * -EOWNERDEAD when that is in charge, -ECANCELED when it could not be attached or another program
 * has attached something meanwhile. Says so.
 */
int session_roll_back(struct session *s);

/* The previous scheduler is no longer needed. */
void session_forget_previous(struct session *s);

/*
 * Detach, if the kernel has not done so, and remove the pins; nothing if another process has taken
 * over. Takes the lock. 0 or -errno.
 */
int session_end(struct session *s);

/* Free what is left; detaches nothing that a pinned link keeps. */
void session_close(struct session *s);

#endif
