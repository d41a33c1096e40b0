/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frame from JSON, as json_write.c writes it. The line may come from anywhere: every value is
 * checked before it is used, and unknown keys are ignored.
 */
#include <errno.h>
#include <stdint.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "frame/names.h"
#include "format/output.h"

#define MAX_TASKS 1000000

/*
 * Bounds for counts: more than can happen in one interval on a CPU, and on all CPUs together. Sums
 * over all CPUs, causes and buckets of such counts stay within 63 bits.
 */
#define MOST_OF_CPU (1LL << 40)
#define MOST_OF_ALL (MOST_OF_CPU * MAX_CPUS)

static const char *complaint; /* the first complaint about this line */

static int bad(const char *what)
{
	if (!complaint)
		complaint = what;
	return -EINVAL;
}

/* Read the integer @key of @from, which has to be from @least to @most, into @value. */
static int number(const json_t *from, const char *key, json_int_t least, json_int_t most,
		  json_int_t *value)
{
	const json_t *json = json_object_get(from, key);

	if (!json_is_integer(json))
		return bad("a number is missing or is not an integer");
	*value = json_integer_value(json);
	return *value < least || *value > most ? bad("a number is out of range") : 0;
}

static int number_u64(const json_t *from, const char *key, json_int_t most, __u64 *value)
{
	json_int_t n = 0;

	/* null stands for an unknown value: 0 in the frame. */
	int err = json_is_null(json_object_get(from, key)) ? 0 : number(from, key, 0, most, &n);

	*value = n;
	return err;
}

/* Read the string @key of @from into @to, cut to @size; null becomes "". */
static int text(const json_t *from, const char *key, char *to, size_t size)
{
	const json_t *json = json_object_get(from, key);

	if (!json_is_string(json) && !json_is_null(json))
		return bad("a text is missing or is not a string");
	snprintf(to, size, "%s", json_string_value(json) ?: "");
	return 0;
}

static int hist(const json_t *from, const char *key, json_int_t most, struct hist *h)
{
	const json_t *list = json_object_get(from, key), *pair;
	json_int_t last = -1;
	size_t i;

	if (!json_is_array(list))
		return bad("a histogram is missing or is not a list");
	json_array_foreach(list, i, pair)
	{
		const json_t *first = json_array_get(pair, 0), *second = json_array_get(pair, 1);
		json_int_t bucket = json_integer_value(first), count = json_integer_value(second);

		if (json_array_size(pair) != 2 || !json_is_integer(first) ||
		    !json_is_integer(second) || bucket >= HIST_BUCKETS || count < 0 || count > most)
			return bad(
				"a histogram has an entry that is not a pair of bucket and count");
		if (bucket <= last)
			return bad("a histogram's buckets are not in order");
		h->bucket[bucket] = count;
		last = bucket;
	}
	return 0;
}

static int stats(const json_t *json, json_int_t most, struct cpu_stats *s)
{
	const json_t *counts = json_object_get(json, "counts"), *waits, *cause;
	int err;

	if (!json_is_object(counts))
		return bad("counts is not an object");
	for (int i = 0; i < NR_COUNTERS; i++) {
		/* A recording may be older than the counter. */
		if (!json_object_get(counts, counter_names[i]))
			continue;
		err = number_u64(counts, counter_names[i], most, &s->count[i]);
		if (err)
			return err;
	}
	waits = json_object_get(json, "wait");
	for (int i = 0; i < NR_WAIT_CAUSES; i++) {
		cause = json_object_get(waits, cause_names[i]);
		err = hist(cause, "hist_ns", most, &s->wait[i]);
		if (err)
			return err;
	}
	return hist(json, "ran_hist_ns", most, &s->ran) ?:
	       hist(json, "off_hist_ns", most, &s->off) ?:
	       hist(json, "depth_hist", most, &s->depth);
}

static int machine(const json_t *json, struct machine *m)
{
	return text(json, "host", m->host, sizeof(m->host)) ?:
	       text(json, "kernel", m->kernel, sizeof(m->kernel)) ?:
	       text(json, "state", m->state, sizeof(m->state)) ?:
	       text(json, "ops", m->ops, sizeof(m->ops)) ?:
	       text(json, "policy", m->policy, sizeof(m->policy)) ?:
	       text(json, "exit", m->exit_text, sizeof(m->exit_text)) ?:
	       number_u64(json, "enable_seq", INT64_MAX, &m->enable_seq) ?:
	       number_u64(json, "nr_rejected", INT64_MAX, &m->nr_rejected) ?:
	       number_u64(json, "since_ns", INT64_MAX, &m->since_ns);
}

static int cpu(const json_t *json, struct cpu_frame *c, bool *seen)
{
	const json_t *online = json_object_get(json, "online");
	json_int_t n = 0, llc = 0, node = 0;
	int err = number(json, "cpu", 0, MAX_CPUS - 1, &n) ?:
		  number(json, "llc", 0, MAX_CPUS - 1, &llc) ?:
		  number(json, "node", 0, MAX_CPUS - 1, &node);

	if (err)
		return err;
	if (seen[n] || !json_is_boolean(online))
		return bad("a CPU is listed twice, or is neither online nor offline");
	c->cpu = n;
	c->llc = llc;
	c->node = node;
	c->online = json_is_true(online);
	seen[n] = true;
	return stats(json_object_get(json, "stats"), MOST_OF_CPU, &c->stats);
}

