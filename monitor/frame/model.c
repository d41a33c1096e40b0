/* SPDX-License-Identifier: GPL-2.0 */
/* The model: totals since the start, history, log of events. */
#include "frame/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "frame/events.h"

int model_init(struct model *m)
{
	memset(m, 0, sizeof(*m));
	m->columns = calloc(HISTORY, sizeof(*m->columns));
	m->log = calloc(MAX_LOG, sizeof(*m->log));
	if (m->columns && m->log)
		return 0;
	model_free(m);
	return -ENOMEM;
}

void model_free(struct model *m)
{
	free(m->columns);
	free(m->log);
	free(m->sparks);
	free(m->online);
	free(m->runs);
	memset(m, 0, sizeof(*m));
}

/* A policy is known by its name: its totals go on when a newer build replaces it. */
static void add_policy(struct model *m, const struct policy_frame *p)
{
	int i = 0;

	while (i < m->nr_policies && strcmp(m->policies[i].name, p->name))
		i++;
	if (i == (int)(sizeof(m->policies) / sizeof(m->policies[0])))
		return;
	if (i == m->nr_policies) {
		memset(&m->policies[i], 0, sizeof(m->policies[i]));
		strcpy(m->policies[i].name, p->name);
		m->nr_policies++;
	}
	cpu_stats_add(&m->policies[i].stats, &p->stats);
}

static void add_column(struct model *m, const struct frame *f, bool marked)
{
	struct column *column = &m->columns[m->nr_columns % HISTORY];

	column->end_ns = f->end_ns;
	column->span_ns = f->span_ns;
	column->marked = marked;
	snprintf(column->who, sizeof(column->who), "%.*s", POLICY_NAME - 1,
		 machine_who(&f->machine));
	cpu_stats_waits(&column->wait, &f->total);
	for (unsigned int i = 0; i < f->nr_cpus; i++) {
		struct hist waits;

		cpu_stats_waits(&waits, &f->cpus[i].stats);
		m->sparks[i][m->nr_columns % SPARKS] = hist_percentile(&waits, 990);
		m->runs[i] += hist_count(&waits);
	}
	m->nr_columns++;
}

static int fit(struct model *m, const struct frame *f)
{
	if (m->nr_cpus == f->nr_cpus && m->sparks)
		return 0;
	free(m->sparks);
	free(m->online);
	free(m->runs);
	m->runs = calloc(f->nr_cpus ?: 1, sizeof(*m->runs));
	m->sparks = calloc(f->nr_cpus ?: 1, sizeof(*m->sparks));
	m->online = calloc(f->nr_cpus ?: 1, sizeof(*m->online));
	m->nr_cpus = f->nr_cpus;
	if (!m->sparks || !m->online || !m->runs)
		return -ENOMEM;
	for (unsigned int i = 0; i < f->nr_cpus; i++)
		m->online[i] = f->cpus[i].online;
	return 0;
}

int model_add(struct model *m, const struct frame *f)
{
	bool first = !m->nr_frames, other = !first && m->source != f->source;
	bool marked = other ||
		      (!first && strcmp(machine_who(&m->machine), machine_who(&f->machine)));
	int err = fit(m, f);

	if (err)
		return err;
	if (first || other) {
		/* Figures of two sources are never added up. */
		memset(&m->since, 0, sizeof(m->since));
		memset(m->runs, 0, m->nr_cpus * sizeof(*m->runs));
		m->nr_policies = 0;
		m->span_ns = 0;
	}
	if (!first)
		events_compare(m, f);
	events_count(m, f);
	m->nr_frames++;
	m->span_ns += f->span_ns;
	cpu_stats_add(&m->since, &f->total);
	for (int i = 0; i < f->nr_policies; i++)
		add_policy(m, &f->policies[i]);
	add_column(m, f, marked);
	m->machine = f->machine;
	m->source = f->source;
	for (unsigned int i = 0; i < f->nr_cpus; i++)
		m->online[i] = f->cpus[i].online;
	return 0;
}

const struct column *model_column(const struct model *m, unsigned int age)
{
	if (age >= m->nr_columns || age >= HISTORY)
		return NULL;
	return &m->columns[(m->nr_columns - 1 - age) % HISTORY];
}

const struct event *model_event(const struct model *m, unsigned int age)
{
	if (age >= m->nr_log || age >= MAX_LOG)
		return NULL;
	return &m->log[(m->nr_log - 1 - age) % MAX_LOG];
}
