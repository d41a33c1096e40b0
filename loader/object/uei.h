/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The schedulers of the kernel's tree keep the reason of their end in a variable "uei", a struct
 * user_exit_info. Its members have moved between kernels, so they are found by their names.
 */
#ifndef LOADER_OBJECT_UEI_H
#define LOADER_OBJECT_UEI_H

#include "abi.h"
#include "object/object.h"
#include "user/vars.h"

struct uei {
	/* The section .data of the object. */
	struct vars vars;
	/* The live variable, in that section. */
	const char *data;
	/* Offsets of members in the variable, bytes; UEI_NONE for a member that it lacks. */
	__u32 kind, code, reason, message;
	/* Sizes of the two texts, bytes. */
	__u32 reason_size, message_size;
};

#define UEI_NONE (~0U)

/* Find the variable in @o, which is loaded. Returns 0; -ENOENT: @o has none. */
int uei_find(struct uei *u, const struct object *o);

/* Copy to @exit what the variable holds, once the kind is set, which the scheduler sets last. */
void uei_read(const struct uei *u, struct exit_record *exit);

/* Close @u, which may be zeroed, or closed already. */
void uei_close(struct uei *u);

#endif
