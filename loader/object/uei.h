/* SPDX-License-Identifier: GPL-2.0 */
/* Where the schedulers of the kernel's tree keep why they ended: a variable "uei". */
#ifndef LOADER_OBJECT_UEI_H
#define LOADER_OBJECT_UEI_H

#include "abi.h"
#include "object/object.h"
#include "user/vars.h"

struct uei {
	struct vars vars;
	const char *data;
	__u32 kind, code, reason, message; /* offsets in it; UEI_NONE for what it lacks */
	__u32 reason_size, message_size;
};

#define UEI_NONE (~0U)

/*
 * Find it in the loaded object @o: a struct user_exit_info in .data, its members by their names, as
 * they have moved between kernels. 0; -ENOENT when the object has none.
 */
int uei_find(struct uei *u, const struct object *o);

/* Copy what it holds now to @exit; the kernel has set the kind last. */
void uei_read(const struct uei *u, struct exit_record *exit);

/* Harmless on one that was not found. */
void uei_close(struct uei *u);

#endif
