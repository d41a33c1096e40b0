/* SPDX-License-Identifier: GPL-2.0 */
/* Hot switch: another policy of the attached suite takes over by one store. */
#include "commands/hot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "cli/output.h"
#include "object/tunables.h"
#include "user/clock.h"
#include "user/log.h"
#include "user/wait.h"

#define DECIDE_STEP_US 50
#define DECIDE_US 2000000

/* What the suite's control section tells of the switch. */
struct control {
	volatile __u32 *active;
	volatile __u32 *decided;
	volatile __u64 *decided_at;
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
	__u32 id; /* of the policy that is to make it */
};

static bool has_decided(void *arg)
{
	const struct decision *d = arg;

	return *d->control->decided == d->id;
}

/* Wait for the first decision of policy @id, made after @begin; its delay in ns, 0 if none came. */
static __u64 first_decision(const struct control *c, __u32 id, __u64 begin)
{
	struct decision decision = {.control = c, .id = id};
	__u64 at;

	if (!wait_until(DECIDE_US, DECIDE_STEP_US, has_decided, &decision))
		return 0;
	at = *c->decided_at;
	return at > begin ? at - begin : 1;
}

static void report(const char *from, const char *to, __u64 delay, __u64 enable_seq)
{
	if (output_json) {
		output(json_pack("{s:s, s:s, s:s, s:s, s:o, s:I}", "schema", "scx-load/switch/1",
				 "kind", "hot", "from", from, "to", to, "first_decision_ms",
				 delay ? json_real(delay / 1e6) : json_null(), "enable_seq",
				 (json_int_t)enable_seq));
		return;
	}
	if (!delay)
		printf("%s -> %s, no decision was needed yet, sched_ext never left\n", from, to);
	else
		printf("%s -> %s, first decision after %.2f ms, sched_ext never left\n", from, to,
		       delay / 1e6);
	fflush(stdout);
}

/* Say what was asked for and a switch leaves as it is. */
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

int hot_switch(struct attached *a, const struct options *o)
{
	const struct policy_desc *from, *to;
	struct control control;
	struct scx_state after;
	__u64 begin, delay;
	int err;

	if (!control_of(&a->suite, &control)) {
		log_err("the attached suite is of another version: use --restart");
		return -EINVAL;
	}
	from = suite_policy(&a->suite);
	to = catalog_policy(&a->suite.catalog, o->policy);
	err = to ? tunables_set(&a->suite, to, o->sets.at, o->sets.nr) : -EINVAL;
	if (err)
		return err;
	warn_of_ignored(a, o);
	begin = clock_ns();
	/*
	 * A CPU that found the old queues empty once must look again: this policy may have been
	 * left and taken up since. Before and after the store: no CPU can be in between.
	 */
	__atomic_fetch_add(control.drain_seq, 1, __ATOMIC_SEQ_CST);
	*control.active = to->id;
	__atomic_fetch_add(control.drain_seq, 1, __ATOMIC_SEQ_CST);
	delay = from == to ? 1 : first_decision(&control, to->id, begin);
	scx_state_read(&after);
	if (strcmp(after.state, "enabled") || after.enable_seq != a->kernel.enable_seq) {
		log_err("the suite was attached no more when it switched to %s", to->name);
		return -ECANCELED;
	}
	if (from == to && !output_json) {
		printf("%s is in charge already\n", to->name);
		return 0;
	}
	if (from != to)
		a->record->switched_ns = clock_read(CLOCK_REALTIME);
	report(from ? from->name : "?", to->name, delay, after.enable_seq);
	return 0;
}
