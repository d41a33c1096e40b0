/* SPDX-License-Identifier: GPL-2.0 */
/* The variables of one data section of a BPF object, by name: before load, loaded, or pinned. */
#ifndef SCX_COMMON_USER_VARS_H
#define SCX_COMMON_USER_VARS_H

#include <stddef.h>
#include <linux/types.h>

struct bpf_object;
struct btf;
struct btf_type;

struct vars {
	const struct btf *btf;
	const struct btf_type *section;
	char *data;
	size_t size;
	size_t mapped;	   /* bytes to unmap, 0 for the initial image of an object */
	struct btf *owned; /* types to free: those read back from the kernel */
};

/*
 * The section @name of an open object. Before load these are the initial values; after load the
 * live ones, which the policies see at once. 0; -ENOENT when it has no such section; -errno.
 */
int vars_of_object(struct vars *v, const struct bpf_object *o, const char *name);

/* The section in the data map behind @fd, which stays the caller's. 0, -ENOENT or -errno. */
int vars_of_map(struct vars *v, int fd);

/* Harmless on a zeroed or closed one. */
void vars_close(struct vars *v);

/*
 * The variable @name; NULL if there is none or it is not @size bytes or, when that is the size of a
 * number, not aligned as one. A @size of 0 takes any.
 */
void *vars_find(const struct vars *v, const char *name, size_t size);

struct var {
	const char *name;
	void *data;
	size_t size;
	__u32 type; /* its id in the BTF of the section */
};

/*
 * Call @each for every variable that lies within the section, as all do unless the object is
 * damaged; stops at and returns the first value but 0.
 */
int vars_each(const struct vars *v, int (*each)(const struct var *var, void *arg), void *arg);

#endif
