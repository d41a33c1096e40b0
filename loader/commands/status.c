/* SPDX-License-Identifier: GPL-2.0 */
/* --status: what is attached, since when, by whom, and what the kernel says of it. */
#include "commands/status.h"

#include <errno.h>
#include <jansson.h>
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

/* The kernel's event counters, where it has them. */
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

/* What is attached by an scx-load. */
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

static const char *text_of(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key)) ?: "-";
}

static void print_tunables(const json_t *tunables)
{
	const char *name;
	json_t *t;

	json_object_foreach((json_t *)tunables, name, t)
	{
		json_int_t value = json_integer_value(json_object_get(t, "value"));
		json_int_t def = json_integer_value(json_object_get(t, "default"));

		if (value == def)
			printf("  %s=%lld\n", name, value);
		else
			printf("  %s=%lld (default %lld)\n", name, value, def);
	}
}

static void print_ours(const json_t *json)
{
	const json_t *by = json_object_get(json, "by");
	json_int_t pid = json_integer_value(json_object_get(by, "pid"));

	if (json_object_get(json, "policy"))
		printf("policy:      %s\n", text_of(json, "policy"));
	if (json_is_string(json_object_get(json, "object")))
		printf("object:      %s\n", text_of(json, "object"));
	printf("since:       %s (%.0f s), attached by %s, scx-load[%lld]%s\n",
	       text_of(json, "since"), json_real_value(json_object_get(json, "uptime_s")),
	       text_of(by, "user"), pid,
	       json_is_true(json_object_get(by, "detached")) ? ", detached" : "");
	if (json_is_string(json_object_get(json, "switched")))
		printf("switched:    %s\n", text_of(json, "switched"));
}

static void print_kernel(const json_t *kernel)
{
	static const char *const numbers[] = {"enable_seq", "nr_rejected", "hotplug_seq"};
	const char *name;
	json_t *value;

	printf("kernel:      %s, sched_ext %s\n", text_of(kernel, "release"),
	       text_of(kernel, "state"));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		printf("%-12s %lld\n", numbers[i],
		       json_integer_value(json_object_get(kernel, numbers[i])));
	json_object_foreach(json_object_get(kernel, "events"), name,
			    value) if (json_integer_value(value))
		printf("  %s=%lld\n", name, json_integer_value(value));
}

static void print_text(const struct attached *a, const json_t *json)
{
	const json_t *last = json_object_get(json, "last_exit");

	switch (a->kind) {
	case ATTACHED_NONE:
		printf("attached:    nothing; the kernel's default scheduler runs\n");
		break;
	case ATTACHED_FOREIGN:
		printf("attached:    %s, %s\n", a->kernel.ops,
		       a->other_version ? "by another version of scx-load; --stop ends it"
		       : a->hidden	? "by whom only root can tell"
					: "by another program");
		break;
	case ATTACHED_OURS:
		printf("attached:    %s\n", a->kernel.ops);
		print_ours(json);
		break;
	}
	print_kernel(json_object_get(json, "kernel"));
	if (json_object_get(json, "tunables")) {
		printf("tunables:\n");
		print_tunables(json_object_get(json, "tunables"));
	}
	if (json_is_object(last))
		printf("last exit:   %s: %s: %s %s\n", text_of(last, "when"), text_of(last, "ops"),
		       text_of(last, "reason"), text_of(last, "message"));
	if (json_is_true(json_object_get(json, "cleaned")))
		printf("note:        the pins of a session that had ended were removed\n");
}

int status(void)
{
	/* Looking needs no lock; removing the pins of a dead session does, and can wait. */
	int lock = preflight_permitted() ? lock_try() : -1, err;
	struct attached a;
	json_t *json;

	err = attached_find(&a, lock >= 0);
	if (err == -EOPNOTSUPP)
		return preflight();
	if (err)
		goto out;
	json = json_pack("{s:s, s:b, s:s, s:s, s:o, s:o, s:b}", "schema", "scx-load/status/1",
			 "attached", a.kind != ATTACHED_NONE, "owner", owner_name(&a), "ops",
			 a.kernel.ops, "kernel", kernel_json(&a.kernel), "last_exit",
			 lastexit_load(), "cleaned", a.cleaned);
	if (a.kind == ATTACHED_OURS)
		add_ours(json, &a);
	if (output_json) {
		output(json);
	} else {
		print_text(&a, json);
		json_decref(json);
		if (!preflight_permitted())
			printf("note:        as root there is more to see\n");
	}
	if (a.kind != ATTACHED_OURS)
		err = -ENOTCONN;
	attached_close(&a);
out:
	lock_release(lock);
	return err;
}
