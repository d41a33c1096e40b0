/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fit an object to the running kernel, by the kernel's own types.
 *
 * libbpf refuses a callback for which the kernel's sched_ext_ops has no member, and the kernel
 * refuses flags that it does not know. An older kernel needs neither: it would not call the one or
 * heed the other. So both are cleared before load.
 */
#include "object/object.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include "object/enums.h"
#include "object/kernel_types.h"
#include "user/log.h"

/* Do the @size bytes of @member lie within a struct of @all bytes? Not in a damaged object. */
static bool within(const struct btf_member *member, size_t size, size_t all)
{
	return size <= all && member->offset / 8 <= all - size;
}

void *object_ops_member(const struct object *o, const char *name, size_t size)
{
	const struct btf *btf = bpf_object__btf(o->bpf);
	const struct btf_type *type = btf__type_by_id(btf, bpf_map__btf_value_type_id(o->ops));
	const struct btf_member *member = types_member(btf, type, name);
	char *data;
	size_t all;

	if (!member || btf__resolve_size(btf, member->type) != (long)size)
		return NULL;
	data = bpf_map__initial_value(o->ops, &all);
	return data && within(member, size, all) ? data + member->offset / 8 : NULL;
}

int object_fit(struct object *o)
{
	const struct btf *btf = bpf_object__btf(o->bpf);
	const struct btf_type *ours = btf__type_by_id(btf, bpf_map__btf_value_type_id(o->ops));
	const struct btf_member *member = btf_members(ours);
	const struct btf *kernel = kernel_btf();
	const struct btf_type *theirs;
	__u64 *flags, known;
	char *data;
	size_t all;

	theirs = kernel ? types_struct(kernel, "sched_ext_ops") : NULL;
	data = bpf_map__initial_value(o->ops, &all);
	if (!theirs || !data) {
		log_err("this kernel has no sched_ext%s: it needs 6.12 or newer with "
			"CONFIG_SCHED_CLASS_EXT=y",
			kernel ? "" : " or shows no BTF types");
		return -EOPNOTSUPP;
	}
	for (int i = 0; i < btf_vlen(ours); i++) {
		const char *name = btf__name_by_offset(btf, member[i].name_off);
		long size = btf__resolve_size(btf, member[i].type);

		if (size <= 0 || !within(&member[i], size, all) ||
		    types_member(kernel, theirs, name))
			continue;
		log_debug("this kernel has no ops.%s: left out", name);
		memset(data + member[i].offset / 8, 0, size);
	}
	flags = object_ops_member(o, "flags", sizeof(*flags));
	known = enums_value(kernel, "SCX_OPS_ALL_FLAGS", ~0ULL);
	/*
	 * Since Linux 6.15, which also has the flag for queued wakeups: HAS_CGROUP_WEIGHT means
	 * nothing and earns a warning; before that: a scheduler says by it that it honours
	 * cpu.weight.
	 */
	if (enums_value(kernel, "SCX_OPS_ALLOW_QUEUED_WAKEUP", 0))
		known &= ~enums_value(kernel, "SCX_OPS_HAS_CGROUP_WEIGHT", 0);
	if (flags && *flags & ~known) {
		log_debug("this kernel does not know ops.flags %#llx: left out", *flags & ~known);
		*flags &= known;
	}
	enums_fill(o, kernel);
	return 0;
}
