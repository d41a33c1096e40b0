/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The catalog of a suite: the policies and tunables that the suite describes (abi.h), and which of
 * them a name means. A suite reads its catalog when it is opened (user/suite.h).
 */
#ifndef SCX_COMMON_USER_CATALOG_H
#define SCX_COMMON_USER_CATALOG_H

#include "abi.h"
#include "user/vars.h"

#define MAX_TUNABLES 128

/* Each pointer is valid as long as the section that it was read from. */
struct catalog {
	/* The policies, in the order of their ids. */
	const struct policy_desc *policies[MAX_POLICIES];
	int nr_policies;
	/* The tunables, in the order of the object. */
	const struct tunable_desc *tunables[MAX_TUNABLES];
	int nr_tunables;
};

/*
 * Read the descriptions in the sections @policies and @tunables. A description with an id, an
 * alignment or a text that cannot be is left out: the object is damaged.
 */
void catalog_read(struct catalog *c, const struct vars *policies, const struct vars *tunables);

/*
 * The policy that @name means: its name or an alias, with or without "scx_". NULL, after an error
 * that suggests the nearest name, if there is none.
 */
const struct policy_desc *catalog_policy(const struct catalog *c, const char *name);

/* The policy with @id; NULL if there is none. */
const struct policy_desc *catalog_policy_by_id(const struct catalog *c, __u32 id);

/*
 * The tunable that @key means: OWNER.NAME, or NAME alone for a tunable of @policy, which may be
 * NULL, or of the suite. NULL, after an error that suggests the nearest key, if there is none.
 */
const struct tunable_desc *catalog_tunable(const struct catalog *c,
					   const struct policy_desc *policy, const char *key);

#endif
