/* SPDX-License-Identifier: GPL-2.0 */
/* --check: would a policy load on this machine? One line for each condition, with the cure. */
#include "commands/check.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "cli/output.h"
#include "object/kernel_types.h"
#include "object/object.h"
#include "object/prepare.h"
#include "session/attached.h"
#include "session/pins.h"
#include "session/preflight.h"
#include "user/sysfs.h"

/* What was found of one condition. */
struct finding {
	/* OUTCOME_DONE, or why no policy would load for it. */
	enum outcome outcome;
	/* The condition holds, but a user should know something. */
	bool warn;
	/* What there is, for the user. */
	char detail[200];
	/* What the user can do; NULL if there is nothing to do. */
	const char *cure;
};

static void say(struct finding *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct finding *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->detail, sizeof(f->detail), format, args);
	va_end(args);
}

static void fail(struct finding *f, enum outcome outcome, const char *cure)
{
	f->outcome = outcome;
	f->cure = cure;
}

static void check_kernel(struct finding *f)
{
	struct scx_state st;

	if (!scx_state_read(&st)) {
		say(f, "there, %s", st.state);
		return;
	}
	say(f, "this kernel has none");
	fail(f, OUTCOME_UNSUPPORTED, "boot a kernel 6.12 or newer with CONFIG_SCHED_CLASS_EXT=y");
}

static void check_btf(struct finding *f)
{
	const struct btf *btf = kernel_btf();

	if (btf && types_struct(btf, "sched_ext_ops")) {
		say(f, "the kernel describes its types");
		return;
	}
	say(f, btf ? "no sched_ext in the kernel's types" : "no /sys/kernel/btf/vmlinux");
	fail(f, OUTCOME_UNSUPPORTED,
	     "use a kernel with CONFIG_DEBUG_INFO_BTF=y and CONFIG_SCHED_CLASS_EXT=y");
}

/*
 * Is @t a kernel function that the suite calls? Their names are all that an open object tells of
 * these functions.
 */
static bool is_kfunc(const struct btf *btf, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(btf, t->name_off);

	return btf_is_func(t) && (!strncmp(name, "scx_bpf_", 8) || !strncmp(name, "bpf_", 4));
}

/* The kernel functions that the built-in suite calls: how many are there, and is one damaged? */
static void check_kfuncs(struct finding *f)
{
	const struct btf *kernel = kernel_btf();
	int there = 0, all = 0;
	const struct btf *ours;
	struct object o;

	if (!kernel || object_open(&o, NULL)) {
		fail(f, OUTCOME_UNSUPPORTED, NULL);
		say(f, "cannot tell without BTF");
		return;
	}
	ours = bpf_object__btf(o.bpf);
	for (__u32 i = 1; i < btf__type_cnt(ours) && f->outcome == OUTCOME_DONE; i++) {
		const struct btf_type *t = btf__type_by_id(ours, i);
		const char *name = btf__name_by_offset(ours, t->name_off);

		if (!is_kfunc(ours, t))
			continue;
		all++;
		if (btf__find_by_name_kind(kernel, name, BTF_KIND_FUNC) > 0)
			there++;
		if (kernel_garbles(name)) {
			say(f, "the kernel's BTF is damaged: %s() cannot be called", name);
			fail(f, OUTCOME_UNSUPPORTED,
			     "use another kernel: builds of 7.1 and 7.2 are known for this");
		}
	}
	if (f->outcome == OUTCOME_DONE)
		say(f, "%d of %d there; older kernels lack some that have fallbacks", there, all);
	object_close(&o);
}

static void check_privileges(struct finding *f)
{
	if (preflight_permitted()) {
		say(f, "%s",
		    preflight_capable(CAP_SYS_ADMIN)
			    ? "CAP_SYS_ADMIN"
			    : "CAP_BPF and CAP_PERFMON: enough to attach in the foreground");
		return;
	}
	say(f, "neither root nor CAP_BPF with CAP_PERFMON");
	fail(f, OUTCOME_NOT_PERMITTED, "run as root");
}

static void check_bpffs(struct finding *f)
{
	if (pins_possible()) {
		say(f, "mounted at /sys/fs/bpf");
		return;
	}
	f->warn = true;
	say(f, "none at /sys/fs/bpf: no --detach, and no switching from another terminal");
	f->cure = "mount -t bpf bpf /sys/fs/bpf";
}

static void check_isolation(struct finding *f)
{
	char cpus[256] = "";

	sysfs_read(cpus, sizeof(cpus), "/sys/devices/system/cpu/isolated");
	if (!cpus[0]) {
		say(f, "no CPU is isolated");
		return;
	}
	say(f, "CPUs %s are isolated, which sched_ext refuses", cpus);
	fail(f, OUTCOME_UNSUPPORTED, "boot without isolcpus=");
}

