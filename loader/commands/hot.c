/* SPDX-License-Identifier: GPL-2.0 */
/* A hot switch: another policy of the attached suite takes over by one store. */
#include "commands/hot.h"

#include <stdio.h>
#include <string.h>
#include "cli/output.h"
#include "object/tunables.h"
#include "user/clock.h"
#include "user/log.h"
#include "user/wait.h"

#define DECIDE_STEP_US 50
#define DECIDE_US 2000000

/* The variables of a switch, in the control section of the attached suite, which changes them. */
struct control {
	/* Id of the policy in charge; a store there is the switch. */
	volatile __u32 *active;
	/* Id of the policy that made the first decision after the last switch. */
	volatile __u32 *decided;
	/* When it made that decision: CLOCK_MONOTONIC, ns. */
	volatile __u64 *decided_at;
	/* A CPU looks into the queues of policies that are not in charge when this has changed. */
	__u32 *drain_seq;
};

static bool control_of(const struct suite *s, struct control *c)
{
	c->active = vars_find(&s->control, "active", sizeof(*c->active));
	c->decided = vars_find(&s->control, "decided", sizeof(*c->decided));
	c->decided_at = vars_find(&s->control, "decided_at", sizeof(*c->decided_at));
	c->drain_seq = vars_find(&s->control, "drain_seq", sizeof(*c->drain_seq));
	return c->active && c->decided && c->decided_at && c->drain_seq;
}

struct decision {
	const struct control *control;
	/* Id of the policy that is to make the decision. */
	__u32 id;
};

static bool has_decided(void *arg)
{
	const struct decision *d = arg;

	return *d->control->decided == d->id;
}

/* Wait for the first decision of the policy @id. Its delay after @begin, ns; 0 if none came. */
static __u64 first_decision(const struct control *c, __u32 id, __u64 begin)
{
	struct decision decision = {.control = c, .id = id};
	__u64 at;

	if (!wait_until(DECIDE_US, DECIDE_STEP_US, has_decided, &decision))
		return 0;
	at = *c->decided_at;
	return at > begin ? at - begin : 1;
}

static json_t *switch_json(const char *from, const char *to, __u64 delay, __u64 enable_seq)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:I}", "schema", "scx-load/switch/1", "kind",
			 "hot", "from", from, "to", to, "first_decision_ms",
			 delay ? json_real(delay / 1e6) : json_null(), "enable_seq",
			 (json_int_t)enable_seq);
}

static void print_switch(const json_t *json, FILE *out)
{
	const char *from = member_text(json, "from"), *to = member_text(json, "to");

	if (!strcmp(from, to))
		fprintf(out, "%s is in charge already\n", to);
	else if (json_is_null(json_object_get(json, "first_decision_ms")))
		fprintf(out, "%s -> %s, no decision was needed yet, sched_ext never left\n", from,
			to);
	else
		fprintf(out, "%s -> %s, first decision after %.2f ms, sched_ext never left\n", from,
			to, member_real(json, "first_decision_ms"));
}

/* Say which of the options a switch does not heed. */
static void warn_of_ignored(const struct attached *a, const struct options *o)
{
	if (o->watchdog_ms)
		log_warn("--watchdog has no effect on a switch: --restart loads the suite anew");
	if (o->interval)
		log_warn("--interval has no effect on a switch: scx-monitor shows the figures");
	if (o->detach && !a->record->detached)
		log_warn(
			"--detach has no effect on a switch: scx-load[%u] holds the suite, which "
			"ends with it",
			a->record->pid);
}

enum outcome hot_switch(struct attached *a, const struct options *o)
{
	const struct policy_desc *from, *to;
	struct control control;
	struct scx_state after;
	__u64 begin, delay;
	int err;

	if (!control_of(&a->suite, &control)) {
		log_err("the attached suite is of another version: use --restart");
		return OUTCOME_USAGE;
	}
	from = suite_policy(&a->suite);
	to = catalog_policy(&a->suite.catalog, o->policy);
	if (!to)
		return OUTCOME_USAGE;
	err = tunables_set(&a->suite, to, o->sets.at, o->sets.nr);
	if (err)
		return outcome_of(err);
	warn_of_ignored(a, o);
	begin = clock_ns();
	/*
	 * A CPU that has found the queues of the other policies empty looks into them again when
	 * drain_seq has changed: this policy may have been left and taken up since. Adding before
	 * and after the store leaves no moment in which a CPU sees one without the other.
	 */
	__atomic_fetch_add(control.drain_seq, 1, __ATOMIC_SEQ_CST);
	*control.active = to->id;
	__atomic_fetch_add(control.drain_seq, 1, __ATOMIC_SEQ_CST);
	delay = from == to ? 1 : first_decision(&control, to->id, begin);
	scx_state_read(&after);
	if (strcmp(after.state, "enabled") || after.enable_seq != a->kernel.enable_seq) {
		log_err("the suite was not attached any longer when it switched to %s", to->name);
		return OUTCOME_EJECTED;
	}
	if (from != to)
		a->record->switched_ns = clock_read(CLOCK_REALTIME);
	output(switch_json(from ? from->name : "?", to->name, delay, after.enable_seq),
	       print_switch);
	return OUTCOME_DONE;
}
