/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --cost: how long the callbacks of the attached scheduler take, by the kernel's own clock.
 *
 * The kernel times every BPF program while a process holds an fd of bpf_enable_stats(). It reads
 * the clock twice for each call, which is part of the figures; calls afterwards cost nothing more.
 */
#include "commands/cost.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cli/output.h"
#include "object/kernel_types.h"
#include "session/preflight.h"
#include "user/log.h"
#include "user/sysfs.h"

#define MAX_CALLBACKS 64

struct callbacks {
	/*
	 * Id of sched_ext_ops in the kernel's BTF, which tells a callback from programs of other
	 * struct_ops; 0 if unknown.
	 */
	__u32 ops;
	/* How many elements of at[] are valid. */
	int nr;
	/* What the kernel says of each callback, with the calls and the time so far. */
	struct bpf_prog_info at[MAX_CALLBACKS];
};

/* Id of sched_ext_ops in the kernel's BTF; 0 if unknown. */
static __u32 find_ops_type(void)
{
	const struct btf *kernel = kernel_btf();
	__s32 id = kernel ? btf__find_by_name_kind(kernel, "sched_ext_ops", BTF_KIND_STRUCT) : 0;

	kernel_btf_free();
	return id > 0 ? id : 0;
}

/* Read the callbacks of sched_ext schedulers. Returns 0, or -EPERM. */
static int read_callbacks(struct callbacks *c)
{
	__u32 id = 0;

	c->nr = 0;
	while (c->nr < MAX_CALLBACKS && !bpf_prog_get_next_id(id, &id)) {
		__u32 size = sizeof(c->at[0]);
		int fd = bpf_prog_get_fd_by_id(id);

		if (fd < 0 && errno == EPERM)
			return -EPERM;
		if (fd < 0)
			continue; /* the program has just gone */
		memset(&c->at[c->nr], 0, size);
		if (!bpf_prog_get_info_by_fd(fd, &c->at[c->nr], &size) &&
		    c->at[c->nr].type == BPF_PROG_TYPE_STRUCT_OPS &&
		    (!c->ops || c->at[c->nr].attach_btf_id == c->ops))
			c->nr++;
		close(fd);
	}
	return 0;
}

static const struct bpf_prog_info *before_of(const struct callbacks *c, __u32 id)
{
	for (int i = 0; i < c->nr; i++)
		if (c->at[i].id == id)
			return &c->at[i];
	return NULL;
}

static json_t *cost_json(const struct callbacks *before, const struct callbacks *after,
			 unsigned int seconds)
{
	json_t *list = json_array();

	for (int i = 0; i < after->nr; i++) {
		const struct bpf_prog_info *now = &after->at[i], *old = before_of(before, now->id);
		__u64 calls = now->run_cnt - (old ? old->run_cnt : 0);
		__u64 ns = now->run_time_ns - (old ? old->run_time_ns : 0);

		if (calls)
			json_array_append_new(list, json_pack("{s:s, s:I, s:I}", "name", now->name,
							      "calls", (json_int_t)calls, "time_ns",
							      (json_int_t)ns));
	}
	return json_pack("{s:s, s:i, s:o}", "schema", "scx-load/cost/1", "seconds", seconds,
			 "callbacks", list);
}

static void print_cost(const json_t *json, FILE *out)
{
	double seconds = member_int(json, "seconds");
	const json_t *callback;
	size_t i;

	fprintf(out, "%-28s %12s %10s %7s\n", "callback", "calls/s", "ns/call", "% CPU");
	json_array_foreach(json_object_get(json, "callbacks"), i, callback)
	{
		double calls = member_int(callback, "calls"), ns = member_int(callback, "time_ns");

		fprintf(out, "%-28s %12.0f %10.0f %7.3f\n", member_text(callback, "name"),
			calls / seconds, ns / calls, 100 * ns / (seconds * 1e9));
	}
}

enum outcome cost(const struct options *o)
{
	const struct timespec length = {.tv_sec = o->cost};
	struct callbacks before, after;
	int fd, err;

	if (!preflight_capable(CAP_SYS_ADMIN)) {
		log_err("not permitted: timing BPF programs takes CAP_SYS_ADMIN (try sudo)");
		return OUTCOME_NOT_PERMITTED;
	}
	if (!scx_enabled()) {
		log_err("nothing is attached: there are no callbacks to time");
		return OUTCOME_NOTHING_ATTACHED;
	}
	fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (fd < 0) {
		log_err("this kernel does not time BPF programs: %s", strerror(-fd));
		return OUTCOME_UNSUPPORTED;
	}
	before.ops = after.ops = find_ops_type();
	err = read_callbacks(&before);
	if (!err) {
		nanosleep(&length, NULL);
		err = read_callbacks(&after);
	}
	if (!err)
		output(cost_json(&before, &after, o->cost), print_cost);
	else
		log_err("cannot read the BPF programs: %s", strerror(-err));
	close(fd);
	return outcome_of(err);
}
