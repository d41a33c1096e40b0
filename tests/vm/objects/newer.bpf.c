/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler for a kernel that does not exist yet: it calls a function that no kernel has. */
#include "bpf/kernel.bpf.h"

char _license[] SEC("license") = "GPL";

extern void scx_bpf_of_the_future(struct task_struct *p) __ksym;

SEC("struct_ops/newer_running")
void BPF_PROG(newer_running, struct task_struct *p)
{
	scx_bpf_of_the_future(p);
}

SEC(".struct_ops.link")
struct sched_ext_ops newer = {
	.running = (void *)newer_running,
	.name = "newer",
};
