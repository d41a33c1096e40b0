/* SPDX-License-Identifier: GPL-2.0 */
/* The machine: who schedules, which CPUs are online and what the kernel counts. */
#include "feed/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include "user/clock.h"

void machine_begin(struct machine *m)
{
	struct utsname uts;

	memset(m, 0, sizeof(*m));
	uname(&uts);
	snprintf(m->host, sizeof(m->host), "%.*s", (int)sizeof(m->host) - 1, uts.nodename);
	snprintf(m->kernel, sizeof(m->kernel), "%.*s", (int)sizeof(m->kernel) - 1, uts.release);
}

/*
 * When @r was attached, CLOCK_REALTIME, ns, rounded to ms. It is counted back from now, because the
 * clock may have been set since.
 */
static __u64 attached_at(const struct session_record *r)
{
	__u64 ago = clock_read(CLOCK_BOOTTIME) - r->boot_ns;

	return (clock_read(CLOCK_REALTIME) - ago + 500000) / 1000000 * 1000000;
}

void machine_read(struct machine *m, const struct scx_state *st, const struct maps *maps)
{
	snprintf(m->state, sizeof(m->state), "%s", st->state);
	snprintf(m->ops, sizeof(m->ops), "%s", st->ops);
	snprintf(m->policy, sizeof(m->policy), "%s", maps_policy(maps));
	m->enable_seq = st->enable_seq;
	m->nr_rejected = st->nr_rejected;
	m->since_ns = maps->record ? attached_at(maps->record) : 0;
}

static int by_place(const void *a, const void *b)
{
	const struct cpu_frame *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	if (x->llc != y->llc)
		return x->llc < y->llc ? -1 : 1;
	return x->cpu < y->cpu ? -1 : 1;
}

void machine_cpus(struct frame *f, const struct topology *t)
{
	unsigned int i = 0;

	for (unsigned int cpu = 0; cpu < t->nr_cpus && i < f->nr_cpus; cpu++) {
		if (!t->present[cpu])
			continue;
		f->cpus[i].cpu = cpu;
		f->cpus[i].llc = t->llc[cpu];
		f->cpus[i].node = t->node[cpu];
		i++;
	}
	qsort(f->cpus, f->nr_cpus, sizeof(f->cpus[0]), by_place);
}

void machine_values(unsigned int *value, const struct frame *f, const struct topology *t)
{
	for (unsigned int i = 0; i < f->nr_cpus; i++)
		for (unsigned int cpu = 0; cpu < f->cpus[i].cpu; cpu++)
			value[i] += t->possible[cpu];
}

static void set_online(unsigned int cpu, void *arg)
{
	bool *online = arg;

	if (cpu < MAX_CPUS)
		online[cpu] = true;
}

int machine_online(struct frame *f)
{
	bool online[MAX_CPUS] = {0};
	char list[MAX_CPUS * 3];
	int err = sysfs_read(list, sizeof(list), "/sys/devices/system/cpu/online");

	err = err ?: sysfs_list(list, set_online, online);
	for (unsigned int i = 0; !err && i < f->nr_cpus; i++)
		f->cpus[i].online = online[f->cpus[i].cpu];
	return err;
}

static void add_counter(const char *name, __u64 value, void *arg)
{
	struct kernel_counters *now = arg;

	if (now->nr == MAX_KERNEL_EVENTS)
		return;
	snprintf(now->at[now->nr].name, sizeof(now->at[0].name), "%s", name);
	now->at[now->nr++].grown = value;
}

void machine_counters(struct kernel_counters *now)
{
	now->nr = 0;
	scx_events_read(add_counter, now);
}

static __u64 value_of(const struct kernel_counters *c, const char *name)
{
	for (int i = 0; i < c->nr; i++)
		if (!strcmp(c->at[i].name, name))
			return c->at[i].grown;
	return 0;
}

void machine_grown(struct frame *f, const struct kernel_counters *now,
		   const struct kernel_counters *before)
{
	f->nr_events = 0;
	for (int i = 0; i < now->nr; i++) {
		__u64 old = value_of(before, now->at[i].name), value = now->at[i].grown;

		if (!value || value == old)
			continue;
		f->events[f->nr_events] = now->at[i];
		f->events[f->nr_events++].grown = value > old ? value - old : value;
	}
}
