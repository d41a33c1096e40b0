/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's sched_ext constants, by name, from its BTF: they differ between kernels. */
#ifndef LOADER_OBJECT_ENUMS_H
#define LOADER_OBJECT_ENUMS_H

#include <linux/types.h>

struct btf;
struct object;

/* The value of constant @name in an enum scx_... of @kernel; @otherwise when it has none. */
__u64 enums_value(const struct btf *kernel, const char *name, __u64 otherwise);

/*
 * Set the constants of an open object: the schedulers of the kernel's tree keep each in a variable
 * of .rodata, __SCX_SLICE_DFL and so on, that is 0 until their own loaders fill it in.
 */
void enums_fill(const struct object *o, const struct btf *kernel);

#endif
