/* SPDX-License-Identifier: GPL-2.0 */
/* --status: what is attached, since when and by whom, and what the kernel says about it. */
#include "commands/status.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include "cli/output.h"
#include "session/attached.h"
#include "session/last_exit.h"
#include "session/lock.h"
#include "session/preflight.h"
#include "user/clock.h"
#include "user/log.h"
#include "user/text.h"

static json_t *time_json(__u64 ns)
{
	time_t seconds = ns / 1000000000ULL;
	char text[32];
	struct tm tm;

	if (!ns)
		return json_null();
	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_string(text);
}

static void add_event(const char *name, __u64 value, void *arg)
{
	json_object_set_new(arg, name, json_integer((json_int_t)value));
}

/* The kernel's event counters; null where it has none. */
static json_t *events_json(void)
{
	json_t *events = json_object();

	if (!scx_events_read(add_event, events))
		return events;
	json_decref(events);
	return json_null();
}

static json_t *kernel_json(const struct scx_state *st)
{
	struct utsname uts;

	uname(&uts);
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:o}", "release", uts.release, "state",
			 st->state, "ops", st->ops, "enable_seq", (json_int_t)st->enable_seq,
			 "nr_rejected", (json_int_t)st->nr_rejected, "hotplug_seq",
			 (json_int_t)st->hotplug_seq, "events", events_json());
}

static json_t *tunables_json(const struct suite *s)
{
	json_t *all = json_object();
	char name[64];

	for (int i = 0; i < s->catalog.nr_tunables; i++) {
		const struct tunable_desc *t = s->catalog.tunables[i];
		const __u64 *value = suite_value(s, t);

		snprintf(name, sizeof(name), "%s.%s", t->owner, t->name);
		if (value)
			json_object_set_new(all, name,
					    json_pack("{s:I, s:I}", "value", (json_int_t)*value,
						      "default", (json_int_t)t->def));
	}
	return all;
}

/* Add what the record tells about a scheduler that an scx-load attached. */
static void add_ours(json_t *json, const struct attached *a)
{
	const struct session_record *r = a->record;
	const struct policy_desc *p = suite_policy(&a->suite);

	json_object_set_new(json, "since", time_json(r->attached_ns));
	json_object_set_new(json, "uptime_s",
			    json_real((clock_read(CLOCK_BOOTTIME) - r->boot_ns) / 1e9));
	json_object_set_new(json, "switched", time_json(r->switched_ns));
	json_object_set_new(json, "by",
			    json_pack("{s:o, s:i, s:i, s:b, s:s}", "user", text_json(r->user),
				      "uid", r->uid, "pid", r->pid, "detached", r->detached,
				      "version", r->version));
	json_object_set_new(json, "object", r->object[0] ? text_json(r->object) : json_null());
	if (!suite_is_open(&a->suite))
		return;
	json_object_set_new(json, "policy", json_string(p ? p->name : "?"));
	json_object_set_new(json, "tunables", tunables_json(&a->suite));
}

static const char *owner_name(const struct attached *a)
{
	switch (a->kind) {
	case ATTACHED_OURS:
		return "scx-load";
	case ATTACHED_FOREIGN:
		return a->other_version ? "other-version" : a->hidden ? "unknown" : "other";
	case ATTACHED_NONE:
		break;
	}
	return "none";
}

static void print_tunables(const json_t *tunables, FILE *out)
{
	const char *name;
	json_t *t;

	json_object_foreach((json_t *)tunables, name, t)
	{
		long long value = member_int(t, "value"), def = member_int(t, "default");

		if (value == def)
			fprintf(out, "  %s=%lld\n", name, value);
		else
			fprintf(out, "  %s=%lld (default %lld)\n", name, value, def);
	}
}

