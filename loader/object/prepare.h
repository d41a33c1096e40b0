/* SPDX-License-Identifier: GPL-2.0 */
/* From a command line to a loaded and verified object that is not attached yet. */
#ifndef LOADER_OBJECT_PREPARE_H
#define LOADER_OBJECT_PREPARE_H

#include "cli/options.h"
#include "object/object.h"
#include "user/suite.h"
#include "user/topology.h"

struct prepared {
	const struct options *options;
	struct object object;
	struct suite suite;		  /* closed when the object is not a suite */
	const struct policy_desc *policy; /* NULL when the object is not a suite */
	struct topology topology;
	__u64 hotplug_seq;	 /* the kernel's count of CPUs that came or went, at that time */
	double open_ms, load_ms; /* how long the steps took */
};

/*
 * Open the object that @o names and choose the policy and tunables in it: all that can be found
 * wrong without privileges. 0; -EINVAL; as object_open(). Close it in any case but failure.
 */
int prepare_open(struct prepared *p, const struct options *o);

/*
 * Tell the object about this machine, fit it to the kernel, load and verify it. 0; -EIO when the
 * machine's CPUs cannot be read; as object_load().
 */
int prepare_load(struct prepared *p);

/* Have CPUs come or gone since prepare_load() told the object about them? */
bool prepare_outdated(const struct prepared *p);

void prepare_close(struct prepared *p);

/* What a user calls it: the policy, or the object's own name. */
const char *prepared_name(const struct prepared *p);

#endif
