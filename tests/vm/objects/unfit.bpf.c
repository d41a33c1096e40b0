/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler that the kernel refuses to attach: a flag without the callback that it is for. */
#include "bpf/kernel.bpf.h"

char _license[] SEC("license") = "GPL";

/* SCX_OPS_ENQ_LAST: ops.enqueue() is called for the last runnable task too. */
#define ENQ_LAST (1 << 1)

SEC(".struct_ops.link")
struct sched_ext_ops unfit = {
	.flags = ENQ_LAST,
	.name = "unfit",
};