static void print_ours(const json_t *json, FILE *out)
{
	const json_t *by = json_object_get(json, "by");

	if (json_object_get(json, "policy"))
		fprintf(out, "policy:      %s\n", member_text(json, "policy"));
	if (json_is_string(json_object_get(json, "object")))
		fprintf(out, "object:      %s\n", member_text(json, "object"));
	fprintf(out, "since:       %s (%.0f s), attached by %s, scx-load[%lld]%s\n",
		member_text(json, "since"), member_real(json, "uptime_s"), member_text(by, "user"),
		member_int(by, "pid"),
		json_is_true(json_object_get(by, "detached")) ? ", detached" : "");
	if (json_is_string(json_object_get(json, "switched")))
		fprintf(out, "switched:    %s\n", member_text(json, "switched"));
}

static void print_kernel(const json_t *kernel, FILE *out)
{
	static const char *const numbers[] = {"enable_seq", "nr_rejected", "hotplug_seq"};
	const char *name;
	json_t *value;

	fprintf(out, "kernel:      %s, sched_ext %s\n", member_text(kernel, "release"),
		member_text(kernel, "state"));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		fprintf(out, "%-12s %lld\n", numbers[i], member_int(kernel, numbers[i]));
	json_object_foreach(json_object_get(kernel, "events"), name,
			    value) if (json_integer_value(value))
		fprintf(out, "  %s=%lld\n", name, (long long)json_integer_value(value));
}

/* What a user reads about each owner of a scheduler, after the scheduler's name. */
static const char *owner_words(const char *owner)
{
	static const char *const words[][2] = {
		{"other-version", ", by another version of scx-load; --stop ends it"},
		{"unknown", ", by whom only root can tell"},
		{"other", ", by another program"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(owner, words[i][0]))
			return words[i][1];
	return "";
}

static void print_status(const json_t *json, FILE *out)
{
	const json_t *last = json_object_get(json, "last_exit");

	if (json_is_true(json_object_get(json, "attached")))
		fprintf(out, "attached:    %s%s\n", member_text(json, "ops"),
			owner_words(member_text(json, "owner")));
	else
		fprintf(out, "attached:    nothing; the kernel's default scheduler runs\n");
	if (json_object_get(json, "by"))
		print_ours(json, out);
	print_kernel(json_object_get(json, "kernel"), out);
	if (json_object_get(json, "tunables")) {
		fprintf(out, "tunables:\n");
		print_tunables(json_object_get(json, "tunables"), out);
	}
	if (json_is_object(last))
		fprintf(out, "last exit:   %s: %s: %s %s\n", member_text(last, "when"),
			member_text(last, "ops"), member_text(last, "reason"),
			member_text(last, "message"));
	if (json_is_true(json_object_get(json, "cleaned")))
		fprintf(out, "note:        the pins of a session that had ended were removed\n");
	if (!preflight_permitted())
		fprintf(out, "note:        root sees more\n");
}

static enum outcome outcome_of_kind(enum attached_kind kind)
{
	switch (kind) {
	case ATTACHED_OURS:
		return OUTCOME_DONE;
	case ATTACHED_FOREIGN:
		return OUTCOME_BUSY;
	case ATTACHED_NONE:
		break;
	}
	return OUTCOME_NOTHING_ATTACHED;
}

enum outcome status(const struct options *o)
{
	/* Looking needs no lock. Removing the pins of an ended session does, and can wait. */
	int lock = preflight_permitted() ? lock_try() : -1;
	enum outcome outcome;
	struct attached a;
	json_t *json;

	(void)o;
	outcome = attached_find(&a, lock >= 0);
	if (outcome == OUTCOME_UNSUPPORTED)
		preflight(); /* says so */
	if (outcome == OUTCOME_DONE) {
		json = json_pack("{s:s, s:b, s:s, s:s, s:o, s:o, s:b}", "schema",
				 "scx-load/status/1", "attached", a.kind != ATTACHED_NONE, "owner",
				 owner_name(&a), "ops", a.kernel.ops, "kernel",
				 kernel_json(&a.kernel), "last_exit", lastexit_load(), "cleaned",
				 a.cleaned);
		if (a.kind == ATTACHED_OURS)
			add_ours(json, &a);
		output(json, print_status);
		outcome = outcome_of_kind(a.kind);
		attached_close(&a);
	}
	lock_release(lock);
	return outcome;
}
