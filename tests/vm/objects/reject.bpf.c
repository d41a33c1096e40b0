/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scheduler that the verifier rejects: the second of its programs writes beyond the end of an
 * array.
 */
#include "bpf/kernel.bpf.h"

char _license[] SEC("license") = "GPL";

u64 values[4];

SEC("struct_ops/reject_enable")
void BPF_PROG(reject_enable, struct task_struct *p)
{
	values[0]++;
}

SEC("struct_ops/reject_running")
void BPF_PROG(reject_running, struct task_struct *p)
{
	values[p->pid]++;
}

SEC(".struct_ops.link")
struct sched_ext_ops reject = {
	.enable = (void *)reject_enable,
	.running = (void *)reject_running,
	.name = "reject",
};
