/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A log-linear histogram of nanoseconds. Each power of two is cut into HIST_SUB equal buckets; a
 * value below HIST_SUB has a bucket of its own. Above, a bucket is at most 1/HIST_SUB of its lower
 * bound wide, so that a percentile is exact to 12.5 %. The layout is that of Gil Tene's
 * HdrHistogram with three significant bits, or with HIST_SUB_BITS if that is defined before.
 *
 * BPF uses it up to hist_record(); user space uses all of it.
 */
#ifndef SCX_COMMON_HIST_H
#define SCX_COMMON_HIST_H

#include <linux/types.h>
#include <stdbool.h>

#ifndef HIST_SUB_BITS
#define HIST_SUB_BITS 3
#endif
#define HIST_SUB (1U << HIST_SUB_BITS)
/* 280. The last bucket begins at 15 * 2^33 ns, over two minutes, and holds all longer times too. */
#define HIST_BUCKETS ((38 - HIST_SUB_BITS) << HIST_SUB_BITS)

struct hist {
	__u64 bucket[HIST_BUCKETS];
};

/* The position of the highest set bit of @v, which is not 0. BPF has no instruction for it. */
static inline unsigned int hist_log2(__u64 v)
{
	unsigned int bit = 0;

	if (v >> 32) {
		bit += 32;
		v >>= 32;
	}
	if (v >> 16) {
		bit += 16;
		v >>= 16;
	}
	if (v >> 8) {
		bit += 8;
		v >>= 8;
	}
	if (v >> 4) {
		bit += 4;
		v >>= 4;
	}
	if (v >> 2) {
		bit += 2;
		v >>= 2;
	}
	return bit + (v >> 1);
}

/* The bucket that holds @ns. */
static inline unsigned int hist_bucket(__u64 ns)
{
	unsigned int bit, bucket;

	if (ns < HIST_SUB)
		return ns;
	bit = hist_log2(ns);
	bucket = ((bit - HIST_SUB_BITS) << HIST_SUB_BITS) + (ns >> (bit - HIST_SUB_BITS));
	return bucket < HIST_BUCKETS ? bucket : HIST_BUCKETS - 1;
}

static inline void hist_record(struct hist *h, __u64 ns)
{
	unsigned int bucket = hist_bucket(ns);

	/*
	 * hist_bucket() has bounded it already. The verifier must see a bound on the register that
	 * is used, so the compiler may not know what the register holds, and drop the comparison.
	 */
	__asm__("" : "+r"(bucket));
	if (bucket < HIST_BUCKETS)
		h->bucket[bucket]++;
}

#ifndef __bpf__

/* The smallest value of @bucket, ns. hist_low(HIST_BUCKETS) is the end of the last bucket. */
static inline __u64 hist_low(unsigned int bucket)
{
	unsigned int shift;

	if (bucket < 2 * HIST_SUB)
		return bucket;
	shift = (bucket >> HIST_SUB_BITS) - 1;
	return (__u64)(HIST_SUB + (bucket & (HIST_SUB - 1))) << shift;
}

/* The largest value of @bucket, ns. */
static inline __u64 hist_high(unsigned int bucket)
{
	return hist_low(bucket + 1) - 1;
}

static inline void hist_add(struct hist *sum, const struct hist *h)
{
	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		sum->bucket[i] += h->bucket[i];
}

/* What was added from @before to @now, two readings of the same counters. */
static inline void hist_sub(struct hist *diff, const struct hist *now, const struct hist *before)
{
	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		diff->bucket[i] = now->bucket[i] - before->bucket[i];
}

static inline __u64 hist_count(const struct hist *h)
{
	__u64 count = 0;

	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		count += h->bucket[i];
	return count;
}

/*
 * The time, ns, that at least @permille of 1000 samples do not exceed; 0 if there are no samples.
 * It is the upper bound of a bucket, and so never too low. A @permille of 1000 gives the maximum.
 */
static inline __u64 hist_percentile(const struct hist *h, unsigned int permille)
{
	__u64 count = hist_count(h), seen = 0, rank;

	if (!count)
		return 0;
	/* ceil(count * permille / 1000), without overflow, and at least 1. */
	rank = count / 1000 * permille + (count % 1000 * permille + 999) / 1000;
	if (!rank)
		rank = 1;
	for (unsigned int i = 0; i < HIST_BUCKETS; i++) {
		seen += h->bucket[i];
		if (seen >= rank)
			return hist_high(i);
	}
	return hist_high(HIST_BUCKETS - 1);
}

#endif /* !__bpf__ */
#endif
