/* SPDX-License-Identifier: GPL-2.0 */
/* What an scx-load has pinned below PIN_DIR, for loader and monitor to find the suite by. */
#ifndef SCX_COMMON_USER_PINNED_H
#define SCX_COMMON_USER_PINNED_H

#include <stddef.h>
#include "abi.h"

#define PIN_NAME 64
#define PIN_PATH (sizeof(PIN_DIR) + PIN_NAME)

/*
 * The name of the pin of @map: "map_" and the name of @map, with "_" where a bpffs takes no letter.
 */
void pinned_name(char *pin, size_t size, const char *map);

/* Open the pin @name: "ops", "session", "link". Returns an fd; -ENOENT: there is none; -errno. */
int pinned_fd(const char *name);

/* Open the pinned map that its object calls @map. Returns an fd or -errno. */
int pinned_map(const char *map);

/* The record in the session map @fd, mapped until pinned_record_unmap(). NULL, with errno set. */
struct session_record *pinned_record(int fd);

/* Unmap @rec, which may be NULL. */
void pinned_record_unmap(struct session_record *rec);

#endif
