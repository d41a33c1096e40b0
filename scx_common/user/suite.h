/* SPDX-License-Identifier: GPL-2.0 */
/* A build of the suite seen through its data sections: not loaded yet, loaded, or pinned. */
#ifndef SCX_COMMON_USER_SUITE_H
#define SCX_COMMON_USER_SUITE_H

#include <stdbool.h>
#include "abi.h"
#include "user/vars.h"

struct suite {
	struct vars policies; /* struct policy_desc each */
	struct vars tunables; /* struct tunable_desc each */
	struct vars values;   /* the tunables' values */
	struct vars control;  /* active, decided, … */
	struct vars exit;     /* exit_record */
	int stats;	      /* fd of the statistics; -1 before load, or when laid out otherwise */
	bool stats_owned;     /* by this: close it */
};

/*
 * The suite in @o; again after load, since the live values are elsewhere. 0; -ENOENT when the
 * object is no build of the suite.
 */
int suite_of_object(struct suite *s, const struct bpf_object *o);

/* The suite that is pinned. 0; -ENOENT when nothing is, or no suite; -errno. */
int suite_of_pins(struct suite *s);

void suite_close(struct suite *s);

/* The live exit record; NULL if there is none. */
struct exit_record *suite_exit(const struct suite *s);

/* Id of the active policy; a user may store another one there. NULL if there is none. */
__u32 *suite_active(const struct suite *s);

#endif
