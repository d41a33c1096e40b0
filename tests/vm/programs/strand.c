/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strand CPU: tell the attached suite that this CPU cannot fetch the tasks in its queues. Another
 * CPU then hands them over, which some kernels need when a CPU goes offline.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/pinned.h"
#include "user/vars.h"

int main(int argc, char **argv)
{
	struct vars control = {};
	volatile __u32 *stranded;
	int err, cpu;

	if (argc != 2) {
		fprintf(stderr, "usage: strand CPU\n");
		return 2;
	}
	cpu = atoi(argv[1]);
	err = pinned_map(".data.control");
	if (err >= 0)
		err = vars_of_map(&control, err);
	stranded = err ? NULL : vars_find(&control, "stranded", sizeof(*stranded));
	if (!stranded) {
		fprintf(stderr, "strand: no suite is attached (%s)\n", strerror(-err));
		return 1;
	}
	*stranded = cpu + 1;
	vars_close(&control);
	return 0;
}
