/* SPDX-License-Identifier: GPL-2.0 */
/* Frames: memory, sums and differences. */
#include "frame/frame.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct frame *frame_new(unsigned int nr_cpus)
{
	struct frame *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->cpus = calloc(nr_cpus ?: 1, sizeof(*f->cpus));
	if (!f->cpus) {
		free(f);
		return NULL;
	}
	f->nr_cpus = nr_cpus;
	return f;
}

void frame_free(struct frame *f)
{
	if (!f)
		return;
	free(f->tasks);
	free(f->cpus);
	free(f);
}

int frame_new_tasks(struct frame *f, unsigned int nr)
{
	struct task_frame *tasks = calloc(nr ?: 1, sizeof(*tasks));

	if (!tasks)
		return -ENOMEM;
	free(f->tasks);
	f->tasks = tasks;
	f->nr_tasks = nr;
	return 0;
}

void frame_clear(struct frame *f)
{
	for (unsigned int i = 0; i < f->nr_cpus; i++)
		memset(&f->cpus[i].stats, 0, sizeof(f->cpus[i].stats));
	memset(f->policies, 0, sizeof(f->policies));
	f->nr_policies = 0;
}

void frame_sum(struct frame *f)
{
	memset(&f->total, 0, sizeof(f->total));
	for (unsigned int i = 0; i < f->nr_cpus; i++)
		cpu_stats_add(&f->total, &f->cpus[i].stats);
}

const char *machine_who(const struct machine *m)
{
	if (m->policy[0])
		return m->policy;
	return m->ops[0] ? m->ops : "default";
}

static const char *const source_names[] = {
	[SOURCE_AUTO] = "auto",
	[SOURCE_SUITE] = "suite",
	[SOURCE_PROBE] = "probe",
};

const char *source_name(enum source source)
{
	return source_names[source];
}

enum source source_of(const char *name)
{
	for (enum source s = SOURCE_SUITE; s <= SOURCE_PROBE; s++)
		if (!strcmp(name, source_names[s]))
			return s;
	return SOURCE_AUTO;
}

/* The histograms of cpu_stats, for what is done to all of them. */
static const size_t hists[] = {
#define AT(member) offsetof(struct cpu_stats, member)
	AT(wait[WAIT_WAKEUP]),
	AT(wait[WAIT_PREEMPTED]),
	AT(wait[WAIT_SLICE_END]),
	AT(ran),
	AT(off),
	AT(depth),
#undef AT
};

static struct hist *hist_at(const struct cpu_stats *s, size_t i)
{
	return (struct hist *)((char *)s + hists[i]);
}

#define NR_HISTS (sizeof(hists) / sizeof(hists[0]))
_Static_assert(sizeof(struct cpu_stats) ==
		       NR_COUNTERS * sizeof(__u64) + NR_HISTS * sizeof(struct hist),
	       "a histogram is missing in the table");

void cpu_stats_add(struct cpu_stats *sum, const struct cpu_stats *s)
{
	for (int i = 0; i < NR_COUNTERS; i++)
		sum->count[i] += s->count[i];
	for (size_t i = 0; i < NR_HISTS; i++)
		hist_add(hist_at(sum, i), hist_at(s, i));
}

void cpu_stats_sub(struct cpu_stats *diff, const struct cpu_stats *now,
		   const struct cpu_stats *before)
{
	for (int i = 0; i < NR_COUNTERS; i++)
		diff->count[i] = now->count[i] - before->count[i];
	for (size_t i = 0; i < NR_HISTS; i++)
		hist_sub(hist_at(diff, i), hist_at(now, i), hist_at(before, i));
}

void cpu_stats_add_waits(struct hist *all, const struct cpu_stats *s)
{
	for (int i = 0; i < NR_WAIT_CAUSES; i++)
		hist_add(all, &s->wait[i]);
}

void cpu_stats_waits(struct hist *all, const struct cpu_stats *s)
{
	memset(all, 0, sizeof(*all));
	cpu_stats_add_waits(all, s);
}

__u64 task_waits_percentile(const struct task_waits *w, unsigned int permille)
{
	__u64 rank = ((__u64)w->count * permille + 999) / 1000, seen = 0;

	if (!w->count)
		return 0;
	for (int i = 0; i < TASK_BUCKETS - 1; i++) {
		seen += w->bucket[i];
		if (seen >= rank)
			return (2ULL << i) - 1 < w->worst ? (2ULL << i) - 1 : w->worst;
	}
	return w->worst;
}
