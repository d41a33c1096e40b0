/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The policies and tunables that a suite describes (abi.h): which there are, and which of them a
 * name means. A suite reads its catalog when it is opened (user/suite.h).
 */
#ifndef SCX_COMMON_USER_CATALOG_H
#define SCX_COMMON_USER_CATALOG_H

#include "abi.h"
#include "user/vars.h"

#define MAX_TUNABLES 128

/* The descriptions lie in the sections that they were read from, and are valid as long as those. */
struct catalog {
	/* In the order of their ids. */
	const struct policy_desc *policies[MAX_POLICIES];
	int nr_policies;
	/* In the order of the object. */
	const struct tunable_desc *tunables[MAX_TUNABLES];
	int nr_tunables;
};

/*
 * Read the descriptions in the sections @policies and @tunables. A description that a damaged
 * object holds is left out: one with an id, an alignment or a text that cannot be.
 */
void catalog_read(struct catalog *c, const struct vars *policies, const struct vars *tunables);

/*
 * The policy that @name means: its name or an alias, with or without "scx_". NULL when there is
 * none; an error that suggests the nearest name has then been logged.
 */
const struct policy_desc *catalog_policy(const struct catalog *c, const char *name);

/* The policy with @id; NULL if there is none. */
const struct policy_desc *catalog_policy_by_id(const struct catalog *c, __u32 id);

/*
 * The tunable that @key means: OWNER.NAME, or NAME alone for one of @policy (which may be NULL) or
 * of the suite. NULL when there is none; an error that suggests the nearest key has then been
 * logged.
 */
const struct tunable_desc *catalog_tunable(const struct catalog *c,
					   const struct policy_desc *policy, const char *key);

#endif
