/* SPDX-License-Identifier: GPL-2.0 */
/* Maps: those of the attached suite, or of the probe. */
#include "feed/maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "user/log.h"
#include "user/pinned.h"

/* probe.bpf.o, put into this program by scx_common/user/embed.S */
extern const char embedded_object[], embedded_object_end[];

/* A key for each policy that the suite describes. */
static void add_keys(struct maps *m)
{
	const struct catalog *c = &m->suite.catalog;

	for (int i = 0; i < c->nr_policies; i++) {
		m->keys[i].id = c->policies[i]->id;
		m->keys[i].name = c->policies[i]->name;
	}
	m->nr_keys = c->nr_policies;
}

static void begin(struct maps *m, enum source source)
{
	memset(m, 0, sizeof(*m));
	m->source = source;
	m->stats = -1;
	m->tasks_prog = -1;
	m->suite.stats = -1;
}

int maps_open_suite(struct maps *m, const struct scx_state *st)
{
	int fd, err;

	begin(m, SOURCE_SUITE);
	fd = pinned_fd("session");
	if (fd < 0) {
		err = fd == -ENOENT ? -ENOTCONN : fd;
		goto fail;
	}
	m->record = pinned_record(fd);
	err = m->record ? 0 : -errno;
	close(fd);
	if (err)
		goto fail;
	err = -EINVAL;
	if (m->record->abi != SUITE_ABI)
		goto fail;
	err = -ENOTCONN;
	if (!maps_valid(m, st))
		goto fail;
	err = suite_of_pins(&m->suite);
	if (err) /* An object that is not a build of the suite has no such maps. */
		goto fail;
	err = -EINVAL;
	if (m->suite.stats < 0)
		goto fail;
	add_keys(m);
	m->stats = m->suite.stats;
	m->tasks_prog = pinned_fd("prog_suite_tasks");
	return 0;
fail:
	maps_close(m);
	return err == -EACCES ? -EPERM : err == -ENOENT ? -ENOTCONN : err;
}

static int explain_probe(int err)
{
	if (err == -EPERM || err == -EACCES) {
		log_err("not permitted to load the probe: run as root (a recording can be replayed "
			"without)");
		return -EPERM;
	}
	log_err("this kernel cannot run the probe: %s (%s)", strerror(-err), log_libbpf_said());
	return -EOPNOTSUPP;
}

int maps_open_probe(struct maps *m)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "probe");
	struct bpf_program *prog;
	int err, links = 0;

	begin(m, SOURCE_PROBE);
	log_libbpf_reset();
	m->probe = bpf_object__open_mem(embedded_object, embedded_object_end - embedded_object,
					&opts);
	err = m->probe ? bpf_object__load(m->probe) : -errno;
	if (err)
		goto fail;
	bpf_object__for_each_program(prog, m->probe) {
		if (bpf_program__expected_attach_type(prog) == BPF_TRACE_ITER) {
			m->tasks_prog = bpf_program__fd(prog);
			continue;
		}
		m->links[links] = bpf_program__attach(prog);
		if (!m->links[links++]) {
			err = -errno;
			goto fail;
		}
	}
	m->stats = bpf_object__find_map_fd_by_name(m->probe, "stats");
	m->keys[0].name = "";
	m->nr_keys = 1;
	return 0;
fail:
	maps_close(m);
	return explain_probe(err);
}

void maps_close(struct maps *m)
{
	for (int i = 0; i < MAX_PROBE_LINKS; i++)
		bpf_link__destroy(m->links[i]);
	if (m->source == SOURCE_SUITE) {
		if (m->tasks_prog >= 0)
			close(m->tasks_prog);
		suite_close(&m->suite);
		pinned_record_unmap(m->record);
	}
	bpf_object__close(m->probe);
	begin(m, SOURCE_AUTO);
}

bool maps_valid(const struct maps *m, const struct scx_state *st)
{
	if (m->source != SOURCE_SUITE)
		return m->source == SOURCE_PROBE;
	return !strcmp(st->state, "enabled") && m->record->enable_seq == st->enable_seq &&
	       !strcmp(m->record->ops, st->ops);
}

int maps_read(const struct maps *m, struct cpu_stats *stats, unsigned int nr_cpus)
{
	int err = 0;

	for (__u32 i = 0; !err && i < m->nr_keys; i++)
		err = cpu_stats_read(m->stats, m->keys[i].id, stats + (size_t)i * nr_cpus);
	return err;
}

const char *maps_policy(const struct maps *m)
{
	const struct policy_desc *p = suite_policy(&m->suite);

	return p ? p->name : "";
}
