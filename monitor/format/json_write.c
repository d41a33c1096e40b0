/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame as JSON. A histogram is a list of [bucket, count] pairs of the buckets that are not
 * empty (scx_common/hist.h has their bounds): a quiet interval makes a short line. The percentiles
 * that scripts want stand beside the histogram.
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include "format/output.h"
#include "frame/names.h"
#include "user/text.h"

static json_t *hist_json(const struct hist *h)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		if (h->bucket[i])
			json_array_append_new(
				list, json_pack("[I, I]", (json_int_t)i, (json_int_t)h->bucket[i]));
	return list;
}

static void add_percentiles(json_t *to, const struct hist *h)
{
	static const struct {
		const char *key;
		unsigned int permille;
	} points[] = {{"p50_ns", 500}, {"p99_ns", 990}, {"p999_ns", 999}, {"max_ns", 1000}};
	bool any = hist_count(h);

	json_object_set_new(to, "count", json_integer((json_int_t)hist_count(h)));
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		json_object_set_new(
			to, points[i].key,
			any ? json_integer((json_int_t)hist_percentile(h, points[i].permille))
			    : json_null());
}

static json_t *stats_json(const struct cpu_stats *s)
{
	json_t *json = json_object(), *counts = json_object(), *causes = json_object();
	struct hist all;

	cpu_stats_waits(&all, s);
	add_percentiles(json, &all);
	for (int i = 0; i < NR_COUNTERS; i++)
		json_object_set_new(counts, counter_names[i],
				    json_integer((json_int_t)s->count[i]));
	for (int i = 0; i < NR_WAIT_CAUSES; i++) {
		json_t *cause = json_object();

		add_percentiles(cause, &s->wait[i]);
		json_object_set_new(cause, "hist_ns", hist_json(&s->wait[i]));
		json_object_set_new(causes, cause_names[i], cause);
	}
	json_object_set_new(json, "counts", counts);
	json_object_set_new(json, "wait", causes);
	json_object_set_new(json, "ran_hist_ns", hist_json(&s->ran));
	json_object_set_new(json, "off_hist_ns", hist_json(&s->off));
	json_object_set_new(json, "depth_hist", hist_json(&s->depth));
	return json;
}

static json_t *machine_json(const struct machine *m)
{
	json_t *json = json_object();
	const struct {
		const char *key, *text;
	} texts[] = {{"host", m->host}, {"kernel", m->kernel}, {"state", m->state},
		     {"ops", m->ops},	{"policy", m->policy}, {"exit", m->exit_text}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		json_object_set_new(json, texts[i].key,
				    texts[i].text[0] ? text_json(texts[i].text) : json_null());
	json_object_set_new(json, "enable_seq", json_integer((json_int_t)m->enable_seq));
	json_object_set_new(json, "nr_rejected", json_integer((json_int_t)m->nr_rejected));
	json_object_set_new(json, "since_ns",
			    m->since_ns ? json_integer((json_int_t)m->since_ns) : json_null());
	return json;
}

static json_t *cpus_json(const struct frame *f)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < f->nr_cpus; i++) {
		const struct cpu_frame *c = &f->cpus[i];

		json_array_append_new(list, json_pack("{s:i, s:i, s:i, s:b, s:o}", "cpu", c->cpu,
						      "llc", c->llc, "node", c->node, "online",
						      c->online, "stats", stats_json(&c->stats)));
	}
	return list;
}

static json_t *tasks_json(const struct frame *f)
{
	json_t *list = json_array();

	if (!f->has_tasks) {
		json_decref(list);
		return json_null();
	}
	for (unsigned int i = 0; i < f->nr_tasks; i++) {
		const struct task_record *r = &f->tasks[i].record;
		json_t *buckets = json_array();

		for (int b = 0; b < TASK_BUCKETS; b++)
			json_array_append_new(buckets, json_integer(r->waits.bucket[b]));
		json_array_append_new(
			list,
			json_pack("{s:i, s:i, s:o, s:o, s:i, s:I, s:I, s:I, s:I, s:I, s:o}", "pid",
				  r->pid, "tgid", r->tgid, "comm", text_json(r->comm), "policy",
				  text_json(f->tasks[i].policy), "nice", r->nice, "weight",
				  (json_int_t)r->weight, "waits", (json_int_t)r->waits.count,
				  "sum_ns", (json_int_t)r->waits.sum, "max_ns",
				  (json_int_t)r->waits.worst, "p99_ns",
				  (json_int_t)task_waits_percentile(&r->waits, 990), "log2_hist_ns",
				  buckets));
	}
	return list;
}

/* The events of this frame, the oldest first. */
static json_t *events_json(const struct model *m, const struct frame *f)
{
	json_t *list = json_array();
	const struct event *e;

	for (unsigned int age = 0; (e = model_event(m, age)) && e->at_ns == f->end_ns; age++)
		json_array_insert_new(list, 0,
				      json_pack("{s:s, s:o}", "kind", event_name(e->kind), "text",
						text_json(e->text)));
	return list;
}

static json_t *counters_json(const struct frame *f)
{
	json_t *json = json_object();

	for (int i = 0; i < f->nr_events; i++)
		json_object_set_new(json, f->events[i].name,
				    json_integer((json_int_t)f->events[i].grown));
	return json;
}

static json_t *policies_json(const struct frame *f)
{
	json_t *list = json_array();

	for (int i = 0; i < f->nr_policies; i++)
		json_array_append_new(list, json_pack("{s:o, s:o}", "name",
						      text_json(f->policies[i].name), "stats",
						      stats_json(&f->policies[i].stats)));
	return list;
}

int output_json_frame(FILE *out, const struct model *m, const struct frame *f)
{
	struct hist waits;
	json_t *json;
	int err = 0;

	cpu_stats_waits(&waits, &f->total);
	json = json_pack("{s:s, s:I, s:I, s:f, s:s, s:s, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "schema", FRAME_SCHEMA, "end_ns", (json_int_t)f->end_ns, "span_ns",
			 (json_int_t)f->span_ns, "interval_s", f->span_ns / 1e9, "source",
			 source_name(f->source), "scheduler", machine_who(&f->machine),
			 "dispatches_per_s",
			 f->span_ns ? hist_count(&waits) / (f->span_ns / 1e9) : 0, "machine",
			 machine_json(&f->machine), "total", stats_json(&f->total), "cpus",
			 cpus_json(f), "policies", policies_json(f), "kernel_events",
			 counters_json(f), "events", events_json(m, f), "tasks", tasks_json(f));
	if (!json)
		return -ENOMEM;
	if (json_dumpf(json, out, JSON_COMPACT) || fputc('\n', out) == EOF || fflush(out))
		err = -(errno ?: EIO);
	json_decref(json);
	return err;
}
