/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The record of why an object ended, as schedulers of the kernel's tree keep it. uei_exit() writes
 * it.
 */
#ifndef UEI_BPF_H
#define UEI_BPF_H

#include "bpf/kernel.bpf.h"

struct user_exit_info {
	int kind;
	s64 exit_code;
	char reason[128];
	char msg[1024];
};

struct user_exit_info uei SEC(".data");

SEC("struct_ops.s/uei_exit")
void BPF_PROG(uei_exit, struct scx_exit_info *info)
{
	bpf_probe_read_kernel_str(uei.reason, sizeof(uei.reason), info->reason);
	bpf_probe_read_kernel_str(uei.msg, sizeof(uei.msg), info->msg);
	uei.exit_code = info->exit_code;
	__sync_lock_test_and_set(&uei.kind, info->kind);
}

#endif
