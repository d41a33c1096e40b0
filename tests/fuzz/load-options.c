/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fuzz the command line of scx-load, with the policy and the tunables that it names. Accepted
 * values are within their ranges. A rejected command line gives one line and changes nothing.
 */
#include "words.h"

#include <errno.h>
#include "object/object.h"
#include "object/tunables.h"
#include "commands/attach.h"
#include "commands/commands.h"
#include "user/units.h"

static struct object object;
static struct suite suite;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	log_init("scx-load", LOG_ERROR);
	log_hook(count_error);
	if (object_open(&object, NULL) || suite_of_object(&suite, object.bpf))
		abort();
	return 0;
}

static void expect(bool what)
{
	if (!what)
		abort();
}

static void check_options(const struct command *c, const struct options *o)
{
	expect(o->interval <= 86400 && o->cost <= 3600 && o->probation <= 3600);
	expect(!o->watchdog_ms || (o->watchdog_ms >= 100 && o->watchdog_ms <= 30000));
	expect(o->sets.nr <= OPT_LIST_MAX && o->dump_dir);
	expect(o->detach >= 0 && o->restart >= 0 && !(o->detach && o->interval));
	expect(c->takes_any || c->loads || !(o->policy || o->object || o->watchdog_ms));
	expect(c->takes_any || c->sets || !o->sets.nr);
	expect(c->run == attach || c->takes_any || !(o->detach || o->restart || o->interval));
}

static void check_tunables(const struct options *o)
{
	const struct catalog *c = &suite.catalog;
	const struct policy_desc *policy = o->policy ? catalog_policy(c, o->policy) : NULL;
	__u64 before[MAX_TUNABLES];
	int err;

	expect(errors_said == (o->policy && !policy));
	for (int i = 0; i < c->nr_tunables; i++)
		before[i] = *suite_value(&suite, c->tunables[i]);
	errors_said = 0;
	err = tunables_set(&suite, policy, o->sets.at, o->sets.nr);
	expect(err == (errors_said ? -EINVAL : 0) && errors_said <= 1);
	for (int i = 0; i < c->nr_tunables; i++) {
		const struct tunable_desc *t = c->tunables[i];
		__u64 value = *suite_value(&suite, t);
		char text[UNITS_SIZE];

		expect(value >= t->min && value <= t->max);
		expect(!err || value == before[i]);
		expect(strlen(format_ns(text, value << (value & 31))) < UNITS_SIZE);
	}
	tunables_reset(&suite);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct command *c;
	struct options o;
	struct words w;

	words_of(&w, "scx-load", data, size);
	errors_said = 0;
	options_want_json(w.nr, w.at);
	c = commands_parse(&o, w.nr, w.at);
	expect(!c == errors_said);
	if (c) {
		check_options(c, &o);
		check_tunables(&o);
	}
	free(w.text);
	return 0;
}
