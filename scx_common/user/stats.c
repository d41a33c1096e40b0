/* SPDX-License-Identifier: GPL-2.0 */
/* What a running suite counts: read the per-CPU statistics and print them as a line. */
#include "user/stats.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "user/units.h"

static void add(struct cpu_stats *sum, const struct cpu_stats *st)
{
	for (int i = 0; i < NR_COUNTERS; i++)
		sum->count[i] += st->count[i];
	for (int i = 0; i < NR_WAIT_CAUSES; i++)
		hist_add(&sum->wait[i], &st->wait[i]);
}

int stats_read(int fd, __u32 policy, struct cpu_stats *sum)
{
	int cpus = libbpf_num_possible_cpus();
	struct cpu_stats *each;
	int err = 0;

	memset(sum, 0, sizeof(*sum));
	if (fd < 0)
		return -ENOENT;
	if (cpus < 0)
		return cpus;
	each = calloc(cpus, sizeof(*each));
	if (!each)
		return -ENOMEM;
	if (bpf_map_lookup_elem(fd, &policy, each))
		err = -errno;
	for (int cpu = 0; !err && cpu < cpus; cpu++)
		add(sum, &each[cpu]);
	free(each);
	return err;
}

/* Dispatch latency between two readings: of wakeups, and of all causes together. */
static void waits(struct hist *wakeup, struct hist *all, const struct cpu_stats *now,
		  const struct cpu_stats *before)
{
	struct hist h;

	memset(all, 0, sizeof(*all));
	for (int i = 0; i < NR_WAIT_CAUSES; i++) {
		hist_sub(&h, &now->wait[i], &before->wait[i]);
		hist_add(all, &h);
	}
	hist_sub(wakeup, &now->wait[WAIT_WAKEUP], &before->wait[WAIT_WAKEUP]);
}

void stats_print(FILE *out, const char *policy, const struct cpu_stats *now,
		 const struct cpu_stats *before, double seconds)
{
	char p50[UNITS_SIZE], p99[UNITS_SIZE], max[UNITS_SIZE];
	struct hist wakeup, all;

	waits(&wakeup, &all, now, before);
#define RATE(name) ((now->count[COUNT_##name] - before->count[COUNT_##name]) / seconds)
	fprintf(out,
		"%s: %.0f dispatches/s; wakeup to run p50 %s, p99 %s, max %s; "
		"preempted %.0f/s, migrated %.0f/s\n",
		policy, hist_count(&all) / seconds, format_ns(p50, hist_percentile(&wakeup, 500)),
		format_ns(p99, hist_percentile(&wakeup, 990)),
		format_ns(max, hist_percentile(&wakeup, 1000)), RATE(preempted), RATE(migrated));
#undef RATE
	fflush(out);
}

json_t *stats_json(const char *policy, const struct cpu_stats *now, const struct cpu_stats *before,
		   double seconds)
{
	json_t *counts = json_object();
	struct hist wakeup, all;

	waits(&wakeup, &all, now, before);
#define X(name, help)                                                                              \
	json_object_set_new(counts, #name,                                                         \
			    json_integer(now->count[COUNT_##name] - before->count[COUNT_##name]));
	COUNTERS(X)
#undef X
	return json_pack("{s:s, s:s, s:f, s:I, s:I, s:I, s:I, s:o}", "schema", "scx-load/counts/1",
			 "policy", policy, "seconds", seconds, "dispatches",
			 (json_int_t)hist_count(&all), "wakeup_p50_ns",
			 (json_int_t)hist_percentile(&wakeup, 500), "wakeup_p99_ns",
			 (json_int_t)hist_percentile(&wakeup, 990), "wakeup_max_ns",
			 (json_int_t)hist_percentile(&wakeup, 1000), "counts", counts);
}
