/* SPDX-License-Identifier: GPL-2.0 */
/* The simulated kernel: dispatch queues, idle CPUs, storage, the functions that policies call. */
#include "unit.h"
#include "bpf/kfuncs.bpf.h"
#include "machine.h"

#define MOST_DSQS 256
#define MOST_MAPS 4

static struct dsq dsqs[MOST_DSQS];
static unsigned int nr_dsqs;
static struct {
	const void *map;
	char *data;
	size_t bytes;
} maps[MOST_MAPS];

void kernel_start(void)
{
	nr_dsqs = 0;
	for (unsigned int i = 0; i < MOST_MAPS; i++)
		if (maps[i].data)
			memset(maps[i].data, 0, maps[i].bytes);
}

/* Storage */

void *map_element(const void *map, size_t size, size_t entries, u32 key)
{
	unsigned int i = 0;

	if (entries == 1)
		entries = machine.nr_cpus;
	if (key >= entries)
		return NULL;
	while (i < MOST_MAPS - 1 && maps[i].map && maps[i].map != map)
		i++;
	if (!maps[i].map) {
		maps[i].map = map;
		maps[i].bytes = size * (entries > MACHINE_CPUS ? entries : MACHINE_CPUS);
		maps[i].data = aligned_alloc(64, (maps[i].bytes + 63) / 64 * 64);
		assert_non_null(maps[i].data);
		memset(maps[i].data, 0, maps[i].bytes);
	}
	assert_ptr_equal(maps[i].map, map);
	return maps[i].data + key * size;
}

void *task_storage(struct task_struct *p, size_t size)
{
	struct task *t = task_of(p);

	if (!t->storage)
		t->storage = calloc(1, size);
	return t->storage;
}

void *cgroup_storage(struct cgroup *cgroup, size_t size, bool create)
{
	struct sim_cgroup *c = (struct sim_cgroup *)cgroup;

	assert_true(size <= sizeof(c->storage));
	c->kept = c->kept || create;
	return c->kept ? c->storage : NULL;
}

/* Dispatch queues: in the order of vtime, or in that of arrival */

static struct dsq *dsq_of(u64 id, s32 cpu)
{
	if (id == SCX_DSQ_LOCAL)
		return &machine.cpu[cpu].local;
	if ((id & SCX_DSQ_LOCAL_ON) == SCX_DSQ_LOCAL_ON)
		return &machine.cpu[(u32)id].local;
	for (unsigned int i = 0; i < nr_dsqs; i++)
		if (dsqs[i].id == id)
			return &dsqs[i];
	fail_msg("there is no queue %llx", (unsigned long long)id);
	return NULL;
}

/* Put @t behind @after, or first if that is NULL. */
static void dsq_link(struct dsq *dsq, struct task *t, struct task *after)
{
	t->dsq = dsq;
	t->previous = after;
	t->next = after ? after->next : dsq->first;
	*(t->next ? &t->next->previous : &dsq->last) = t;
	*(after ? &after->next : &dsq->first) = t;
	dsq->nr++;
}

void dsq_remove(struct task *t)
{
	struct dsq *dsq = t->dsq;

	if (!dsq)
		return;
	*(t->previous ? &t->previous->next : &dsq->first) = t->next;
	*(t->next ? &t->next->previous : &dsq->last) = t->previous;
	dsq->nr--;
	t->dsq = NULL;
}

/* A task is in the local queue of @cpu: the CPU sees it now if it idles, else at its next turn. */
static void local_added(s32 cpu)
{
	if (!machine.cpu[cpu].runs)
		machine.cpu[cpu].resched = true;
}

bool kernel_settle(struct task *t)
{
	struct cpu *cpu = &machine.cpu[t->cpu];
	struct task *after;
	struct dsq *dsq;

	if (!t->placed.dsq)
		return false;
	dsq = dsq_of(t->placed.dsq, t->cpu);
	t->placed.dsq = 0;
	after = dsq->last;
	while (t->placed.by_vtime && after &&
	       (s64)(t->kernel.scx.dsq_vtime - after->kernel.scx.dsq_vtime) < 0)
		after = after->previous;
	if (t->placed.flags & SCX_ENQ_PREEMPT) {
		after = NULL;
		if (cpu->runs)
			cpu->runs->kernel.scx.slice = 0;
		cpu->resched = true;
	}
	dsq_link(dsq, t, after);
	if (dsq == &cpu->local)
		local_added(t->cpu);
	return true;
}

static void place(struct task *t, u64 dsq, u64 slice, u64 flags, bool by_vtime)
{
	if (t->placed.dsq || t->dsq)
		fail_msg("task %d is placed twice", t->kernel.pid);
	t->placed.dsq = dsq;
	t->placed.flags = flags;
	t->placed.by_vtime = by_vtime;
	if (slice)
		t->kernel.scx.slice = slice;
}

/* Move @t from its queue to the local one of @cpu. */
static void move(struct task *t, s32 cpu)
{
	dsq_remove(t);
	t->cpu = cpu;
	dsq_link(&machine.cpu[cpu].local, t, machine.cpu[cpu].local.last);
	local_added(cpu);
}

static bool allows(const struct task *t, s32 cpu)
{
	return t->mask.bits[0] >> cpu & 1;
}

/* What policies call; scx_common/bpf/kfuncs.bpf.h says what each does */

