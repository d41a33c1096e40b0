/* SPDX-License-Identifier: GPL-2.0 */
/* The variable in which the schedulers of the kernel's tree keep the reason of their end. */
#include "object/uei.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include "object/kernel_types.h"

/*
 * The offset of the member @name in @type. The member must be *@size bytes and aligned like a
 * number of that size. Where *@size is 0, the member is a text, and *@size becomes its size.
 */
static __u32 member(const struct btf *btf, const struct btf_type *type, const char *name,
		    __u32 *size)
{
	const struct btf_member *m = types_member(btf, type, name);
	__u32 offset = m ? m->offset / 8 : 0;
	__s64 there = m ? btf__resolve_size(btf, m->type) : 0;

	if (there <= 0 || there > type->size || offset > type->size - there ||
	    (*size && (*size != there || offset % *size)))
		return UEI_NONE;
	*size = there;
	return offset;
}

int uei_find(struct uei *u, const struct object *o)
{
	const struct btf_type *type;
	const struct btf *btf;
	__u32 kind_size = sizeof(__s32), code_size = sizeof(__s64);
	int err;

	memset(u, 0, sizeof(*u));
	err = vars_of_object(&u->vars, o->bpf, ".data");
	if (err)
		return err;
	btf = u->vars.btf;
	type = types_struct(btf, "user_exit_info");
	u->data = type ? vars_find(&u->vars, "uei", type->size) : NULL;
	if (!u->data || (uintptr_t)u->data % sizeof(__u64)) {
		uei_close(u);
		return -ENOENT;
	}
	u->kind = member(btf, type, "kind", &kind_size);
	u->code = member(btf, type, "exit_code", &code_size);
	u->reason = member(btf, type, "reason", &u->reason_size);
	u->message = member(btf, type, "msg", &u->message_size);
	if (u->kind != UEI_NONE)
		return 0;
	uei_close(u);
	return -ENOENT;
}

static void copy_string(char *to, size_t size, const struct uei *u, __u32 offset, __u32 length)
{
	if (offset == UEI_NONE)
		return;
	if (length > size - 1)
		length = size - 1;
	memcpy(to, u->data + offset, length);
	to[length] = '\0';
}

void uei_read(const struct uei *u, struct exit_record *exit)
{
	__s32 kind;

	__atomic_load((const __s32 *)(u->data + u->kind), &kind, __ATOMIC_ACQUIRE);
	if (!kind)
		return;
	if (u->code != UEI_NONE)
		memcpy(&exit->code, u->data + u->code, sizeof(exit->code));
	copy_string(exit->reason, sizeof(exit->reason), u, u->reason, u->reason_size);
	copy_string(exit->message, sizeof(exit->message), u, u->message, u->message_size);
	exit->kind = kind;
}

void uei_close(struct uei *u)
{
	vars_close(&u->vars);
	u->data = NULL;
}
