/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scheduler with a callback and a flag that no kernel knows. scx-load must leave both out. The
 * scheduler fails to begin unless its constants are filled in, which the schedulers of the kernel's
 * tree need too, and fails with an error of the user's choice when --set asks for one.
 */
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "GPL";

struct sched_ext_ops {
	int (*init)(void);
	void (*of_the_future)(int cpu);
	__u64 flags;
	char name[128];
};

const volatile __u64 __SCX_SLICE_DFL SEC(".rodata");
const volatile __u64 __SCX_DSQ_LOCAL SEC(".rodata");
const volatile int error SEC(".rodata");
const volatile _Bool fails SEC(".rodata");

SEC("struct_ops.s/fitted_init")
int BPF_PROG(fitted_init)
{
	if (fails)
		return error;
	return __SCX_SLICE_DFL == 20000000 && __SCX_DSQ_LOCAL == (1ULL << 63 | 2) ? 0 : -22;
}

SEC("struct_ops/fitted_of_the_future")
void BPF_PROG(fitted_of_the_future, int cpu)
{
}

SEC(".struct_ops.link")
struct sched_ext_ops fitted = {
	.init = (void *)fitted_init,
	.of_the_future = (void *)fitted_of_the_future,
	.flags = 1ULL << 55,
	.name = "fitted",
};
