/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The variables of one data section of a BPF object, by name. Before load they have their initial
 * values, in memory of libbpf. After load the kernel holds the section in a map, which is mapped
 * here: these values are live, for reading and writing.
 */
#ifndef SCX_COMMON_USER_VARS_H
#define SCX_COMMON_USER_VARS_H

#include <stddef.h>
#include <linux/types.h>

struct bpf_object;
struct btf;
struct btf_type;

struct vars {
	/* Types of the variables; the object's, or owned. */
	const struct btf *btf;
	/* The section in these types. */
	const struct btf_type *section;
	/* The values, and how many bytes they are. */
	char *data;
	size_t size;
	/* How many bytes to unmap when this is closed; 0 for initial values. */
	size_t mapped;
	/*
	 * Types that the kernel gave, freed when this is closed; NULL if the types are the
	 * object's.
	 */
	struct btf *owned;
};

/*
 * Open the section @name of @o, which is open or loaded. Returns 0; -ENOENT: there is no such
 * section; -errno.
 */
int vars_of_object(struct vars *v, const struct bpf_object *o, const char *name);

/* Open the section in the data map @fd, which stays the caller's. Returns 0, -ENOENT or -errno. */
int vars_of_map(struct vars *v, int fd);

/* Close @v, which may be zeroed, or closed already. */
void vars_close(struct vars *v);

/*
 * The variable @name, which is @size bytes and, for a @size of at most 8, aligned like a number of
 * that size; any variable with that name for a @size of 0. NULL if there is none.
 */
void *vars_find(const struct vars *v, const char *name, size_t size);

struct var {
	const char *name;
	/* The value, which is size bytes. */
	void *data;
	size_t size;
	/* Id of its type, in the types of the section. */
	__u32 type;
};

/*
 * Call @each for every variable, until it returns a value other than 0, and return that. A variable
 * of a damaged object that does not lie within the section is left out.
 */
int vars_each(const struct vars *v, int (*each)(const struct var *var, void *arg), void *arg);

#endif
