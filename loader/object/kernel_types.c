/* SPDX-License-Identifier: GPL-2.0 */
/* The types of the running kernel (BTF) tell what the kernel has, where kernels differ. */
#include "object/kernel_types.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>

static struct btf *kernel;

const struct btf *kernel_btf(void)
{
	if (!kernel)
		kernel = btf__load_vmlinux_btf();
	return kernel;
}

void kernel_btf_free(void)
{
	btf__free(kernel);
	kernel = NULL;
}

bool kernel_garbles(const char *name)
{
	const struct btf *btf = kernel_btf();
	int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : -1;
	const struct btf_type *proto;
	char impl[80];
	bool garbled = false;

	snprintf(impl, sizeof(impl), "%s_impl", name);
	if (id > 0 && btf__find_by_name_kind(btf, impl, BTF_KIND_FUNC) < 0) {
		proto = btf__type_by_id(btf, btf__type_by_id(btf, id)->type);
		for (int i = 0; i < btf_vlen(proto); i++)
			if (!strcmp(btf__name_by_offset(btf, btf_params(proto)[i].name_off), "aux"))
				garbled = true;
	}
	return garbled;
}

const struct btf_type *types_struct(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);

	return id > 0 ? btf__type_by_id(btf, id) : NULL;
}

const struct btf_member *types_member(const struct btf *btf, const struct btf_type *type,
				      const char *name)
{
	const struct btf_member *member = btf_members(type);

	for (int i = 0; i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf, member[i].name_off), name))
			return &member[i];
	return NULL;
}

bool kernel_has_member(const char *type, const char *name)
{
	const struct btf *btf = kernel_btf();
	const struct btf_type *t = btf ? types_struct(btf, type) : NULL;

	return t && types_member(btf, t, name);
}
