/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is attached to the machine now, and who attached it. There is no daemon: the kernel's own
 * state in /sys and the pins that an scx-load leaves (session/pins.h) are all there is to go by.
 * Where the two disagree, the kernel is right, and the pins are those of a session that has ended.
 */
#ifndef LOADER_SESSION_ATTACHED_H
#define LOADER_SESSION_ATTACHED_H

#include <stdbool.h>
#include "abi.h"
#include "cli/outcome.h"
#include "user/suite.h"
#include "user/sysfs.h"

enum attached_kind {
	/* The kernel's default scheduler runs. */
	ATTACHED_NONE,
	/* An scx-load of this version attached it and left a record. */
	ATTACHED_OURS,
	/* Another program attached it, or an scx-load of another version or without a record. */
	ATTACHED_FOREIGN,
};

struct attached {
	enum attached_kind kind;
	/* The kernel's own view, read once the state was enabled or disabled. */
	struct scx_state kernel;
	/* An scx-load of another version attached it. Valid for ATTACHED_FOREIGN. */
	bool other_version;
	/* Only root can see who attached it. Valid for ATTACHED_FOREIGN. */
	bool hidden;
	/* Pins of a session that had ended were found, and removed. */
	bool cleaned;
	/* The live record of the session, until attached_close(). NULL but for ATTACHED_OURS. */
	struct session_record *record;
	/* The attached suite; closed unless ATTACHED_OURS is a build of the suite. */
	struct suite suite;
};

/*
 * Find out what is attached. Waits while a scheduler is coming or going. With @clean, pins of a
 * session that has ended are removed once nothing is attached. OUTCOME_DONE; OUTCOME_UNSUPPORTED:
 * no sched_ext, not logged; OUTCOME_FAILED: a scheduler is still coming or going after 10 s.
 */
enum outcome attached_find(struct attached *a, bool clean);

/*
 * The same, with @clean, for a command that will change what is attached. Also
 * OUTCOME_NOT_PERMITTED: this process may not change it.
 */
enum outcome attached_find_to_change(struct attached *a);

void attached_close(struct attached *a);

/* Move what @from holds to @to. A later attached_close() of @from closes nothing. */
void attached_move(struct attached *to, struct attached *from);

/* Say that the scheduler of another program or version is in the way. Returns OUTCOME_BUSY. */
enum outcome attached_refuse(const struct attached *a);

#endif
