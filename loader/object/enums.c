/* SPDX-License-Identifier: GPL-2.0 */
/* The constants of the kernel's sched_ext, by name, from its BTF: their values differ by kernel. */
#include "object/enums.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>
#include "object/object.h"
#include "user/vars.h"

static __u64 value_of(const struct btf_type *type, int i)
{
	if (btf_is_enum64(type))
		return btf_enum64_value(&btf_enum64(type)[i]);
	return btf_kflag(type) ? (__u64)(__s64)btf_enum(type)[i].val : (__u32)btf_enum(type)[i].val;
}

/* Call @each for every constant of the enums scx_..., until it returns true. */
static void each_constant(const struct btf *kernel,
			  bool (*each)(const char *name, __u64 value, void *arg), void *arg)
{
	for (__u32 id = 1; id < btf__type_cnt(kernel); id++) {
		const struct btf_type *type = btf__type_by_id(kernel, id);

		if (!btf_is_any_enum(type) ||
		    strncmp(btf__name_by_offset(kernel, type->name_off), "scx_", 4))
			continue;
		for (int i = 0; i < btf_vlen(type); i++) {
			__u32 name = btf_is_enum64(type) ? btf_enum64(type)[i].name_off
							 : btf_enum(type)[i].name_off;

			if (each(btf__name_by_offset(kernel, name), value_of(type, i), arg))
				return;
		}
	}
}

struct wanted {
	const char *name;
	__u64 value;
};

static bool match(const char *name, __u64 value, void *arg)
{
	struct wanted *wanted = arg;

	if (strcmp(name, wanted->name))
		return false;
	wanted->value = value;
	return true;
}

__u64 enums_value(const struct btf *kernel, const char *name, __u64 otherwise)
{
	struct wanted wanted = {.name = name, .value = otherwise};

	each_constant(kernel, match, &wanted);
	return wanted.value;
}

static bool fill(const char *name, __u64 value, void *arg)
{
	char variable[80];
	__u64 *constant;

	snprintf(variable, sizeof(variable), "__%s", name);
	constant = vars_find(arg, variable, sizeof(*constant));
	if (constant && !*constant)
		*constant = value;
	return false;
}

void enums_fill(const struct object *o, const struct btf *kernel)
{
	struct vars rodata;

	if (!vars_of_object(&rodata, o->bpf, ".rodata"))
		each_constant(kernel, fill, &rodata);
	vars_close(&rodata);
}
