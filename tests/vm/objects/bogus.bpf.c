/* SPDX-License-Identifier: GPL-2.0 */
/* A scheduler with one fault: it inserts every task into a queue that does not exist. */
#include "bpf/kfuncs.bpf.h"

char _license[] SEC("license") = "GPL";

#define NO_SUCH_DSQ 0xbad

SEC("struct_ops/bogus_enqueue")
void BPF_PROG(bogus_enqueue, struct task_struct *p, u64 enq_flags)
{
	dsq_insert(p, NO_SUCH_DSQ, 5 * NSEC_PER_MSEC, enq_flags);
}

SEC(".struct_ops.link")
struct sched_ext_ops bogus = {
	.enqueue = (void *)bogus_enqueue,
	.name = "bogus",
};
