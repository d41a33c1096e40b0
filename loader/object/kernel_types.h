/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types of the running kernel (BTF): what it has, where kernels differ. Reading the types takes
 * a tenth of a second and 6 MB of memory, so they are read once and kept until kernel_btf_free().
 * types_struct() and types_member() look into the types of an object as well.
 */
#ifndef LOADER_OBJECT_KERNEL_TYPES_H
#define LOADER_OBJECT_KERNEL_TYPES_H

#include <stdbool.h>

struct btf;
struct btf_member;
struct btf_type;

/* The kernel's types. NULL, with errno set, when it shows none. */
const struct btf *kernel_btf(void);
void kernel_btf_free(void);

/* Has the kernel's struct @type a member @name? False also without BTF. */
bool kernel_has_member(const char *type, const char *name);

/*
 * Does the kernel's BTF show kfunc @name with the argument "aux", which the verifier should add by
 * itself, and lack NAME_impl, where it would look for it? Then no program can call it.
 */
bool kernel_garbles(const char *name);

/* The struct @name of @btf; NULL if there is none. */
const struct btf_type *types_struct(const struct btf *btf, const char *name);

/* The member @name of the struct @type of @btf; NULL if there is none. */
const struct btf_member *types_member(const struct btf *btf, const struct btf_type *type,
				      const char *name);

#endif
