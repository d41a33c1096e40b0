/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler with a callback and a flag that no kernel knows: both must be left out, not fatal. */
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

SEC("struct_ops.s/fitted_init")
int BPF_PROG(fitted_init)
{
	return 0;
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
