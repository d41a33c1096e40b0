/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All figures since the scheduler was attached as one OpenMetrics exposition, for a textfile
 * collector.
 *
 * Each policy and cause has a histogram. A CPU has only a counter: with a histogram for each CPU a
 * large machine would have more series than a collector keeps. The maps hold no exact sums, so a
 * histogram has no _sum and therefore no _count: the format requires both or neither. The bucket
 * +Inf has the count.
 */
#include <errno.h>
#include "frame/names.h"
#include "format/output.h"

/* A bound is the largest whole number of ns below a power of two, where a bucket ends too. */
#define FIRST_POWER 10
#define LAST_POWER 34

static void put_label(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text < ' ' || *text > '~' ? '?' : *text, out);
	}
}

static void head(FILE *out, const char *name, const char *type, const char *unit, const char *help)
{
	fprintf(out, "# TYPE %s %s\n", name, type);
	if (unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
	fprintf(out, "# HELP %s %s\n", name, help);
}

static void labels(FILE *out, const struct model *m, const char *policy)
{
	fprintf(out, "source=\"%s\",policy=\"", source_name(m->source));
	put_label(out, policy);
	fputc('"', out);
}

/* The cumulative buckets of one histogram. */
static void put_hist(FILE *out, const struct model *m, const char *name, const char *policy,
		     const char *cause, const struct hist *h)
{
	__u64 seen = 0;
	unsigned int bucket = 0;

	for (int power = FIRST_POWER; power <= LAST_POWER; power++) {
		__u64 bound = (1ULL << power) - 1;

		while (bucket < HIST_BUCKETS && hist_high(bucket) <= bound)
			seen += h->bucket[bucket++];
		fprintf(out, "%s_bucket{", name);
		labels(out, m, policy);
		fprintf(out, "%s%s%s,le=\"%.11g\"} %llu\n", cause ? ",cause=\"" : "", cause ?: "",
			cause ? "\"" : "", bound / 1e9, seen);
	}
	fprintf(out, "%s_bucket{", name);
	labels(out, m, policy);
	fprintf(out, "%s%s%s,le=\"+Inf\"} %llu\n", cause ? ",cause=\"" : "", cause ?: "",
		cause ? "\"" : "", hist_count(h));
}

static void put_machine(FILE *out, const struct frame *f)
{
	const struct machine *m = &f->machine;

	head(out, "scx_monitor", "info", NULL, "who schedules, and who measures");
	fputs("scx_monitor_info{version=\"" VERSION "\",kernel=\"", out);
	put_label(out, m->kernel);
	fputs("\",ops=\"", out);
	put_label(out, m->ops);
	fputs("\",scheduler=\"", out);
	put_label(out, machine_who(m));
	fputs("\"} 1\n", out);
	head(out, "scx_enabled", "gauge", NULL, "1 while a sched_ext scheduler is enabled");
	fprintf(out, "scx_enabled %d\n", m->ops[0] != '\0');
	head(out, "scx_attachments", "counter", NULL, "sched_ext schedulers attached since boot");
	fprintf(out, "scx_attachments_total %llu\n", m->enable_seq);
}

static void put_counters(FILE *out, const struct model *m)
{
	char name[64];

	for (int i = 0; i < NR_COUNTERS; i++) {
		snprintf(name, sizeof(name), "scx_%s", counter_names[i]);
		head(out, name, "counter", NULL, counter_help[i]);
		for (int p = 0; p < m->nr_policies; p++) {
			fprintf(out, "%s_total{", name);
			labels(out, m, m->policies[p].name);
			fprintf(out, "} %llu\n", m->policies[p].stats.count[i]);
		}
	}
}

int output_openmetrics(FILE *out, const struct model *m, const struct frame *f)
{
	put_machine(out, f);
	head(out, "scx_wait_seconds", "histogram", "seconds",
	     "from runnable to running: dispatch latency");
	for (int p = 0; p < m->nr_policies; p++)
		for (int cause = 0; cause < NR_WAIT_CAUSES; cause++)
			put_hist(out, m, "scx_wait_seconds", m->policies[p].name,
				 cause_names[cause], &m->policies[p].stats.wait[cause]);
	head(out, "scx_run_seconds", "histogram", "seconds", "time on a CPU at a stretch");
	for (int p = 0; p < m->nr_policies; p++)
		put_hist(out, m, "scx_run_seconds", m->policies[p].name, NULL,
			 &m->policies[p].stats.ran);
	put_counters(out, m);
	head(out, "scx_cpu_runs", "counter", NULL, "tasks that began to run on the CPU");
	for (unsigned int i = 0; i < f->nr_cpus; i++)
		fprintf(out, "scx_cpu_runs_total{source=\"%s\",cpu=\"%u\"} %llu\n",
			source_name(m->source), f->cpus[i].cpu, m->runs[i]);
	fputs("# EOF\n", out);
	return fflush(out) ? -errno : 0;
}
