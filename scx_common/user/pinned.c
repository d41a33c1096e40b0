/* SPDX-License-Identifier: GPL-2.0 */
/* What an scx-load has pinned below PIN_DIR, for loader and monitor to find the suite by. */
#include "user/pinned.h"

#include <bpf/bpf.h>
#include <ctype.h>
#include <stdio.h>
#include <sys/mman.h>

void pinned_name(char *pin, size_t size, const char *map)
{
	snprintf(pin, size, "map_%s", map);
	for (char *c = pin; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
}

int pinned_fd(const char *name)
{
	char path[PIN_PATH];

	snprintf(path, sizeof(path), PIN_DIR "/%s", name);
	return bpf_obj_get(path);
}

int pinned_map(const char *map)
{
	char name[PIN_NAME];

	pinned_name(name, sizeof(name), map);
	return pinned_fd(name);
}

struct session_record *pinned_record(int fd)
{
	void *data = mmap(NULL, sizeof(struct session_record), PROT_READ | PROT_WRITE, MAP_SHARED,
			  fd, 0);

	return data == MAP_FAILED ? NULL : data;
}

void pinned_record_unmap(struct session_record *rec)
{
	if (rec)
		munmap(rec, sizeof(*rec));
}
