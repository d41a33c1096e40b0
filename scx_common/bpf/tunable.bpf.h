/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tunable is a number that a user changes while a policy runs.
 *
 * TUNABLE(latency, slice_us, 5500, 100, 1000000, "...") is the variable latency_slice_us, which a
 * user sets by `scx-load --set latency.slice_us=3000`. The arguments are the owner (a policy, or
 * "suite"), the name (its end is the unit), the default, the least and the largest value, and a
 * line of help. The value lies in memory that user space maps, so a program sees a change at its
 * next read. The description lies beside it in the object: scx-load and scx-monitor read it there.
 */
#ifndef SCX_COMMON_BPF_TUNABLE_BPF_H
#define SCX_COMMON_BPF_TUNABLE_BPF_H

#include "abi.h"
#include "bpf/kernel.bpf.h"

#define TUNABLE(owner_, name_, def_, min_, max_, help_)                                            \
	volatile u64 owner_##_##name_ SEC(".data.tunables") = def_;                                \
	const struct tunable_desc owner_##_##name_##_desc SEC(".rodata.tunables") = {              \
		.owner = #owner_,                                                                  \
		.name = #name_,                                                                    \
		.help = help_,                                                                     \
		.def = def_,                                                                       \
		.min = min_,                                                                       \
		.max = max_,                                                                       \
	}

#endif
