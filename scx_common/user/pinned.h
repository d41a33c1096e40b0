/* SPDX-License-Identifier: GPL-2.0 */
/* Reading what a loader has pinned below PIN_DIR: loader and monitor find the suite so. */
#ifndef SCX_COMMON_USER_PINNED_H
#define SCX_COMMON_USER_PINNED_H

#include <stddef.h>
#include "abi.h"

#define PIN_NAME 64
#define PIN_PATH (sizeof(PIN_DIR) + PIN_NAME)

/* The pin of the map @map: "map_" and its name, with "_" for what a bpffs does not take. */
void pinned_name(char *pin, size_t size, const char *map);

/* An fd for the pin @name (ops, session, link), or -errno; -ENOENT when it is not there. */
int pinned_fd(const char *name);

/* An fd for the pinned map that is called @map in its object, or -errno. */
int pinned_map(const char *map);

/* Map the record behind the pinned session map @fd. NULL on failure, with errno set. */
struct session_record *pinned_record(int fd);
void pinned_record_unmap(struct session_record *rec);

#endif