s32 scx_bpf_create_dsq(u64 dsq_id, s32 node)
{
	assert_true(nr_dsqs < MOST_DSQS);
	dsqs[nr_dsqs++] = (struct dsq){.id = dsq_id};
	return 0;
}

s32 scx_bpf_dsq_nr_queued(u64 dsq_id)
{
	return dsq_of(dsq_id, 0)->nr;
}

void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags)
{
	place(task_of(p), dsq_id, slice, enq_flags, false);
}

void scx_bpf_dsq_insert_vtime(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime,
			      u64 enq_flags)
{
	p->scx.dsq_vtime = vtime;
	place(task_of(p), dsq_id, slice, enq_flags, true);
}

bool scx_bpf_dsq_move_to_local(u64 dsq_id)
{
	for (struct task *t = dsq_of(dsq_id, 0)->first; t; t = t->next) {
		if (allows(t, machine.here)) {
			move(t, machine.here);
			return true;
		}
	}
	return false;
}

struct task_struct *scx_bpf_dsq_peek(u64 dsq_id)
{
	return (struct task_struct *)dsq_of(dsq_id, 0)->first;
}

struct iterator {
	struct task *next;
	bool backwards;
};

int bpf_iter_scx_dsq_new(struct bpf_iter_scx_dsq *it, u64 dsq_id, u64 flags)
{
	struct iterator *i = (struct iterator *)it;

	i->backwards = flags & SCX_DSQ_ITER_REV;
	i->next = i->backwards ? dsq_of(dsq_id, 0)->last : dsq_of(dsq_id, 0)->first;
	return 0;
}

struct task_struct *bpf_iter_scx_dsq_next(struct bpf_iter_scx_dsq *it)
{
	struct iterator *i = (struct iterator *)it;
	struct task *t = i->next;

	if (t)
		i->next = i->backwards ? t->previous : t->next;
	return (struct task_struct *)t;
}

void bpf_iter_scx_dsq_destroy(struct bpf_iter_scx_dsq *it)
{
}

bool scx_bpf_dsq_move(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id, u64 enq_flags)
{
	assert_true((dsq_id & SCX_DSQ_LOCAL_ON) == SCX_DSQ_LOCAL_ON);
	if (!task_of(p)->dsq)
		return false;
	move(task_of(p), (u32)dsq_id);
	return true;
}

bool kernel_claim(s32 cpu)
{
	bool idle = machine.cpu[cpu].idle;

	machine.cpu[cpu].idle = false;
	return idle;
}

bool scx_bpf_test_and_clear_cpu_idle(s32 cpu)
{
	return kernel_claim(cpu);
}

s32 scx_bpf_pick_idle_cpu(const struct cpumask *allowed, u64 flags)
{
	for (u32 cpu = 0; cpu < machine.nr_cpus; cpu++)
		if (allowed->bits[0] >> cpu & 1 && kernel_claim(cpu))
			return cpu;
	return -EBUSY;
}

/* The CPU on which @p ran last, else one of the same LLC, else any. */
s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags, bool *is_idle)
{
	u32 each = machine.nr_cpus / machine.nr_llcs;
	struct cpumask near = {{((1UL << each) - 1) << (prev_cpu / each * each)}};
	s32 cpu = prev_cpu;

	near.bits[0] &= p->cpus_ptr->bits[0];
	*is_idle = true;
	if (allows(task_of(p), prev_cpu) && kernel_claim(prev_cpu))
		return prev_cpu;
	cpu = scx_bpf_pick_idle_cpu(&near, 0);
	if (cpu < 0)
		cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
	*is_idle = cpu >= 0;
	return cpu >= 0 ? cpu : prev_cpu;
}

void scx_bpf_kick_cpu(s32 cpu, u64 flags)
{
	if (!(flags & SCX_KICK_IDLE) || !machine.cpu[cpu].runs)
		machine.cpu[cpu].resched = true;
}

u32 scx_bpf_reenqueue_local(void)
{
	return 0;
}

s32 scx_bpf_task_cpu(const struct task_struct *p)
{
	return task_of((struct task_struct *)p)->cpu;
}

bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask)
{
	return cpumask->bits[0] >> cpu & 1;
}

bool scx_bpf_task_set_slice(struct task_struct *p, u64 slice)
{
	p->scx.slice = slice;
	return true;
}

u64 scx_bpf_now(void)
{
	return machine.now - machine.behind;
}

u64 bpf_ktime_get_ns(void)
{
	return scx_bpf_now();
}

u32 bpf_get_smp_processor_id(void)
{
	return machine.here;
}

struct task_struct *bpf_get_current_task_btf(void)
{
	return (struct task_struct *)machine.cpu[machine.here].runs;
}

struct cgroup *scx_bpf_task_cgroup(struct task_struct *p)
{
	static struct sim_cgroup root;
	struct sim_cgroup *cgroup = task_of(p)->cgroup;

	return cgroup ? &cgroup->kernel : &root.kernel;
}

struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgroup, int level)
{
	static struct sim_cgroup root;
	struct sim_cgroup *c = (struct sim_cgroup *)cgroup;

	while (c && c->kernel.level > level)
		c = c->parent;
	return c ? &c->kernel : &root.kernel;
}

void bpf_cgroup_release(struct cgroup *cgroup)
{
}

void bpf_rcu_read_lock(void)
{
}

void bpf_rcu_read_unlock(void)
{
}

long bpf_seq_write(struct seq_file *seq, const void *data, u32 size)
{
	return 0;
}
