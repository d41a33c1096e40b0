/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session: an object that this process attaches, perhaps in place of what another scx-load
 * attached before, and the way back.
 *
 * A cold switch detaches the previous scheduler before it attaches the new one. The previous one
 * stays loaded, held by its fds, until the new one has been in charge for the time of its
 * probation. If the new one fails until then, the previous one is attached again.
 */
#ifndef LOADER_SESSION_SESSION_H
#define LOADER_SESSION_SESSION_H

#include "cli/options.h"
#include "object/prepare.h"
#include "session/attached.h"
#include "session/pins.h"
#include "session/scheduler.h"

/* The previous scheduler, still loaded. */
struct fallback {
	/* There is one; all that follows is valid only then. */
	bool there;
	/* What the user knows it as: its policy, or the name in its sched_ext_ops. */
	char name[OPS_NAME];
	/* Its record, and its suite if it is one. */
	struct attached attached;
	struct scheduler scheduler;
	/* Its pins, held while those of the new scheduler are in their place. */
	struct pin_set pins;
	/* No process held it: its link was pinned. */
	bool was_detached;
};

struct session {
	/* The caller's. */
	const struct options *options;
	/* The object to attach, loaded by the caller before session_begin(). */
	struct prepared next;
	/* Valid after session_begin(), as is all that follows. */
	struct scheduler scheduler;
	/* The live record, mapped from the map behind record_fd. */
	struct session_record *record;
	int record_fd;
	/* Other processes can find the session by its pins. */
	bool pinned;
	struct fallback back;
	/* The exit information of an object that is not a suite, and the record made of it. */
	struct uei uei;
	struct exit_record uei_exit;
	/* How long attaching took, ms. */
	double attach_ms;
	/* The time without a sched_ext scheduler, at most, ms; valid with a previous one. */
	double gap_ms;
	/* When the scheduler was attached: CLOCK_MONOTONIC, ns. */
	__u64 attached_at;
};

/*
 * Attach @s->next in place of @before, which may be nothing: detach @before, attach, verify, pin.
 * On failure the previous scheduler is attached again. The caller holds the lock.
 * OUTCOME_DONE; OUTCOME_KEPT_PREVIOUS: the previous scheduler is in charge; OUTCOME_CPUS_CHANGED:
 * CPUs came or went, try again; else as scheduler_attach(), and the kernel's default scheduler
 * runs; OUTCOME_FAILED also before @before is detached, which then still runs. Says what happened,
 * but for OUTCOME_CPUS_CHANGED.
 */
enum outcome session_begin(struct session *s, struct attached *before);

/*
 * Attach the previous scheduler again, since the new one was ejected in its probation. Takes the
 * lock. OUTCOME_KEPT_PREVIOUS: it is in charge; OUTCOME_EJECTED: it could not be attached, or
 * another program has attached a scheduler meanwhile. Says so.
 */
enum outcome session_roll_back(struct session *s);

/* The probation is over: let go of the previous scheduler. */
void session_forget_previous(struct session *s);

/*
 * Detach the scheduler, unless the kernel has, and remove the pins; do nothing if another process
 * has taken over. Takes the lock.
 */
enum outcome session_end(struct session *s);

/* Free what @s holds. A scheduler with a pinned link stays attached. */
void session_close(struct session *s);

/*
 * End the scheduler @a, which a process before this one attached, be it of another version. The
 * caller holds the lock. Says what is wrong.
 */
enum outcome session_stop(struct attached *a);

#endif
