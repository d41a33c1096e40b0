/* SPDX-License-Identifier: GPL-2.0 */
/* From a command line to an object that is loaded and verified, and not attached yet. */
#include "object/prepare.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include "object/constants.h"
#include "object/kernel_types.h"
#include "object/tunables.h"
#include "user/clock.h"
#include "user/log.h"
#include "user/sysfs.h"

const char *prepared_name(const struct prepared *p)
{
	return p->policy ? p->policy->name : p->object.ops_name;
}

static int choose(struct prepared *p)
{
	const struct catalog *c = &p->suite.catalog;
	const struct options *o = p->options;
	__u32 *active;

	if (suite_of_object(&p->suite, p->object.bpf)) {
		if (!o->policy)
			return constants_set(&p->object, o->sets.at, o->sets.nr);
		log_err("%s is not a build of the suite: it takes no --policy", p->object.name);
		return -EINVAL;
	}
	active = suite_active(&p->suite);
	if (!active || !c->nr_policies) {
		log_err("%s describes no policies that this scx-load can read: another version, or "
			"a damaged build",
			p->object.name);
		return -ENOEXEC;
	}
	p->policy = o->policy ? catalog_policy(c, o->policy) : c->policies[0];
	if (!p->policy)
		return -EINVAL;
	*active = p->policy->id;
	return tunables_set(&p->suite, p->policy, o->sets.at, o->sets.nr);
}

int prepare_open(struct prepared *p, const struct options *o)
{
	__u64 begin = clock_ns();
	int err;

	memset(p, 0, sizeof(*p));
	p->options = o;
	err = object_open(&p->object, o->object);
	if (err)
		return err;
	p->open_ms = clock_ms_since(begin);
	err = choose(p);
	if (err)
		prepare_close(p);
	return err;
}

/*
 * Since Linux 7.0: the kernel has a deadline server for sched_ext, which runs tasks that wait
 * behind a real-time task, and warns of ops.cpu_release as deprecated, so the callback is left out;
 * before that: the callback puts these tasks back into the queues.
 */
static void drop_cpu_release(const struct object *o)
{
	void **release = object_ops_member(o, "cpu_release", sizeof(*release));

	if (release && kernel_has_member("rq", "ext_server"))
		*release = NULL;
}

/*
 * Tell the object about this machine: CPUs and caches. ops.hotplug_seq stays 0: with another number
 * the kernel ejects a scheduler at attach if a CPU came or went since. The number is fixed at load,
 * so that no scheduler that has seen hotplug could be attached again when its successor fails.
 * prepare_outdated() looks for the same thing.
 */
static int configure(struct prepared *p)
{
	__u32 *watchdog = object_ops_member(&p->object, "timeout_ms", sizeof(*watchdog));
	struct scx_state st;
	struct vars rodata;
	struct bpf_map *cpus;
	int err = scx_state_read(&st);

	p->hotplug_seq = st.hotplug_seq;
	err = err ?: topology_read(&p->topology, "/sys");
	if (err) {
		log_err("cannot read this machine's CPUs from /sys: %s", strerror(-err));
		return -EIO;
	}
	if (p->topology.folded)
		log_warn("more than %d LLCs: some will share a queue", MAX_LLCS);
	if (watchdog && p->options->watchdog_ms)
		*watchdog = p->options->watchdog_ms;
	if (suite_is_open(&p->suite))
		drop_cpu_release(&p->object);
	if (suite_is_open(&p->suite) && !vars_of_object(&rodata, p->object.bpf, ".rodata")) {
		__u32 *nr_cpus = vars_find(&rodata, "nr_cpus", sizeof(*nr_cpus));
		__u32 *nr_online = vars_find(&rodata, "nr_online_at_load", sizeof(*nr_online));
		__u32 *nr_llcs = vars_find(&rodata, "nr_llcs", sizeof(*nr_llcs));
		__u8 *cpu_llc = vars_find(&rodata, "cpu_llc", MAX_CPUS);

		if (nr_cpus && nr_online && nr_llcs && cpu_llc) {
			*nr_cpus = p->topology.nr_cpus;
			*nr_online = p->topology.nr_online;
			*nr_llcs = p->topology.nr_llcs;
			memcpy(cpu_llc, p->topology.llc, MAX_CPUS);
		}
		cpus = bpf_object__find_map_by_name(p->object.bpf, "cpus");
		if (cpus)
			err = bpf_map__set_max_entries(cpus, p->topology.nr_cpus);
	}
	return err;
}

int prepare_load(struct prepared *p)
{
	__u32 id = p->policy ? p->policy->id : 0;
	__u64 begin = clock_ns();
	int err = configure(p) ?: object_load(&p->object);

	if (err)
		return err;
	p->load_ms = clock_ms_since(begin);
	if (!suite_is_open(&p->suite))
		return 0;
	/* After load the values live elsewhere. */
	suite_close(&p->suite);
	err = suite_of_object(&p->suite, p->object.bpf);
	if (err) {
		log_err("cannot map the data of %s: %s", p->object.name, strerror(-err));
		return -EIO;
	}
	p->policy = catalog_policy_by_id(&p->suite.catalog, id);
	return 0;
}

bool prepare_outdated(const struct prepared *p)
{
	struct scx_state st;

	return !scx_state_read(&st) && st.hotplug_seq != p->hotplug_seq;
}

void prepare_close(struct prepared *p)
{
	suite_close(&p->suite);
	object_close(&p->object);
}
