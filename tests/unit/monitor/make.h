/* SPDX-License-Identifier: GPL-2.0 */
/* Frames for tests: the figures are made up, and every member is in use. */
#ifndef TESTS_UNIT_MONITOR_MAKE_H
#define TESTS_UNIT_MONITOR_MAKE_H

#include "unit.h"
#include "frame/frame.h"

/* The linear congruential generator of Knuth's MMIX: each run has the same numbers. */
static __u64 random_state = 1;

static inline __u64 random_u64(void)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return random_state >> 20;
}

/* A wait up to about a second: mostly short, rarely long. */
static inline __u64 random_wait(void)
{
	return random_u64() % 1000000000ULL >> random_u64() % 28;
}

static inline void make_stats(struct cpu_stats *s, unsigned int waits)
{
	for (unsigned int i = 0; i < waits; i++) {
		hist_record(&s->wait[i % NR_WAIT_CAUSES], random_wait());
		hist_record(&s->ran, random_wait());
		hist_record(&s->off, random_wait());
		hist_record(&s->depth, i % 20);
	}
	for (int i = 0; i < NR_COUNTERS; i++)
		s->count[i] = i * 7 + waits;
}

/* A frame of @nr_cpus CPUs in LLCs of 4 under @policy, @number seconds after the first frame. */
static inline struct frame *make_frame(unsigned int nr_cpus, unsigned int number,
				       const char *policy)
{
	struct frame *f = frame_new(nr_cpus);

	assert_non_null(f);
	f->end_ns = 1700000000000000000ULL + number * 1000000000ULL;
	f->span_ns = 1000000000ULL;
	f->source = SOURCE_SUITE;
	strcpy(f->machine.host, "here");
	strcpy(f->machine.kernel, "6.12.0");
	strcpy(f->machine.state, "enabled");
	strcpy(f->machine.ops, "scx_suite");
	strcpy(f->machine.policy, policy);
	f->machine.enable_seq = 3;
	f->machine.since_ns = 1690000000000000000ULL;
	for (unsigned int i = 0; i < nr_cpus; i++) {
		f->cpus[i].cpu = i;
		f->cpus[i].llc = i / 4;
		f->cpus[i].node = i / 8;
		f->cpus[i].online = true;
		make_stats(&f->cpus[i].stats, 50 + i);
	}
	frame_sum(f);
	f->nr_policies = 1;
	strcpy(f->policies[0].name, policy);
	f->policies[0].stats = f->total;
	return f;
}

#endif
