/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler that no verifier lets through: it reads beyond the end of an array. */
#include "kernel.bpf.h"

char _license[] SEC("license") = "GPL";

u64 values[4];

SEC("struct_ops/reject_running")
void BPF_PROG(reject_running, struct task_struct *p)
{
	values[p->pid]++;
}

SEC(".struct_ops.link")
struct sched_ext_ops reject = {
	.running = (void *)reject_running,
	.name = "reject",
};
