/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The weights of nice values, for BPF and user space.
 *
 * sched_ext tells the weight of a task as a whole number with 100 for nice 0. That is too coarse
 * for exact shares: nice 10 is 11 where 10.74 is meant, and nice 19 is 1 where 1.46 is meant.
 */
#ifndef SCX_COMMON_WEIGHT_H
#define SCX_COMMON_WEIGHT_H

#define WEIGHT_NICE_0 1024
/* The weight of SCHED_IDLE tasks. */
#define WEIGHT_IDLE 3

/* The kernel's weight for @nice, which is from -20 to 19. */
static inline unsigned int nice_weight(int nice)
{
	/* The kernel's sched_prio_to_weight: about 1024 / 1.25^nice, rounded as in the kernel. */
	static const unsigned int weights[] = {
		88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, /* -20 */
		9548,  7620,  6100,  4904,  3906,  3121,  2501,	 1991,	1586,  1277,  /* -10 */
		1024,  820,   655,   526,   423,   335,	  272,	 215,	172,   137,   /* 0 */
		110,   87,    70,    56,    45,	   36,	  29,	 23,	18,    15,    /* 10 */
	};
	unsigned int i = nice + 20;

	return i < sizeof(weights) / sizeof(weights[0]) ? weights[i] : WEIGHT_NICE_0;
}

#endif
