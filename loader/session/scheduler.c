/* SPDX-License-Identifier: GPL-2.0 */
/* A loaded object as the machine's scheduler: attach, verify, watch, detach, attach again. */
#include "session/scheduler.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "user/log.h"
#include "user/sysfs.h"
#include "user/wait.h"

#define VERIFY_STEP_MS 10
#define VERIFY_MS 10000
#define PATIENT_LOOKS (VERIFY_MS / 10 / VERIFY_STEP_MS)
#define GOING_STEP_MS 1

/* BPF_STRUCT_OPS of enum bpf_attach_type, which the headers of Debian 12 lack. */
#define ATTACH_STRUCT_OPS 44

static bool has_exited(const struct scheduler *s)
{
	if (s->exit && s->uei)
		uei_read(s->uei, s->exit);
	return s->exit && __atomic_load_n(&s->exit->kind, __ATOMIC_ACQUIRE);
}

/* Why attaching failed; returns what to report. */
static int explain_attach(const struct scheduler *s, int err)
{
	struct scx_state st;

	scx_state_read(&st);
	switch (err) {
	case -EBUSY:
		log_err("another scheduler is attached: %s; stop it first", st.ops);
		break;
	case -EPERM:
	case -EACCES:
		log_err("not permitted to attach %s: run as root", s->name);
		break;
	case -EINVAL:
		log_err("the kernel refuses %s: is it booted with isolcpus=? dmesg says more",
			s->name);
		return -EOPNOTSUPP;
	default:
		log_err("cannot attach %s: %s", s->name, strerror(-err));
	}
	return err;
}

/* What is known of a scheduler that is coming or going. */
struct transition {
	struct scheduler *scheduler;
	/* Coming: the kernel's number of the attachment before this one. */
	__u64 seq_before;
	/* The kernel's state when it was looked at last. */
	struct scx_state state;
	/* Coming: how often it was looked at. */
	int looks;
	/* Coming: 0, or why it will not run. */
	int err;
};

static bool has_come(void *arg)
{
	struct transition *t = arg;
	struct scheduler *s = t->scheduler;

	if (has_exited(s)) {
		t->err = -ECANCELED;
		return true;
	}
	scx_state_read(&t->state);
	if (!strcmp(t->state.state, "enabled") && !strcmp(t->state.ops, s->name) &&
	    t->state.enable_seq > t->seq_before) {
		s->enable_seq = t->state.enable_seq;
		return true;
	}
	/* An object that keeps no exit record: disabled, for a while, is all there is to see. */
	if (!s->exit && !strcmp(t->state.state, "disabled") && t->looks > PATIENT_LOOKS)
		t->err = -ECANCELED;
	t->looks++;
	return t->err;
}

/* Wait until sysfs agrees that @s schedules, or the kernel has thrown it out. */
static int verify(struct scheduler *s, __u64 seq_before)
{
	struct transition t = {.scheduler = s, .seq_before = seq_before};

	if (wait_until(VERIFY_MS * MS_IN_US, VERIFY_STEP_MS * MS_IN_US, has_come, &t))
		return t.err;
	log_err("%s was attached but does not run: state %s, scheduler '%s'", s->name,
		t.state.state, t.state.ops);
	return -ETIMEDOUT;
}

