/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scheduler that takes long to attach, because preparing each task takes 20 ms, and that has no
 * callbacks for hotplug: the kernel ejects it when a CPU comes or goes, during the attach and
 * later.
 */
#include "uei.bpf.h"

char _license[] SEC("license") = "GPL";

#define TASK_NS (20 * NSEC_PER_MSEC)

static int is_over(u32 i, u64 *end)
{
	return bpf_ktime_get_ns() >= *end;
}

SEC("struct_ops.s/slowinit_init_task")
s32 BPF_PROG(slowinit_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	u64 end = bpf_ktime_get_ns() + TASK_NS;

	bpf_loop(1 << 20, is_over, &end, 0);
	return 0;
}

SEC(".struct_ops.link")
struct sched_ext_ops slowinit = {
	.init_task = (void *)slowinit_init_task,
	.exit = (void *)uei_exit,
	.name = "slowinit",
};
