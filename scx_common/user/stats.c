/* SPDX-License-Identifier: GPL-2.0 */
/* The statistics that the suite and the probe keep for each CPU and policy. */
#include "user/stats.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int cpu_stats_read(int fd, __u32 policy, struct cpu_stats *each)
{
	if (fd < 0)
		return -ENOENT;
	return bpf_map_lookup_elem(fd, &policy, each) ? -errno : 0;
}

int cpu_stats_read_sum(int fd, __u32 policy, struct cpu_stats *sum)
{
	int cpus = libbpf_num_possible_cpus(), err;
	struct cpu_stats *each;

	memset(sum, 0, sizeof(*sum));
	if (cpus < 0)
		return cpus;
	each = calloc(cpus, sizeof(*each));
	if (!each)
		return -ENOMEM;
	err = cpu_stats_read(fd, policy, each);
	for (int cpu = 0; !err && cpu < cpus; cpu++)
		cpu_stats_add(sum, &each[cpu]);
	free(each);
	return err;
}

/* All histograms of a cpu_stats. */
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
