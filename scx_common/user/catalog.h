/* SPDX-License-Identifier: GPL-2.0 */
/* The policies and tunables that a suite describes (abi.h): find, list and set them. */
#ifndef SCX_COMMON_USER_CATALOG_H
#define SCX_COMMON_USER_CATALOG_H

#include <jansson.h>
#include <stdio.h>
#include "abi.h"
#include "user/suite.h"

#define MAX_TUNABLES 128

struct catalog {
	const struct suite *suite;
	const struct policy_desc *policies[MAX_POLICIES]; /* in the order of their ids */
	int nr_policies;
	const struct tunable_desc *tunables[MAX_TUNABLES];
	int nr_tunables;
};

/* Read the descriptions of @s, which must outlive @c. */
void catalog_read(struct catalog *c, const struct suite *s);

/*
 * The policy that @name means: its name or an alias, with or without "scx_". NULL when there is
 * none; an error that suggests the nearest name has then been printed.
 */
const struct policy_desc *catalog_policy(const struct catalog *c, const char *name);

/* The policy with @id, NULL if there is none. */
const struct policy_desc *catalog_policy_by_id(const struct catalog *c, __u32 id);

/* Where the value of a tunable is, live after load; NULL if the suite lacks it. */
__u64 *catalog_value(const struct catalog *c, const struct tunable_desc *t);

/*
 * Set tunables from @nr strings "KEY=VALUE", all or none. KEY is OWNER.NAME, or NAME alone for the
 * policy @policy (which may be NULL) and the suite. 0; -EINVAL, after an error that says what would
 * be right, for an unknown key, a value that is no number or is out of range.
 */
int catalog_set(const struct catalog *c, const struct policy_desc *policy,
		const char *const *assignments, int nr);

/* Set all tunables to their defaults. */
void catalog_reset(const struct catalog *c);

/* One line for each policy, and below it one for each of its tunables. */
void catalog_print(const struct catalog *c, FILE *out);

/* The same as JSON, a new reference. */
json_t *catalog_json(const struct catalog *c);

#endif
