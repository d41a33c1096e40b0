/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler that is not the suite. It has a name only, so the kernel runs its global queue. */
#include "bpf/kernel.bpf.h"

char _license[] SEC("license") = "GPL";

SEC(".struct_ops.link")
struct sched_ext_ops foreign = {
	.name = "foreign",
};
