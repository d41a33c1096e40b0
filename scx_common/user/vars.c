/* SPDX-License-Identifier: GPL-2.0 */
/* The variables of one data section of a BPF object, by name. */
#include "user/vars.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Map the value of the data map @fd, for writing too unless the section is constant. */
static int map_value(struct vars *v, int fd, const struct bpf_map_info *info)
{
	int prot = PROT_READ | (info->map_flags & BPF_F_RDONLY_PROG ? 0 : PROT_WRITE);
	size_t page = sysconf(_SC_PAGESIZE);
	void *data;

	if (info->type != BPF_MAP_TYPE_ARRAY || !(info->map_flags & BPF_F_MMAPABLE))
		return -ENOENT;
	v->mapped = (info->value_size + page - 1) / page * page;
	data = mmap(NULL, v->mapped, prot, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED) {
		v->mapped = 0;
		return -errno;
	}
	v->data = data;
	v->size = info->value_size;
	return 0;
}

static int map_info(int fd, struct bpf_map_info *info)
{
	__u32 size = sizeof(*info);

	memset(info, 0, sizeof(*info));
	return bpf_map_get_info_by_fd(fd, info, &size);
}

int vars_of_object(struct vars *v, const struct bpf_object *o, const char *name)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(o, name);
	struct bpf_map_info info;
	int id, err = 0;

	memset(v, 0, sizeof(*v));
	v->btf = bpf_object__btf(o);
	id = v->btf ? btf__find_by_name_kind(v->btf, name, BTF_KIND_DATASEC) : -ENOENT;
	if (!map || id < 0)
		return -ENOENT;
	v->section = btf__type_by_id(v->btf, id);
	/*
	 * Only a loaded object has fds. Its initial values are then a copy that the kernel ignores.
	 */
	if (bpf_map__fd(map) >= 0)
		err = map_info(bpf_map__fd(map), &info) ?: map_value(v, bpf_map__fd(map), &info);
	else
		v->data = bpf_map__initial_value((struct bpf_map *)map, &v->size);
	return err ?: v->data ? 0 : -ENOENT;
}

int vars_of_map(struct vars *v, int fd)
{
	struct bpf_map_info info;
	int err;

	memset(v, 0, sizeof(*v));
	err = map_info(fd, &info);
	if (err)
		return err;
	v->owned = btf__load_from_kernel_by_id(info.btf_id);
	if (!v->owned)
		return -errno;
	v->btf = v->owned;
	v->section = btf__type_by_id(v->btf, info.btf_value_type_id);
	if (!v->section || btf_kind(v->section) != BTF_KIND_DATASEC)
		err = -ENOENT;
	err = err ?: map_value(v, fd, &info);
	if (err)
		vars_close(v);
	return err;
}

void vars_close(struct vars *v)
{
	if (v->mapped)
		munmap(v->data, v->mapped);
	btf__free(v->owned);
	memset(v, 0, sizeof(*v));
}

int vars_each(const struct vars *v, int (*each)(const struct var *var, void *arg), void *arg)
{
	const struct btf_var_secinfo *in;
	int ret;

	if (!v->section || !v->data)
		return 0;
	in = btf_var_secinfos(v->section);
	for (int i = 0; i < btf_vlen(v->section); i++) {
		const struct btf_type *type = btf__type_by_id(v->btf, in[i].type);
		struct var var;

		if (in[i].offset > v->size || in[i].size > v->size - in[i].offset)
			continue;
		var = (struct var){
			.name = btf__name_by_offset(v->btf, type->name_off),
			.data = v->data + in[i].offset,
			.size = in[i].size,
			.type = type->type,
		};
		ret = each(&var, arg);
		if (ret)
			return ret;
	}
	return 0;
}

struct wanted {
	const char *name;
	size_t size;
	void *data;
};

static int match(const struct var *var, void *arg)
{
	struct wanted *wanted = arg;

	if (strcmp(var->name, wanted->name) || (wanted->size && wanted->size != var->size))
		return 0;
	if (wanted->size <= sizeof(__u64) && wanted->size && (uintptr_t)var->data % wanted->size)
		return 0;
	wanted->data = var->data;
	return 1;
}

void *vars_find(const struct vars *v, const char *name, size_t size)
{
	struct wanted wanted = {.name = name, .size = size};

	vars_each(v, match, &wanted);
	return wanted.data;
}
