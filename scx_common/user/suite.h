/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A build of the suite seen through its data sections: not loaded yet, loaded, or pinned. Opening a
 * suite also reads its catalog, the policies and tunables that it describes.
 *
 * A struct suite of zeroes is closed. A closed suite may be asked anything and closed again. Where
 * an object may be something other than a suite, a closed suite stands for that. A struct suite may
 * be copied; only one of the copies is then closed.
 */
#ifndef SCX_COMMON_USER_SUITE_H
#define SCX_COMMON_USER_SUITE_H

#include <stdbool.h>
#include "abi.h"
#include "user/catalog.h"
#include "user/vars.h"

struct suite {
	/* The section of the policies' descriptions, a struct policy_desc each. */
	struct vars policies;
	/* The section of the tunables' descriptions, a struct tunable_desc each. */
	struct vars tunables;
	/* The section of the tunables' values. */
	struct vars values;
	/* The section of what steers a switch: active, decided, … */
	struct vars control;
	/* The section of the exit record. */
	struct vars exit;
	/* The descriptions, as found in the sections above. */
	struct catalog catalog;
	/* Fd of the per-CPU statistics; -1 before load, and when they are laid out otherwise. */
	int stats;
	/* The fd is this struct's, and closed with it. */
	bool stats_owned;
};

/*
 * Open the suite in @o; once more after load, since the live values are elsewhere then. 0; -ENOENT
 * when the object is not a build of the suite, and @s is then closed; -errno.
 */
int suite_of_object(struct suite *s, const struct bpf_object *o);

/* Open the suite that is pinned. 0; -ENOENT when none is, and @s is then closed; -errno. */
int suite_of_pins(struct suite *s);

void suite_close(struct suite *s);

bool suite_is_open(const struct suite *s);

/* The live exit record; NULL if there is none. */
struct exit_record *suite_exit(const struct suite *s);

/* Id of the active policy; a user may store another one there. NULL if there is none. */
__u32 *suite_active(const struct suite *s);

/* The active policy. NULL if @s is closed, or describes no policy with the id that is stored. */
const struct policy_desc *suite_policy(const struct suite *s);

/* Where the value of a tunable is, live after load; NULL if the suite lacks it. */
__u64 *suite_value(const struct suite *s, const struct tunable_desc *t);

#endif
