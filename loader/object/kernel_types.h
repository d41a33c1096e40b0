/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types of the running kernel (BTF) tell what the kernel has, where kernels differ. Reading
 * them takes a tenth of a second and 6 MB of memory, so they are read once and kept until
 * kernel_btf_free(). types_struct() and types_member() also look into the types of an object.
 */
#ifndef LOADER_OBJECT_KERNEL_TYPES_H
#define LOADER_OBJECT_KERNEL_TYPES_H

#include <stdbool.h>

struct btf;
struct btf_member;
struct btf_type;

/* The kernel's types, until kernel_btf_free(). NULL, with errno set, if the kernel shows none. */
const struct btf *kernel_btf(void);
void kernel_btf_free(void);

/* Does the kernel's struct @type have a member @name? Without BTF it does not. */
bool kernel_has_member(const char *type, const char *name);

/*
 * Is the kernel's BTF so damaged that no program can call the kernel function @name? The verifier
 * adds the argument "aux" by itself where NAME_impl is there. Damaged BTF shows the argument, and
 * lacks NAME_impl.
 */
bool kernel_garbles(const char *name);

/* The struct @name of @btf; NULL if there is none. */
const struct btf_type *types_struct(const struct btf *btf, const char *name);

/* The member @name of the struct @type of @btf; NULL if there is none. */
const struct btf_member *types_member(const struct btf *btf, const struct btf_type *type,
				      const char *name);

#endif
