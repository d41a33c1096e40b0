/* SPDX-License-Identifier: GPL-2.0 */
/* The constants of the kernel's sched_ext, by name, from its BTF: their values differ by kernel. */
#ifndef LOADER_OBJECT_ENUMS_H
#define LOADER_OBJECT_ENUMS_H

#include <linux/types.h>

struct btf;
struct object;

/* The value of the constant @name in an enum scx_... of @kernel; @otherwise if there is none. */
__u64 enums_value(const struct btf *kernel, const char *name, __u64 otherwise);

/*
 * Fill in the constants of @o, which is open. The schedulers of the kernel's tree keep each of them
 * in a variable of .rodata, as __SCX_SLICE_DFL, which is 0 until a loader fills it in.
 */
void enums_fill(const struct object *o, const struct btf *kernel);

#endif
