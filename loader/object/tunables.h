/* SPDX-License-Identifier: GPL-2.0 */
/* The values of a suite's tunables, for --set and --reset: before load, and while it runs. */
#ifndef LOADER_OBJECT_TUNABLES_H
#define LOADER_OBJECT_TUNABLES_H

#include "user/suite.h"

/*
 * Set tunables of @s by @nr assignments "KEY=VALUE", all or none. KEY is as for catalog_tunable(),
 * with @policy. Returns 0; -EINVAL: an unknown key, or a value that is not a number in the range of
 * the tunable; -ENOMEM. Says what would be right.
 */
int tunables_set(const struct suite *s, const struct policy_desc *policy,
		 const char *const *assignments, int nr);

/* Set all tunables to their defaults. */
void tunables_reset(const struct suite *s);

#endif
