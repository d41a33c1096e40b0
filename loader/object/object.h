/* SPDX-License-Identifier: GPL-2.0 */
/* A sched_ext object: open it, reach its variables by name, fit it to this kernel, load it. */
#ifndef LOADER_OBJECT_OBJECT_H
#define LOADER_OBJECT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include "abi.h"

struct bpf_object;
struct bpf_map;

struct object {
	const char *name; /* the file's path, or "built-in suite" */
	struct bpf_object *bpf;
	struct bpf_map *ops; /* its sched_ext_ops */
	char ops_name[OPS_NAME];
	char *logs;	 /* what the verifier says of each program */
	bool with_stats; /* to be loaded for the verifier's statistics of every program */
	bool loaded;
};

/*
 * Open @path, or the suite built into this program when @path is NULL. Needs no privileges.
 * 0; -ENOENT and other errors of open(); -ENOEXEC when it is no sched_ext object. Says what is
 * wrong.
 */
int object_open(struct object *o, const char *path);

/*
 * Fit the object to the running kernel, load it and have it verified: nothing runs yet.
 * 0; -EPERM; -EOPNOTSUPP when the kernel lacks sched_ext; -ENOEXEC when the kernel rejects the
 * object: if it was the verifier, its log is printed. Says what is wrong. With @with_stats also
 * -EUCLEAN, and nothing is said: the statistics were in the log's place, so load it without them.
 */
int object_load(struct object *o);

void object_close(struct object *o);

/* The member @name of the object's sched_ext_ops before load; NULL if it has none. */
void *object_ops_member(const struct object *o, const char *name, size_t size);

/*
 * May libbpf read the file @path? False for offsets and sizes that its sums of 32 bits cannot hold;
 * true also of a file that cannot be read or is no BPF object, which libbpf tells for itself.
 */
bool object_in_bounds(const char *path);

/*
 * Clear what this kernel does not have: members of the object's sched_ext_ops, bits of its flags.
 * 0, or -EOPNOTSUPP when the kernel has no sched_ext at all.
 */
int object_fit(struct object *o);

#endif
