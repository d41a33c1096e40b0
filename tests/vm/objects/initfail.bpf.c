/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler whose ops.init() fails. */
#include "uei.bpf.h"

char _license[] SEC("license") = "GPL";

SEC("struct_ops.s/initfail_init")
s32 BPF_PROG(initfail_init)
{
	return -ENOSPC;
}

SEC(".struct_ops.link")
struct sched_ext_ops initfail = {
	.init = (void *)initfail_init,
	.exit = (void *)uei_exit,
	.name = "initfail",
};
