/* SPDX-License-Identifier: GPL-2.0 */
/* Events: what has changed between two frames, in words. */
#include "frame/events.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {
	[EVENT_POLICY] = "policy", [EVENT_ATTACH] = "attach",	[EVENT_DETACH] = "detach",
	[EVENT_EJECT] = "eject",   [EVENT_HOTPLUG] = "hotplug", [EVENT_COUNTER] = "counter",
	[EVENT_SOURCE] = "source",
};

const char *event_name(enum event_kind kind)
{
	return kind_names[kind];
}

static void __attribute__((format(printf, 4, 5))) add(struct model *m, const struct frame *f,
						      enum event_kind kind, const char *format, ...)
{
	struct event *event = &m->log[m->nr_log++ % MAX_LOG];
	va_list args;

	event->at_ns = f->end_ns;
	event->kind = kind;
	va_start(args, format);
	vsnprintf(event->text, sizeof(event->text), format, args);
	va_end(args);
}

/* True for the kernel's words for an end that user space asked for, and for no words at all. */
static bool as_wished(const char *exit_text)
{
	return !exit_text[0] || strstr(exit_text, "unregistered from user space") ||
	       strstr(exit_text, "no reason");
}

static void compare_scheduler(struct model *m, const struct frame *f)
{
	const struct machine *old = &m->machine, *now = &f->machine;
	bool same = old->enable_seq == now->enable_seq && !strcmp(old->ops, now->ops);

	if (same) {
		if (old->policy[0] && now->policy[0] && strcmp(old->policy, now->policy))
			add(m, f, EVENT_POLICY, "%s -> %s", old->policy, now->policy);
		return;
	}
	/* Of the suite alone the monitor learns why it ended. */
	if (old->ops[0] && (!old->policy[0] || as_wished(now->exit_text)))
		add(m, f, EVENT_DETACH, "%s (%s) was detached", old->ops, machine_who(old));
	else if (old->ops[0])
		add(m, f, EVENT_EJECT, "%s (%s) was ejected: %s", old->ops, machine_who(old),
		    now->exit_text);
	if (now->ops[0])
		add(m, f, EVENT_ATTACH, "%s (%s) was attached", now->ops, machine_who(now));
}

/* Some counters grow all the time: the log has the first growth, the model has the sum. */
static void count(struct model *m, const struct frame *f, const struct kernel_event *grown)
{
	int i = 0;

	while (i < m->nr_counters && strcmp(m->counters[i].name, grown->name))
		i++;
	if (i == MAX_KERNEL_EVENTS)
		return;
	if (i == m->nr_counters) {
		m->nr_counters++;
		m->counters[i] = (struct kernel_event){0};
		strcpy(m->counters[i].name, grown->name);
		add(m, f, EVENT_COUNTER, "%s +%llu", grown->name, grown->grown);
	}
	m->counters[i].grown += grown->grown;
}

void events_count(struct model *m, const struct frame *f)
{
	for (int i = 0; i < f->nr_events; i++)
		count(m, f, &f->events[i]);
}

void events_compare(struct model *m, const struct frame *f)
{
	compare_scheduler(m, f);
	for (unsigned int i = 0; i < f->nr_cpus; i++)
		if (m->online[i] != f->cpus[i].online)
			add(m, f, EVENT_HOTPLUG, "CPU %u went %s", f->cpus[i].cpu,
			    f->cpus[i].online ? "online" : "offline");
	if (m->source != f->source && f->source == SOURCE_AUTO)
		add(m, f, EVENT_SOURCE, "there are no figures from now on");
	else if (m->source != f->source)
		add(m, f, EVENT_SOURCE, "figures come from the %s now", source_name(f->source));
}
