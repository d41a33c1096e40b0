/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler for the test of recipes: a program tells whether they have set these variables. */
#include "bpf/kernel.bpf.h"

char _license[] SEC("license") = "GPL";

struct domain {
	__u64 id;
	__u8 kinds[2];
};

const volatile __u16 table[3][4];
struct domain domains[2];

struct arguments {
	__u32 size;
	__u32 sum;
};

SEC("syscall")
int sum_is(struct arguments *a)
{
	__u32 sum = table[0][3] + table[1][0] + domains[1].id + domains[1].kinds[1];

	return a->size == sizeof(struct domain) && a->sum == sum ? 0 : 1;
}

SEC(".struct_ops.link")
struct sched_ext_ops recipe = {
	.name = "recipe",
};
