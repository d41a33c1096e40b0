/* SPDX-License-Identifier: GPL-2.0 */
/* From a command line to an object that is loaded and verified, and not attached yet. */
#ifndef LOADER_OBJECT_PREPARE_H
#define LOADER_OBJECT_PREPARE_H

#include "cli/options.h"
#include "object/object.h"
#include "user/suite.h"
#include "user/topology.h"

struct prepared {
	/* The caller's. */
	const struct options *options;
	struct object object;
	/* Closed if the object is not a suite. */
	struct suite suite;
	/* The policy that is to be in charge; NULL if the object is not a suite. */
	const struct policy_desc *policy;
	/* This machine's CPUs, as prepare_load() told the object. */
	struct topology topology;
	/* The kernel's count of CPUs that came or went, at that time. */
	__u64 hotplug_seq;
	/* How long opening and loading took, ms. */
	double open_ms, load_ms;
};

/*
 * Open the object that @o names, and choose the policy and the tunables in it: all that can be
 * found wrong without privileges. Returns 0; -EINVAL: unknown policy or tunable, bad value; else as
 * object_open(). Close @p after success.
 */
int prepare_open(struct prepared *p, const struct options *o);

/*
 * Tell the object about this machine, fit it to the kernel, load and verify it. Returns 0; -EIO:
 * this machine's CPUs cannot be read; else as object_load().
 */
int prepare_load(struct prepared *p);

/* Have CPUs come or gone since prepare_load() told the object about them? */
bool prepare_outdated(const struct prepared *p);

void prepare_close(struct prepared *p);

/* What the user knows it as: the policy, or the name in the object's sched_ext_ops. */
const char *prepared_name(const struct prepared *p);

#endif
