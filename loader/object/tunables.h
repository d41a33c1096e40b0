/* SPDX-License-Identifier: GPL-2.0 */
/* The values of a suite's tunables: what --set and --reset do, before load and while it runs. */
#ifndef LOADER_OBJECT_TUNABLES_H
#define LOADER_OBJECT_TUNABLES_H

#include "user/suite.h"

/*
 * Set tunables from @nr strings "KEY=VALUE", all or none; KEY as for catalog_tunable(). 0; -EINVAL,
 * after an error that says what would be right, for an unknown key, and for a value that is not a
 * number or is out of range.
 */
int tunables_set(const struct suite *s, const struct policy_desc *policy,
		 const char *const *assignments, int nr);

/* Set all tunables to their defaults. */
void tunables_reset(const struct suite *s);

#endif