/* A link for the map of @s: libbpf's way fills the map, which is done once. */
static int new_link(const struct scheduler *s, const struct object *o)
{
	struct bpf_link *link;
	int fd;

	if (!o) {
		fd = bpf_link_create(s->ops, 0, ATTACH_STRUCT_OPS, NULL);
		return fd < 0 ? -errno : fd;
	}
	link = bpf_map__attach_struct_ops(o->ops);
	if (!link)
		return -errno;
	fd = fcntl(bpf_link__fd(link), F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		fd = -errno;
	bpf_link__destroy(link);
	return fd;
}

static int attach(struct scheduler *s, const struct object *o)
{
	struct scx_state before;
	int err = scx_state_read(&before);

	if (err)
		return err;
	s->link = new_link(s, o);
	if (s->link < 0) {
		err = s->link;
		s->link = -1;
		return explain_attach(s, err);
	}
	err = verify(s, before.enable_seq);
	if (err)
		scheduler_detach(s);
	return err;
}

int scheduler_attach(struct scheduler *s, const struct object *o, struct exit_record *exit,
		     const struct uei *uei)
{
	*s = (struct scheduler){.link = -1, .exit = exit, .uei = uei};
	snprintf(s->name, sizeof(s->name), "%s", o->ops_name);
	s->ops = fcntl(bpf_map__fd(o->ops), F_DUPFD_CLOEXEC, 0);
	return s->ops < 0 ? -errno : attach(s, o);
}

int scheduler_reattach(struct scheduler *s)
{
	/* The record still tells of the end of the last attachment. */
	if (s->exit)
		memset(s->exit, 0, sizeof(*s->exit));
	return attach(s, NULL);
}

/*
 * The part of struct bpf_link_info that says which map a struct_ops link attaches; the headers of
 * Debian 12 do not have it yet.
 */
struct struct_ops_link_info {
	__u32 type, id, prog_id, pad;
	__u32 map_id;
	__u32 rest[59];
};

/* An fd for the link that attaches the map with @map_id, or -ENOENT. */
static int find_link(__u32 map_id)
{
	__u32 id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct struct_ops_link_info info = {0};
		__u32 size = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id);

		if (fd < 0)
			continue;
		if (!bpf_link_get_info_by_fd(fd, (struct bpf_link_info *)&info, &size) &&
		    info.type == BPF_LINK_TYPE_STRUCT_OPS && info.map_id == map_id)
			return fd;
		close(fd);
	}
	return -ENOENT;
}

int scheduler_adopt(struct scheduler *s, int ops, const char *name, struct exit_record *exit)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);
	struct scx_state st;
	int err;

	*s = (struct scheduler){.ops = ops, .link = -1, .exit = exit};
	snprintf(s->name, sizeof(s->name), "%s", name);
	err = bpf_map_get_info_by_fd(ops, &info, &size) ?: scx_state_read(&st);
	if (err)
		return err;
	s->enable_seq = st.enable_seq;
	s->link = find_link(info.id);
	if (s->link >= 0)
		return 0;
	s->link = -1;
	return -ENOENT;
}

static bool has_gone(void *arg)
{
	struct transition *t = arg;

	return scx_state_read(&t->state) || has_exited(t->scheduler) ||
	       strcmp(t->state.state, "disabling");
}

int scheduler_check(struct scheduler *s)
{
	struct transition t = {.scheduler = s};

	if (has_exited(s) || scx_state_read(&t.state))
		return -ECANCELED;
	if (!strcmp(t.state.state, "enabled") && t.state.enable_seq == s->enable_seq)
		return 0;
	/* On its way out: ops.exit() is called near the end of that, and has the reason. */
	wait_until(VERIFY_MS * MS_IN_US, GOING_STEP_MS * MS_IN_US, has_gone, &t);
	return -ECANCELED;
}

int scheduler_detach(struct scheduler *s)
{
	int err;

	if (s->link < 0)
		return 0;
	/* Closing the link only drops a reference; a detach waits until the kernel is done. */
	err = bpf_link_detach(s->link) ? -errno : 0;
	/* Already detached, by the kernel or somebody else. */
	if (err == -ENOLINK)
		err = 0;
	if (err)
		log_warn("cannot detach %s: %s", s->name, strerror(-err));
	close(s->link);
	s->link = -1;
	return err;
}

void scheduler_release(struct scheduler *s)
{
	if (s->link >= 0)
		close(s->link);
	if (s->ops > 0)
		close(s->ops);
	s->link = -1;
	s->ops = -1;
}