static void check_others(struct finding *f)
{
	enum outcome outcome;
	struct attached a;

	outcome = attached_find(&a, false);
	if (outcome != OUTCOME_DONE) {
		say(f, "cannot tell");
		fail(f, outcome, NULL);
		return;
	}
	if (a.hidden) {
		say(f, "%s is attached; only root can tell by whom", a.kernel.ops);
		fail(f, preflight_permitted() ? OUTCOME_BUSY : OUTCOME_DONE, NULL);
	} else if (a.other_version) {
		say(f, "%s is attached by another version of scx-load", a.kernel.ops);
		fail(f, OUTCOME_BUSY, "--restart replaces it, --stop ends it");
	} else if (a.kind == ATTACHED_FOREIGN) {
		say(f, "%s is attached by another program", a.kernel.ops);
		fail(f, OUTCOME_BUSY, "stop that program first");
	} else if (a.kind != ATTACHED_NONE) {
		say(f, "%s is attached: --policy switches", a.kernel.ops);
	} else {
		say(f, "none is attached");
	}
	attached_close(&a);
}

/* Other services that load schedulers. Their cgroups tell of them, without D-Bus. */
static void check_services(struct finding *f)
{
	static const char *const services[] = {"scx.service", "scx_loader.service"};
	char events[64];

	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		if (sysfs_read(events, sizeof(events),
			       "/sys/fs/cgroup/system.slice/%s/cgroup.events", services[i]) ||
		    strcmp(events, "populated 1"))
			continue;
		f->warn = true;
		say(f, "%s is active and may attach a scheduler of its own", services[i]);
		f->cure = "systemctl disable --now that service";
		return;
	}
	say(f, "no scx service is active");
}

static void check_watchdog(struct finding *f)
{
	say(f,
	    kernel_has_member("rq", "ext_server")
		    ? "a task that waits 30 s ejects the policy (--watchdog MS for less)"
		    : "a SCHED_FIFO task that never sleeps starves what can run on its CPU only, "
		      "until the policy is ejected: no ext deadline server before 7.0");
}

/* A kernel without CONFIG_EXT_GROUP_SCHED tells a scheduler nothing about cgroups. */
static void check_groups(struct finding *f)
{
	if (kernel_has_member("sched_ext_ops", "cgroup_init")) {
		say(f, "weighted and latency honour cpu.weight and cpu.idle");
		return;
	}
	f->warn = true;
	say(f, "cpu.weight and cpu.idle count for nothing: the kernel tells nothing about cgroups");
	f->cure = "use a kernel with CONFIG_EXT_GROUP_SCHED=y";
}

static void check_libbpf(struct finding *f)
{
	if (libbpf_major_version() > 1 || libbpf_minor_version() >= 4) {
		say(f, "%s", libbpf_version_string());
		return;
	}
	say(f, "%s is too old", libbpf_version_string());
	fail(f, OUTCOME_FAILED, "install libbpf 1.4 or newer");
}

static void check_load(struct finding *f)
{
	const struct options o = {0};
	struct prepared p;
	int err;

	if (!preflight_permitted()) {
		f->warn = true;
		say(f, "not tried without privileges");
		return;
	}
	err = prepare_open(&p, &o);
	if (!err) {
		err = prepare_load(&p);
		if (!err)
			say(f, "loaded and verified in %.0f ms", p.load_ms);
		prepare_close(&p);
	}
	if (err) {
		say(f, "failed: the error stands above");
		fail(f, outcome_of(err), NULL);
	}
}

static const struct {
	/* What the user reads. */
	const char *name;
	/* The condition says nothing about a kernel without sched_ext. */
	bool needs_kernel;
	void (*look)(struct finding *f);
} conditions[] = {
	{"sched_ext", false, check_kernel},
	{"BTF", false, check_btf},
	{"kernel functions", true, check_kfuncs},
	{"privileges", false, check_privileges},
	{"bpffs", false, check_bpffs},
	{"isolated CPUs", false, check_isolation},
	{"other schedulers", true, check_others},
	{"scx services", false, check_services},
	{"watchdog", true, check_watchdog},
	{"cgroup weights", true, check_groups},
	{"libbpf", false, check_libbpf},
	{"built-in suite", true, check_load},
};

static void print_check(const json_t *json, FILE *out)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(json, "items"), i, item)
	{
		bool cure = json_is_string(json_object_get(item, "cure"));

		fprintf(out, "%-4s  %-17s %s%s%s\n", member_text(item, "result"),
			member_text(item, "name"), member_text(item, "detail"), cure ? "; " : "",
			cure ? member_text(item, "cure") : "");
	}
}

enum outcome check(const struct options *o)
{
	enum outcome first = OUTCOME_DONE;
	json_t *list = json_array();

	(void)o;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		struct finding f = {0};
		bool failed;

		/* A condition that would only repeat what is missing. */
		if (first == OUTCOME_UNSUPPORTED && conditions[i].needs_kernel)
			continue;
		conditions[i].look(&f);
		failed = f.outcome != OUTCOME_DONE;
		if (first == OUTCOME_DONE)
			first = f.outcome;
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s?}", "name",
						      conditions[i].name, "result",
						      failed   ? "fail"
						      : f.warn ? "warn"
							       : "ok",
						      "detail", f.detail, "cure", f.cure));
	}
	output(json_pack("{s:s, s:b, s:o}", "schema", "scx-load/check/1", "ok",
			 first == OUTCOME_DONE, "items", list),
	       print_check);
	return first;
}
