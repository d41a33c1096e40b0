/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that change what an scx-load has attached: --stop, --set, --reset. */
#include "commands/change.h"

#include <string.h>
#include "cli/output.h"
#include "object/tunables.h"
#include "session/attached.h"
#include "session/lock.h"
#include "session/session.h"
#include "user/log.h"

/*
 * Find what an scx-load attached; with @any_version, also one of another version. After
 * OUTCOME_DONE the caller holds *@lock and must close @a.
 */
static enum outcome find(struct attached *a, bool any_version, int *lock)
{
	enum outcome outcome;

	*lock = lock_take();
	if (*lock < 0)
		return outcome_of(*lock);
	outcome = attached_find_to_change(a);
	if (outcome == OUTCOME_DONE && a->kind == ATTACHED_FOREIGN &&
	    !(any_version && a->other_version))
		outcome = attached_refuse(a);
	if (outcome == OUTCOME_DONE && a->kind == ATTACHED_NONE) {
		log_err("nothing is attached: the kernel's default scheduler runs");
		outcome = OUTCOME_NOTHING_ATTACHED;
	}
	if (outcome != OUTCOME_DONE)
		lock_release(*lock);
	return outcome;
}

static void print_stopped(const json_t *json, FILE *out)
{
	fprintf(out, "%s: stopped; the kernel's default scheduler runs\n",
		member_text(json, "ops"));
}

enum outcome stop(const struct options *o)
{
	enum outcome outcome;
	struct attached a;
	int lock;

	(void)o;
	outcome = find(&a, true, &lock);
	if (outcome != OUTCOME_DONE)
		return outcome;
	outcome = session_stop(&a);
	if (outcome == OUTCOME_DONE)
		output(json_pack("{s:s, s:s}", "schema", "scx-load/stop/1", "ops", a.kernel.ops),
		       print_stopped);
	attached_close(&a);
	lock_release(lock);
	return outcome;
}

/* Change the tunables of the suite that is attached by @change, which returns 0 or -errno. */
static enum outcome tune(const struct options *o,
			 int (*change)(const struct suite *s, const struct options *o))
{
	enum outcome outcome;
	struct attached a;
	int lock;

	outcome = find(&a, false, &lock);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (suite_is_open(&a.suite)) {
		outcome = outcome_of(change(&a.suite, o));
	} else {
		log_err("%s is not a build of the suite: it has no tunables", a.record->ops);
		outcome = OUTCOME_USAGE;
	}
	attached_close(&a);
	lock_release(lock);
	return outcome;
}

static int set_some(const struct suite *s, const struct options *o)
{
	return tunables_set(s, suite_policy(s), o->sets.at, o->sets.nr);
}

static int set_defaults(const struct suite *s, const struct options *o)
{
	(void)o;
	tunables_reset(s);
	return 0;
}

enum outcome change_tunables(const struct options *o)
{
	return tune(o, set_some);
}

enum outcome reset_tunables(const struct options *o)
{
	return tune(o, set_defaults);
}
