/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A BPF object with a sched_ext scheduler: open it, fit it to the running kernel, load it. Between
 * opening and loading its variables and its sched_ext_ops can be changed.
 */
#ifndef LOADER_OBJECT_OBJECT_H
#define LOADER_OBJECT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include "abi.h"

struct bpf_object;
struct bpf_map;

struct object {
	/* The path of the file, which is the caller's; or "built-in suite". */
	const char *name;
	struct bpf_object *bpf;
	/* The map that holds its one sched_ext_ops. */
	struct bpf_map *ops;
	/* The name in that sched_ext_ops. */
	char ops_name[OPS_NAME];
	/* Buffers for the verifier's logs of all programs; owned by this struct. */
	char *logs;
	/*
	 * Set by the caller before object_load(): ask the verifier for statistics of every program.
	 */
	bool with_stats;
	/*
	 * object_load() failed with with_stats, and has logged no reason: the statistics took the
	 * place of the verifier's log.
	 */
	bool untold;
	bool loaded;
};

/*
 * Open the file @path, or the suite built into this program if @path is NULL. Needs no privileges.
 * Returns 0; -ENOENT and other errors of open(); -ENOEXEC: it is not a sched_ext object. Says what
 * is wrong.
 */
int object_open(struct object *o, const char *path);

/*
 * Fit the object to the running kernel, load it and have it verified. Nothing runs yet. Returns 0;
 * -EPERM; -EOPNOTSUPP: the kernel lacks sched_ext; -ENOEXEC: the kernel rejects the object. Says
 * what is wrong, with the log of the verifier if it was the verifier; not if untold is set.
 */
int object_load(struct object *o);

void object_close(struct object *o);

/*
 * The member @name, of @size bytes, of the object's sched_ext_ops before load. NULL if there is no
 * such member.
 */
void *object_ops_member(const struct object *o, const char *name, size_t size);

/*
 * May libbpf read the file @path? Not if offsets or sizes in it are too large for libbpf's sums of
 * 32 bits. A file that cannot be read, or is not a BPF object, may: libbpf says so.
 */
bool object_in_bounds(const char *path);

/*
 * Clear what this kernel does not have: members of the object's sched_ext_ops, bits of its flags.
 * Returns 0; -EOPNOTSUPP: the kernel has no sched_ext, logged.
 */
int object_fit(struct object *o);

#endif
