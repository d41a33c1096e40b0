/* SPDX-License-Identifier: GPL-2.0 */
/*
 * map-writer: write a large value into a BPF map, over and over. The kernel copies the value as an
 * RCU reader that must not migrate, and that is often preempted. The preempted reader must run on
 * its CPU again before that CPU can go offline.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>

#define VALUE_BYTES (600 * 1024)

int main(void)
{
	char *value = calloc(1, VALUE_BYTES);
	int map, err = 0, zero = 0;

	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "large", sizeof(zero), VALUE_BYTES, 1, NULL);
	if (!value || map < 0) {
		perror("map-writer: cannot make a map");
		return 1;
	}
	while (!err)
		err = bpf_map_update_elem(map, &zero, value, BPF_ANY);
	perror("map-writer: cannot write to the map");
	return 1;
}
