/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one list of policies: X(id, name, aliases, summary).
 *
 * A policy is one file schedulers/NAME.bpf.h and one line here. The id must be below MAX_POLICIES
 * and never change: statistics and pinned state are kept under it.
 */
#ifndef SCHEDULERS_POLICIES_H
#define SCHEDULERS_POLICIES_H

#define POLICIES(X)                                                                                \
	X(0, fifo, "", "first in, first out: throughput, few surprises")                           \
	X(1, weighted, "weighted-vtable weighted-vtime vtime",                                     \
	  "weighted virtual time: CPU share in proportion to nice and cpu.weight")                 \
	X(2, latency, "", "short waits for what sleeps and wakes: hogs step back, shares stay")

#endif
