/* SPDX-License-Identifier: GPL-2.0 */
/* Frames: memory and sums. */
#include "frame/frame.h"

#include <errno.h>
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
