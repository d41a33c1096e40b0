/* SPDX-License-Identifier: GPL-2.0 */
/* The pin directory tells any process what is attached. */
#include "session/pins.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BPFFS "/sys/fs/bpf"
#define PIN_MAX (sizeof(((struct pin_set *)0)->pins) / sizeof(((struct pin_set *)0)->pins[0]))

bool pins_possible(void)
{
	struct statfs fs;

	return !statfs(BPFFS, &fs) && fs.f_type == BPF_FS_MAGIC;
}

int pins_new_record(struct session_record **rec)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE);
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "scx_session", sizeof(__u32),
				sizeof(struct session_record), 1, &opts);
	int err;

	if (fd < 0)
		return fd;
	*rec = pinned_record(fd);
	if (!*rec) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

static int pin(int fd, const char *name)
{
	char path[PIN_PATH];

	snprintf(path, sizeof(path), PIN_DIR "/%s", name);
	return bpf_obj_pin(fd, path);
}

/*
 * The section that a map holds: libbpf calls the map of .bss "OBJECT.bss", likewise .data, .rodata.
 */
static const char *section_name(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map), *dot = strrchr(name, '.');

	return bpf_map__is_internal(map) && name[0] != '.' && dot ? dot : name;
}

int pins_create(const struct object *o, int record_fd)
{
	struct bpf_program *prog;
	char name[PIN_NAME];
	struct bpf_map *map;
	int err = 0;

	if (!pins_possible())
		return -ENODEV;
	pins_remove();
	if (mkdir(PIN_DIR, 0700))
		return -errno;
	bpf_object__for_each_map(map, o->bpf) {
		if (err || bpf_map__fd(map) < 0 || bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
			continue;
		pinned_name(name, sizeof(name), section_name(map));
		err = pin(bpf_map__fd(map), name);
	}
	bpf_object__for_each_program(prog, o->bpf) {
		/* The iterators, which read the tasks' figures; "ops" keeps the callbacks alive. */
		if (err || bpf_program__expected_attach_type(prog) != BPF_TRACE_ITER)
			continue;
		snprintf(name, sizeof(name), "prog_%s", bpf_program__name(prog));
		err = pin(bpf_program__fd(prog), name);
	}
	err = err ?: pin(bpf_map__fd(o->ops), "ops") ?: pin(record_fd, "session");
	if (err)
		pins_remove();
	return err;
}

int pins_add_link(int link_fd)
{
	return pin(link_fd, "link");
}

/* Call @each for the name of every pin. */
static void each_pin(void (*each)(const char *name, void *arg), void *arg)
{
	struct dirent *entry;
	DIR *dir = opendir(PIN_DIR);

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && strlen(entry->d_name) < PIN_NAME)
			each(entry->d_name, arg);
	if (dir)
		closedir(dir);
}

static void hold_one(const char *name, void *arg)
{
	struct pin_set *set = arg;
	int fd;

	if (!strcmp(name, "link") || set->nr == (int)PIN_MAX)
		return;
	fd = pinned_fd(name);
	if (fd < 0)
		return;
	strcpy(set->pins[set->nr].name, name);
	set->pins[set->nr++].fd = fd;
}

void pins_hold(struct pin_set *set)
{
	set->nr = 0;
	each_pin(hold_one, set);
}

int pins_restore(const struct pin_set *set, int link_fd)
{
	int err = 0;

	pins_remove();
	if (mkdir(PIN_DIR, 0700))
		return -errno;
	for (int i = 0; !err && i < set->nr; i++)
		err = pin(set->pins[i].fd, set->pins[i].name);
	return err ?: pins_add_link(link_fd);
}

void pins_drop(struct pin_set *set)
{
	for (int i = 0; i < set->nr; i++)
		close(set->pins[i].fd);
	set->nr = 0;
}

static __u32 map_id(int fd)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	return fd < 0 || bpf_map_get_info_by_fd(fd, &info, &size) ? 0 : info.id;
}

bool pins_are_of(int record_fd)
{
	int fd = pinned_fd("session");
	__u32 id = map_id(fd);

	if (fd >= 0)
		close(fd);
	return id && id == map_id(record_fd);
}

static void remove_one(const char *name, void *arg)
{
	char path[PIN_PATH];

	(void)arg;
	snprintf(path, sizeof(path), PIN_DIR "/%s", name);
	unlink(path);
}

void pins_remove(void)
{
	/* Reading a directory while it changes may miss some of it. */
	for (int tries = 0; tries < 3; tries++) {
		each_pin(remove_one, NULL);
		if (!rmdir(PIN_DIR) || errno == ENOENT)
			break;
	}
}

void pins_remove_ended(void)
{
	int fd = pinned_fd("link");

	if (fd >= 0) {
		bpf_link_detach(fd);
		close(fd);
	}
	pins_remove();
}
