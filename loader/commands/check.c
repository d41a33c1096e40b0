/* SPDX-License-Identifier: GPL-2.0 */
/* --check: would a policy load on this machine? One line for each condition, with the cure. */
#include "commands/check.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <jansson.h>
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

/* The result of one item: err 0 is fine; @warn is set when it is worth knowing all the same. */
struct finding {
	int err;
	bool warn;
	char detail[200];
	const char *cure; /* NULL when there is nothing to cure */
};

static void say(struct finding *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct finding *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->detail, sizeof(f->detail), format, args);
	va_end(args);
}

static void check_kernel(struct finding *f)
{
	struct scx_state st;

	f->err = scx_state_read(&st);
	say(f, f->err ? "this kernel has none" : "there, %s", st.state);
	f->cure = f->err ? "boot a kernel 6.12 or newer with CONFIG_SCHED_CLASS_EXT=y" : NULL;
}

static void check_btf(struct finding *f)
{
	const struct btf *btf = kernel_btf();
	bool ops = btf && types_struct(btf, "sched_ext_ops");

	if (ops) {
		say(f, "the kernel describes its types");
	} else {
		f->err = -EOPNOTSUPP;
		say(f, btf ? "no sched_ext in the kernel's types" : "no /sys/kernel/btf/vmlinux");
		f->cure = "use a kernel with CONFIG_DEBUG_INFO_BTF=y and CONFIG_SCHED_CLASS_EXT=y";
	}
}

/* Is @t a kernel function that the suite calls? libbpf leaves no other trace of them once open. */
static bool is_kfunc(const struct btf *btf, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(btf, t->name_off);

	return btf_is_func(t) && (!strncmp(name, "scx_bpf_", 8) || !strncmp(name, "bpf_", 4));
}

/* The kernel functions the built-in suite calls: which are there, and is one damaged? */
static void check_kfuncs(struct finding *f)
{
	const struct btf *kernel = kernel_btf();
	int there = 0, all = 0;
	const struct btf *ours;
	struct object o;

	if (!kernel || object_open(&o, NULL)) {
		f->err = -EOPNOTSUPP;
		say(f, "cannot tell without BTF");
		return;
	}
	ours = bpf_object__btf(o.bpf);
	for (__u32 i = 1; i < btf__type_cnt(ours) && !f->err; i++) {
		const struct btf_type *t = btf__type_by_id(ours, i);
		const char *name = btf__name_by_offset(ours, t->name_off);

		if (!is_kfunc(ours, t))
			continue;
		all++;
		if (btf__find_by_name_kind(kernel, name, BTF_KIND_FUNC) > 0)
			there++;
		if (kernel_garbles(name)) {
			f->err = -EOPNOTSUPP;
			say(f, "the kernel's BTF is damaged: %s() cannot be called", name);
			f->cure = "use another kernel: builds of 7.1 and 7.2 are known for this";
		}
	}
	if (!f->err)
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
	f->err = -EPERM;
	say(f, "neither root nor CAP_BPF with CAP_PERFMON");
	f->cure = "run as root";
}

static void check_bpffs(struct finding *f)
{
	if (!pins_possible()) {
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
	f->err = -EOPNOTSUPP;
	say(f, "CPUs %s are isolated, which sched_ext refuses", cpus);
	f->cure = "boot without isolcpus=";
}

static void check_others(struct finding *f)
{
	struct attached a;

	f->err = attached_find(&a, false);
	if (f->err) {
		say(f, "cannot tell");
	} else if (a.hidden) {
		f->err = preflight_permitted() ? -EBUSY : 0;
		say(f, "%s is attached, by whom only root can tell", a.kernel.ops);
	} else if (a.other_version) {
		f->err = -EBUSY;
		say(f, "%s is attached by another version of scx-load", a.kernel.ops);
		f->cure = "--restart replaces it, --stop ends it";
	} else if (a.kind == ATTACHED_FOREIGN) {
		f->err = -EBUSY;
		say(f, "%s is attached by another program", a.kernel.ops);
		f->cure = "stop that program first";
	} else if (a.kind != ATTACHED_NONE) {
		say(f, "%s is attached: --policy switches", a.kernel.ops);
	} else {
		say(f, "none is attached");
	}
	if (!f->err)
		attached_close(&a);
}

/* Services that load schedulers of their own, by their cgroups: no D-Bus needed. */
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

/* Without CONFIG_EXT_GROUP_SCHED a kernel tells a scheduler nothing of cgroups. */
static void check_groups(struct finding *f)
{
	if (kernel_has_member("sched_ext_ops", "cgroup_init")) {
		say(f, "weighted and latency honour cpu.weight and cpu.idle");
		return;
	}
	f->warn = true;
	say(f, "cpu.weight and cpu.idle count for nothing: the kernel tells nothing of cgroups");
	f->cure = "use a kernel with CONFIG_EXT_GROUP_SCHED=y";
}

static void check_libbpf(struct finding *f)
{
	if (libbpf_major_version() > 1 || libbpf_minor_version() >= 4) {
		say(f, "%s", libbpf_version_string());
		return;
	}
	f->err = -ENODEV;
	say(f, "%s is too old", libbpf_version_string());
	f->cure = "install libbpf 1.4 or newer";
}

static void check_load(struct finding *f)
{
	const struct options o = {.action = ACTION_CHECK};
	struct prepared p;

	if (!preflight_permitted()) {
		f->warn = true;
		say(f, "not tried without privileges");
		return;
	}
	f->err = prepare_open(&p, &o);
	if (!f->err) {
		f->err = prepare_load(&p);
		say(f, f->err ? "failed, see above" : "loaded and verified in %.0f ms", p.load_ms);
		prepare_close(&p);
	}
}

static const struct {
	const char *name;
	bool needs_kernel; /* makes no sense on a kernel without sched_ext */
	void (*look)(struct finding *f);
} items[] = {
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

int check(void)
{
	json_t *list = json_array();
	int first = 0;

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		struct finding f = {0};
		const char *result;

		/* Items that would only repeat what is missing. */
		if (first == -EOPNOTSUPP && items[i].needs_kernel)
			continue;
		items[i].look(&f);
		result = f.err ? "fail" : f.warn ? "warn" : "ok";
		first = first ?: f.err;
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s?}", "name",
						      items[i].name, "result", result, "detail",
						      f.detail, "cure", f.cure));
		if (!output_json)
			printf("%-4s  %-17s %s%s%s\n", result, items[i].name, f.detail,
			       f.cure ? "; " : "", f.cure ?: "");
	}
	if (output_json)
		output(json_pack("{s:s, s:b, s:o}", "schema", "scx-load/check/1", "ok", !first,
				 "items", list));
	else
		json_decref(list);
	return first;
}
