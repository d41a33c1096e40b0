/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A build of the suite seen through its data sections: not loaded yet, loaded, or pinned. Opening a
 * suite also reads its catalog, the policies and tunables that it describes.
 *
 * A struct suite of zeroes is closed. Every function here takes a closed suite. A closed suite also
 * stands for an object that is not a suite. A struct suite may be copied; the copies are closed
 * once.
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
	/* The section of the variables of a switch: active, decided, … */
	struct vars control;
	/* The section of the exit record. */
	struct vars exit;
	/* The policies and tunables that the sections above describe. */
	struct catalog catalog;
	/* Fd of the per-CPU statistics; -1 before load, and if another version laid them out. */
	int stats;
	/* The fd is closed with this struct. */
	bool stats_owned;
};

/*
 * Open the suite in @o. After load it must be opened anew, since the live values lie elsewhere.
 * Returns 0; -ENOENT: @o is not a build of the suite; -errno. After an error @s is closed.
 */
int suite_of_object(struct suite *s, const struct bpf_object *o);

/*
 * Open the suite that is pinned. Returns 0; -ENOENT: none is; -errno. After an error @s is closed.
 */
int suite_of_pins(struct suite *s);

void suite_close(struct suite *s);

bool suite_is_open(const struct suite *s);

/* The live exit record; NULL if there is none. */
struct exit_record *suite_exit(const struct suite *s);

/* Where the id of the active policy lies; a caller may store another id. NULL if it is missing. */
__u32 *suite_active(const struct suite *s);

/* The active policy. NULL if @s is closed, or has no policy with the id that is stored. */
const struct policy_desc *suite_policy(const struct suite *s);

/* Where the value of @t lies, live after load. NULL if it is missing. */
__u64 *suite_value(const struct suite *s, const struct tunable_desc *t);

#endif
