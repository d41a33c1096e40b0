/* SPDX-License-Identifier: GPL-2.0 */
/* A sched_ext object: open it, load it, and say why not. */
#include "object/object.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "object/kernel_types.h"
#include "object/rejection.h"
#include "user/log.h"

/*
 * Room for the verifier's log of a program, bytes. Only pages that the verifier fills take memory.
 */
#define LOG_SIZE (1U << 20)

/* The log level BPF_LOG_STATS: what a verification took, also of a program that is accepted. */
#define LOG_STATS 4

/* suite.bpf.o, which scx_common/user/embed.S puts into this program. */
extern const char embedded_object[], embedded_object_end[];

static bool is_sched_ext(const struct object *o, const struct bpf_map *map)
{
	const struct btf *btf = bpf_object__btf(o->bpf);
	const struct btf_type *type = btf__type_by_id(btf, bpf_map__btf_value_type_id(map));
	const char *name = type ? btf__name_by_offset(btf, type->name_off) : NULL;

	/* An object may have variants for several kernels: sched_ext_ops___SUFFIX. */
	return name && (!strcmp(name, "sched_ext_ops") || !strncmp(name, "sched_ext_ops___", 16));
}

/* Does the kernel take @name for a scheduler? It takes letters, digits, '_' and '.'. */
static bool is_name(const char *name, size_t size)
{
	size_t length = name ? strnlen(name, size) : 0;

	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_' && name[i] != '.')
			return false;
	return length && length < size;
}

static int find_ops(struct object *o)
{
	struct bpf_map *map;
	const char *name;

	bpf_object__for_each_map(map, o->bpf) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS || !is_sched_ext(o, map))
			continue;
		if (o->ops) {
			log_err("%s has more than one sched_ext_ops", o->name);
			return -ENOEXEC;
		}
		o->ops = map;
	}
	if (!o->ops) {
		log_err("there is no sched_ext scheduler in %s", o->name);
		return -ENOEXEC;
	}
	name = object_ops_member(o, "name", sizeof(o->ops_name));
	if (!is_name(name, sizeof(o->ops_name))) {
		log_err("the scheduler in %s has a name that no kernel takes", o->name);
		return -ENOEXEC;
	}
	strcpy(o->ops_name, name);
	return 0;
}

/* Give each program a buffer for its verifier's log. */
static int add_logs(struct object *o)
{
	struct bpf_program *prog;
	size_t programs = 0;
	int err = 0;

	bpf_object__for_each_program(prog, o->bpf)
		programs++;
	o->logs = calloc(programs, LOG_SIZE);
	if (!o->logs)
		return -ENOMEM;
	programs = 0;
	bpf_object__for_each_program(prog, o->bpf) {
		char *log = o->logs + LOG_SIZE * programs++;

		err = err ?: bpf_program__set_log_buf(prog, log, LOG_SIZE);
	}
	return err;
}

/* Say why @o did not open. EINVAL and libbpf's own errors mean that it is not a sound object. */
static int explain_open(const struct object *o, int err)
{
	if (err != -EINVAL && err > -__LIBBPF_ERRNO__START) {
		log_err("cannot open %s: %s", o->name, strerror(-err));
		return err;
	}
	log_err("%s is not a BPF object, or a damaged one", o->name);
	return -ENOEXEC;
}

int object_open(struct object *o, const char *path)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = path ? NULL : "suite");
	int err;

	memset(o, 0, sizeof(*o));
	o->name = path ?: "built-in suite";
	if (path && !object_in_bounds(path))
		errno = EINVAL;
	else if (path)
		o->bpf = bpf_object__open_file(path, &opts);
	else
		o->bpf = bpf_object__open_mem(embedded_object,
					      embedded_object_end - embedded_object, &opts);
	err = o->bpf ? find_ops(o) ?: add_logs(o) : explain_open(o, -errno);
	if (err)
		object_close(o);
	return err;
}

/* Say for which kernel function the load failed. Returns -EOPNOTSUPP; 0 if it was none. */
static int explain_kfunc(const struct object *o)
{
	char name[64];

	if (sscanf(log_libbpf_said(), "libbpf: extern (func ksym) '%63[^']'", name) != 1)
		return 0;
	if (kernel_garbles(name))
		log_err("this kernel's BTF is damaged: it shows a hidden argument of %s(), which "
			"no sched_ext program can call then (builds of 7.1 and 7.2 are known for "
			"it); use another kernel",
			name);
	else
		log_err("this kernel cannot run %s: its %s() is missing or another one", o->name,
			name);
	return -EOPNOTSUPP;
}

/* Say why the verifier rejected @prog, whose log is @log: in one line, and the log. */
static void explain_rejection(const struct object *o, const struct bpf_program *prog,
			      const char *log)
{
	const char *name = bpf_program__name(prog);
	struct rejection r;

	rejection_of(&r, log);
	if (r.place[0])
		log_err_detail(log, "the kernel rejected program %s of %s at %s (in %s): %s", name,
			       o->name, r.place, r.function[0] ? r.function : name, r.error);
	else
		log_err_detail(log, "the kernel rejected program %s of %s: %s", name, o->name,
			       r.error);
}

/* Say why @o did not load: @err. Returns what object_load() is to return. */
static int explain_load(struct object *o, int err)
{
	struct bpf_program *prog;
	int err_kfunc;

	o->untold = o->with_stats;
	if (o->untold)
		return -ENOEXEC;
	bpf_object__for_each_program(prog, o->bpf) {
		size_t size;
		const char *log = bpf_program__log_buf(prog, &size);

		if (!log || !log[0])
			continue;
		explain_rejection(o, prog, log);
		return -ENOEXEC;
	}
	if (err == -EPERM) {
		log_err("not permitted to load BPF programs: run as root");
		return err;
	}
	err_kfunc = explain_kfunc(o);
	if (err_kfunc)
		return err_kfunc;
	log_err("cannot load %s: %s (%s)", o->name, strerror(-err), log_libbpf_said());
	return -ENOEXEC;
}

static void ask_for_stats(const struct object *o)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, o->bpf)
		bpf_program__set_log_level(prog, LOG_STATS);
}

int object_load(struct object *o)
{
	int err = object_fit(o);

	/* libbpf reads the kernel's types for itself: do not hold them twice. */
	kernel_btf_free();
	if (err)
		return err;
	log_libbpf_reset();
	if (o->with_stats)
		ask_for_stats(o);
	err = bpf_object__load(o->bpf);
	if (err)
		return explain_load(o, err);
	o->loaded = true;
	return 0;
}

void object_close(struct object *o)
{
	bpf_object__close(o->bpf);
	free(o->logs);
	memset(o, 0, sizeof(*o));
}
