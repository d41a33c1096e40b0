/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one list of policies. A policy is the file schedulers/NAME.bpf.h and two lines here: a row of
 * the list, and the #include of its file.
 *
 * A row is X(id, name, aliases, summary, with). The id is below MAX_POLICIES and never changes:
 * statistics and pinned state are kept under it. Ids 6 and 7 are for policies of your own, the
 * suite will never use them. The aliases are words that mean the policy too. The last argument,
 * `with`, is what the user of the list hands on to every row.
 */
#ifndef SCHEDULERS_POLICIES_H
#define SCHEDULERS_POLICIES_H

#include "abi.h"

#define POLICIES(X, with...)                                                                       \
	X(0, fifo, "", "first in, first out: throughput; woken tasks wait behind all others",      \
	  with)                                                                                    \
	X(1, weighted, "weighted-vtable weighted-vtime vtime",                                     \
	  "weighted virtual time: CPU share in proportion to nice and cpu.weight", with)           \
	X(2, latency, "", "short waits for tasks that sleep and wake; CPU hogs step back", with)

/* The id of each policy as a constant: fifo_ID. */
enum policy_id {
#define X(id, name, aliases, summary, with...) name##_ID = id,
	POLICIES(X)
#undef X
};

#define X(id, name, aliases, summary, with...)                                                     \
	_Static_assert(id >= 0 && id < MAX_POLICIES, "the id of the policy " #name                 \
						     " is not from 0 to 7 (MAX_POLICIES - 1); "    \
						     "6 and 7 are for your own");
POLICIES(X)
#undef X

#include "fifo.bpf.h"
#include "latency.bpf.h"
#include "weighted.bpf.h"

#endif
