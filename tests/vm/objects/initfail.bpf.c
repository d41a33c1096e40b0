/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scheduler that attaches but cannot begin: its ops.init() fails. It keeps why in a variable as
 * the schedulers of the kernel's tree do.
 */
#include "kernel.bpf.h"

char _license[] SEC("license") = "GPL";

struct user_exit_info {
	int kind;
	s64 exit_code;
	char reason[128];
	char msg[1024];
};

struct user_exit_info uei SEC(".data");

SEC("struct_ops.s/initfail_exit")
void BPF_PROG(initfail_exit, struct scx_exit_info *info)
{
	bpf_probe_read_kernel_str(uei.reason, sizeof(uei.reason), info->reason);
	bpf_probe_read_kernel_str(uei.msg, sizeof(uei.msg), info->msg);
	uei.exit_code = info->exit_code;
	__sync_lock_test_and_set(&uei.kind, info->kind);
}

SEC("struct_ops.s/initfail_init")
s32 BPF_PROG(initfail_init)
{
	return -ENOSPC;
}

SEC(".struct_ops.link")
struct sched_ext_ops initfail = {
	.init = (void *)initfail_init,
	.exit = (void *)initfail_exit,
	.name = "initfail",
};
