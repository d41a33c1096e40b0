/* SPDX-License-Identifier: GPL-2.0 */
/* A loaded object as the machine's scheduler: attach, verify, look after, detach. */
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
/* So many looks at "disabled" mean an ejection, for an object without an exit record. */
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

/* Say why the kernel did not attach @s: @err. */
static enum outcome explain_attach(const struct scheduler *s, int err)
{
	struct scx_state st;

	scx_state_read(&st);
	switch (err) {
	case -EBUSY:
		log_err("another scheduler is attached: %s; stop it first", st.ops);
		return OUTCOME_BUSY;
	case -EPERM:
	case -EACCES:
		log_err("not permitted to attach %s: run as root", s->name);
		return OUTCOME_NOT_PERMITTED;
	case -EINVAL:
		log_err("the kernel refuses %s: is it booted with isolcpus=? dmesg says more",
			s->name);
		return OUTCOME_UNSUPPORTED;
	default:
		log_err("cannot attach %s: %s", s->name, strerror(-err));
		return outcome_of(err);
	}
}

/* A scheduler that is coming or going. */
struct transition {
	struct scheduler *scheduler;
	/* The kernel's number of the attachment before this one. Valid when coming. */
	__u64 seq_before;
	/* The kernel's state as it was read last. */
	struct scx_state state;
	/* How often the state was read. Valid when coming. */
	int looks;
	/* The kernel has ejected it. Valid when coming. */
	bool ejected;
};

static bool has_come(void *arg)
{
	struct transition *t = arg;
	struct scheduler *s = t->scheduler;

	if (has_exited(s)) {
		t->ejected = true;
		return true;
	}
	scx_state_read(&t->state);
	if (!strcmp(t->state.state, "enabled") && !strcmp(t->state.ops, s->name) &&
	    t->state.enable_seq > t->seq_before) {
		s->enable_seq = t->state.enable_seq;
		return true;
	}
	/* Of an object without an exit record only the state tells: disabled, for a while. */
	if (!s->exit && !strcmp(t->state.state, "disabled") && t->looks > PATIENT_LOOKS)
		t->ejected = true;
	t->looks++;
	return t->ejected;
}

/* Wait until sysfs agrees that @s schedules, or the kernel has ejected it. */
static enum outcome verify(struct scheduler *s, __u64 seq_before)
{
	struct transition t = {.scheduler = s, .seq_before = seq_before};

	if (wait_until(VERIFY_MS * MS_IN_US, VERIFY_STEP_MS * MS_IN_US, has_come, &t))
		return t.ejected ? OUTCOME_EJECTED : OUTCOME_DONE;
	log_err("%s was attached but does not run: state %s, scheduler '%s'", s->name,
		t.state.state, t.state.ops);
	return OUTCOME_FAILED;
}

/*
 * Make a link for the map of @s. With @o it is the first one: libbpf also fills the map, which is
 * done once. Returns an fd or -errno.
 */
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

static enum outcome attach(struct scheduler *s, const struct object *o)
{
	struct scx_state before;
	enum outcome outcome;
	int err = scx_state_read(&before);

	if (err)
		return outcome_of(err);
	err = new_link(s, o);
	if (err < 0)
		return explain_attach(s, err);
	s->link = err;
	outcome = verify(s, before.enable_seq);
	if (outcome != OUTCOME_DONE)
		scheduler_detach(s);
	return outcome;
}

enum outcome scheduler_attach(struct scheduler *s, const struct object *o, struct exit_record *exit,
			      const struct uei *uei)
{
	*s = (struct scheduler){.link = -1, .exit = exit, .uei = uei};
	snprintf(s->name, sizeof(s->name), "%s", o->ops_name);
	s->ops = fcntl(bpf_map__fd(o->ops), F_DUPFD_CLOEXEC, 0);
	return s->ops < 0 ? outcome_of(-errno) : attach(s, o);
}

enum outcome scheduler_reattach(struct scheduler *s)
{
	/* The record still tells of the end of the last attachment. */
	if (s->exit)
		memset(s->exit, 0, sizeof(*s->exit));
	return attach(s, NULL);
}

/*
 * What struct bpf_link_info says about a struct_ops link, with the map that the link attaches. The
 * headers of Debian 12 lack that member.
 */
struct struct_ops_link_info {
	__u32 type, id, prog_id, pad;
	__u32 map_id;
	__u32 rest[59];
};

/* An fd for the link that attaches the map with the id @map_id; -ENOENT if there is none. */
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

bool scheduler_runs(struct scheduler *s)
{
	struct transition t = {.scheduler = s};

	if (has_exited(s) || scx_state_read(&t.state))
		return false;
	if (!strcmp(t.state.state, "enabled") && t.state.enable_seq == s->enable_seq)
		return true;
	/* The kernel calls ops.exit(), which fills the exit record, near the end of a detach. */
	wait_until(VERIFY_MS * MS_IN_US, GOING_STEP_MS * MS_IN_US, has_gone, &t);
	return false;
}

int scheduler_detach(struct scheduler *s)
{
	int err;

	if (s->link < 0)
		return 0;
	/* A detach waits until the kernel is done; closing the link drops a reference only. */
	err = bpf_link_detach(s->link) ? -errno : 0;
	/* The kernel or another process has detached it already. */
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
