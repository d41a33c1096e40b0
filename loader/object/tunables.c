/* SPDX-License-Identifier: GPL-2.0 */
/* The values of a suite's tunables. */
#include "object/tunables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "user/assignment.h"
#include "user/log.h"

/* What an assignment asks for. */
struct setting {
	/* The variable of the tunable, in the suite. */
	__u64 *variable;
	/* The value that it is to have. */
	__u64 value;
};

/* Find what "KEY=VALUE" asks for, and set nothing. Returns 0 or -EINVAL. */
static int parse_setting(const struct suite *s, const struct policy_desc *policy,
			 const char *assignment, struct setting *set)
{
	const struct tunable_desc *t;
	const char *value;
	char key[128], *end;

	value = assignment_split(assignment, key, sizeof(key));
	t = value ? catalog_tunable(&s->catalog, policy, key) : NULL;
	if (!t)
		return -EINVAL;
	errno = 0;
	set->value = strtoull(value, &end, 10);
	if (errno || end == value || *end || strchr(value, '-') || set->value < t->min ||
	    set->value > t->max) {
		log_err("%s.%s takes a whole number from %llu to %llu, not '%s'", t->owner, t->name,
			t->min, t->max, value);
		return -EINVAL;
	}
	set->variable = suite_value(s, t);
	if (!set->variable) {
		log_err("%s.%s is described but not there: a damaged build", t->owner, t->name);
		return -EINVAL;
	}
	return 0;
}

int tunables_set(const struct suite *s, const struct policy_desc *policy,
		 const char *const *assignments, int nr)
{
	struct setting *sets = calloc(nr + 1, sizeof(*sets));
	int err = sets ? 0 : -ENOMEM;

	for (int i = 0; !err && i < nr; i++)
		err = parse_setting(s, policy, assignments[i], &sets[i]);
	for (int i = 0; !err && i < nr; i++)
		*sets[i].variable = sets[i].value;
	free(sets);
	return err;
}

void tunables_reset(const struct suite *s)
{
	for (int i = 0; i < s->catalog.nr_tunables; i++) {
		const struct tunable_desc *t = s->catalog.tunables[i];
		__u64 *value = suite_value(s, t);

		if (value)
			*value = t->def;
	}
}
