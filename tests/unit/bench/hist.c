/* SPDX-License-Identifier: GPL-2.0 */
/* What scx_common/hist.h says of buckets and percentiles, for test_stats.py to compare with. */
#include <stdio.h>

#include "hist.h"

int main(void)
{
	struct hist h = {.bucket = {[3] = 5, [40] = 90, [200] = 4, [279] = 1}};

	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		printf("%llu ", hist_high(i));
	printf("\n%llu %llu %llu %llu\n", hist_percentile(&h, 50), hist_percentile(&h, 500),
	       hist_percentile(&h, 990), hist_percentile(&h, 999));
	return 0;
}
