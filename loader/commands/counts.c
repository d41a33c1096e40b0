/* SPDX-License-Identifier: GPL-2.0 */
/* --interval: a line for each interval, with what the policy in charge has counted in it. */
#include "commands/counts.h"

#include "cli/output.h"
#include "user/clock.h"
#include "user/units.h"

json_t *counts_json(const char *policy, const struct cpu_stats *now, const struct cpu_stats *before,
		    double seconds)
{
	json_t *counts = json_object();
	const struct hist *wakeup;
	struct cpu_stats diff;
	struct hist all;

	cpu_stats_sub(&diff, now, before);
	cpu_stats_waits(&all, &diff);
	wakeup = &diff.wait[WAIT_WAKEUP];
#define X(name, help)                                                                              \
	json_object_set_new(counts, #name, json_integer((json_int_t)diff.count[COUNT_##name]));
	COUNTERS(X)
#undef X
	return json_pack("{s:s, s:s, s:f, s:I, s:I, s:I, s:I, s:o}", "schema", "scx-load/counts/1",
			 "policy", policy, "seconds", seconds, "dispatches",
			 (json_int_t)hist_count(&all), "wakeup_p50_ns",
			 (json_int_t)hist_percentile(wakeup, 500), "wakeup_p99_ns",
			 (json_int_t)hist_percentile(wakeup, 990), "wakeup_max_ns",
			 (json_int_t)hist_percentile(wakeup, 1000), "counts", counts);
}

void counts_print(const json_t *json, FILE *out)
{
	const json_t *counts = json_object_get(json, "counts");
	char p50[UNITS_SIZE], p99[UNITS_SIZE], max[UNITS_SIZE];
	double seconds = member_real(json, "seconds");

	fprintf(out,
		"%s: %.0f dispatches/s; wakeup to run p50 %s, p99 %s, max %s; "
		"preempted %.0f/s, migrated %.0f/s\n",
		member_text(json, "policy"), member_int(json, "dispatches") / seconds,
		format_ns(p50, member_int(json, "wakeup_p50_ns")),
		format_ns(p99, member_int(json, "wakeup_p99_ns")),
		format_ns(max, member_int(json, "wakeup_max_ns")),
		member_int(counts, "preempted") / seconds,
		member_int(counts, "migrated") / seconds);
}

static void print_switched(const json_t *json, FILE *out)
{
	fprintf(out, "%s is in charge now\n", member_text(json, "policy"));
}

/* Read what the policy in charge has counted so far. NULL if it cannot be read. */
static const struct policy_desc *read_now(const struct suite *s, struct cpu_stats *now)
{
	const struct policy_desc *p = suite_policy(s);

	return p && !cpu_stats_read_sum(s->stats, p->id, now) ? p : NULL;
}

void counts_begin(struct counts *c, const struct suite *s)
{
	const struct policy_desc *p;

	*c = (struct counts){.at = clock_ns()};
	p = read_now(s, &c->before);
	if (p)
		c->policy = p->id;
}

void counts_output(struct counts *c, const struct suite *s)
{
	const struct policy_desc *p;
	__u64 begin = c->at;
	struct cpu_stats now;
	double seconds;

	c->at = clock_ns();
	p = read_now(s, &now);
	if (!p)
		return;
	seconds = (c->at - begin) / 1e9;
	if (p->id != c->policy)
		output(json_pack("{s:s, s:s}", "schema", "scx-load/switched/1", "policy", p->name),
		       print_switched);
	else
		output(counts_json(p->name, &now, &c->before, seconds), counts_print);
	c->before = now;
	c->policy = p->id;
}