static int cpus(const json_t *list, struct frame *f)
{
	bool seen[MAX_CPUS] = {0};
	const json_t *json;
	int err = 0;
	size_t i;

	json_array_foreach(list, i, json)
	{
		err = err ?: cpu(json, &f->cpus[i], seen);
	}
	return err;
}

static int policies(const json_t *list, struct frame *f)
{
	const json_t *json;
	int err = 0;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > MAX_POLICIES)
		return bad("policies is not a list, or the list is too long");
	json_array_foreach(list, i, json)
	{
		struct policy_frame *p = &f->policies[f->nr_policies++];

		err = err ?: text(json, "name", p->name, sizeof(p->name)) ?:
		      stats(json_object_get(json, "stats"), MOST_OF_ALL, &p->stats);
	}
	return err;
}

static int kernel_events(json_t *json, struct frame *f)
{
	const char *name;
	json_t *value;

	if (!json_is_object(json))
		return bad("kernel_events is not an object");
	json_object_foreach(json, name, value)
	{
		struct kernel_event *e = &f->events[f->nr_events];

		if (f->nr_events == MAX_KERNEL_EVENTS || !json_is_integer(value) ||
		    json_integer_value(value) < 0)
			return bad(
				"kernel_events has too many entries, or one that is not a count");
		snprintf(e->name, sizeof(e->name), "%s", name);
		e->grown = json_integer_value(value);
		f->nr_events++;
	}
	return 0;
}

static int task(const json_t *json, struct task_frame *t)
{
	const json_t *buckets = json_object_get(json, "log2_hist_ns");
	struct task_record *r = &t->record;
	json_int_t pid = 0, tgid = 0, nice = 0, weight = 0, waits = 0;
	int err = number(json, "pid", 0, INT32_MAX, &pid) ?:
		  number(json, "tgid", 0, INT32_MAX, &tgid) ?:
		  number(json, "nice", -1000, 1000, &nice) ?:
		  number(json, "weight", 0, UINT32_MAX, &weight) ?:
		  number(json, "waits", 0, UINT32_MAX, &waits) ?:
		  number_u64(json, "sum_ns", INT64_MAX, &r->waits.sum) ?:
		  number_u64(json, "max_ns", INT64_MAX, &r->waits.worst) ?:
		  text(json, "comm", r->comm, sizeof(r->comm)) ?:
		  text(json, "policy", t->policy, sizeof(t->policy));

	if (json_array_size(buckets) != TASK_BUCKETS)
		return err ?: bad("a task's histogram has the wrong number of buckets");
	for (int i = 0; i < TASK_BUCKETS; i++) {
		const json_t *bucket = json_array_get(buckets, i);
		json_int_t n = json_integer_value(bucket);

		if (!json_is_integer(bucket) || n < 0 || n > UINT32_MAX)
			return bad("a task's histogram has an entry that is not a count");
		r->waits.bucket[i] = n;
	}
	r->pid = (int)pid;
	r->tgid = (int)tgid;
	r->nice = (int)nice;
	r->weight = weight;
	r->waits.count = waits;
	return err;
}

static int tasks(const json_t *list, struct frame *f)
{
	const json_t *json;
	int err = 0;
	size_t i;

	if (json_is_null(list))
		return 0;
	if (!json_is_array(list) || json_array_size(list) > MAX_TASKS)
		return bad("tasks is not a list, or the list is too long");
	err = frame_new_tasks(f, json_array_size(list));
	f->has_tasks = !err;
	json_array_foreach(list, i, json)
	{
		err = err ?: task(json, &f->tasks[i]);
	}
	return err;
}

static int fill(struct frame *f, json_t *json)
{
	char source[16];
	int err;

	err = text(json, "source", source, sizeof(source)) ?:
	      number_u64(json, "end_ns", INT64_MAX, &f->end_ns) ?:
	      number_u64(json, "span_ns", INT64_MAX, &f->span_ns) ?:
	      machine(json_object_get(json, "machine"), &f->machine) ?:
	      policies(json_object_get(json, "policies"), f) ?:
	      kernel_events(json_object_get(json, "kernel_events"), f) ?:
	      tasks(json_object_get(json, "tasks"), f) ?: cpus(json_object_get(json, "cpus"), f);
	if (err)
		return err;
	f->source = source_of(source);
	/* SOURCE_AUTO is valid: the suite has gone, and --source suite does not allow the probe. */
	if (f->source == SOURCE_AUTO && strcmp(source, source_name(SOURCE_AUTO)))
		return bad("its figures are from an unknown source");
	frame_sum(f);
	return 0;
}

int frame_of_json(struct frame **frame, const char *line, size_t length, const char **why)
{
	json_t *json = json_loadb(line, length, 0, NULL);
	const char *schema = json_string_value(json_object_get(json, "schema"));
	size_t nr = json_array_size(json_object_get(json, "cpus"));
	struct frame *f = NULL;
	int err = -EINVAL;

	complaint = NULL;
	if (!json)
		bad("it is not JSON");
	else if (!schema || strcmp(schema, FRAME_SCHEMA))
		bad("its schema is not " FRAME_SCHEMA);
	else if (!nr || nr > MAX_CPUS)
		bad("it has no CPUs, or too many");
	else
		err = 0;
	if (!err) {
		f = frame_new(nr);
		err = f ? fill(f, json) : -ENOMEM;
	}
	json_decref(json);
	*why = complaint ?: "no memory";
	if (err)
		frame_free(f);
	else
		*frame = f;
	return err;
}
