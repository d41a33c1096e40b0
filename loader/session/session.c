/* SPDX-License-Identifier: GPL-2.0 */
/* A session: attach in place of what was there, pin, go back if it fails, end. */
#include "session/session.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "session/exit_report.h"
#include "session/lock.h"
#include "user/clock.h"
#include "user/log.h"

/* Who runs this: the user behind sudo, else the process's own. */
static void who(struct session_record *r)
{
	const char *sudo_user = getenv("SUDO_USER"), *sudo_uid = getenv("SUDO_UID");
	const struct passwd *pw = getpwuid(getuid());

	r->uid = sudo_uid ? (__u32)strtoul(sudo_uid, NULL, 10) : getuid();
	snprintf(r->user, sizeof(r->user), "%s", sudo_user ?: pw ? pw->pw_name : "?");
}

static int new_record(struct session *s)
{
	char *object = s->options->object ? realpath(s->options->object, NULL) : NULL;
	struct session_record *r;

	s->record_fd = pins_new_record(&s->record);
	if (s->record_fd < 0) {
		log_err("cannot make a map for the session: %s", strerror(-s->record_fd));
		free(object);
		return s->record_fd;
	}
	r = s->record;
	r->abi = SUITE_ABI;
	r->pid = getpid();
	who(r);
	snprintf(r->version, sizeof(r->version), "%s", VERSION);
	snprintf(r->ops, sizeof(r->ops), "%s", s->next.object.ops_name);
	if (object)
		snprintf(r->object, sizeof(r->object), "%s", object);
	free(object);
	return 0;
}

/* Hold on to what is attached, so that it can be attached again. */
static int keep_previous(struct session *s, struct attached *before)
{
	struct fallback *b = &s->back;
	const struct policy_desc *policy;
	int ops = pinned_fd("ops"), err;

	if (ops < 0)
		return ops;
	attached_move(&b->attached, before);
	err = scheduler_adopt(&b->scheduler, ops, b->attached.record->ops,
			      suite_exit(&b->attached.suite));
	if (err) {
		log_err("cannot take over from the scx-load that attached %s: %s",
			b->attached.record->ops, strerror(-err));
		scheduler_release(&b->scheduler);
		attached_close(&b->attached);
		return err;
	}
	policy = suite_policy(&b->attached.suite);
	snprintf(b->name, sizeof(b->name), "%s", policy ? policy->name : b->attached.record->ops);
	b->was_detached = b->attached.record->detached;
	pins_hold(&b->pins);
	b->there = true;
	return 0;
}

void session_forget_previous(struct session *s)
{
	struct fallback *b = &s->back;

	if (!b->there)
		return;
	scheduler_release(&b->scheduler);
	pins_drop(&b->pins);
	attached_close(&b->attached);
	b->there = false;
}

/* CPUs come and go: who attaches is ejected for it until its callbacks for that are in place. */
#define MAX_REATTACHES 5

/* Attach the previous scheduler again; the lock is held. 0 or -errno. */
static int restore_previous(struct session *s)
{
	struct fallback *b = &s->back;
	struct session_record *r = b->attached.record;
	__u64 begin = clock_ns();
	int tries = 0, err;

	do {
		err = scheduler_reattach(&b->scheduler);
	} while (err == -ECANCELED && report_wants_restart(&b->scheduler) &&
		 ++tries < MAX_REATTACHES);
	if (err) {
		log_err("%s could not be attached again: the kernel's default scheduler runs",
			b->name);
		pins_remove();
		session_forget_previous(s);
		return err;
	}
	/* It had a process of its own perhaps; from now on its link is pinned. */
	r->enable_seq = b->scheduler.enable_seq;
	r->pid = getpid();
	r->detached = true;
	r->end = SESSION_GOES_ON;
	err = pins_restore(&b->pins, b->scheduler.link);
	if (err) {
		log_err("%s cannot be kept attached: no pin (%s)", b->name, strerror(-err));
		scheduler_detach(&b->scheduler);
	} else {
		log_err("%s is in charge again, attached in %.0f ms%s", b->name,
			clock_ms_since(begin),
			b->was_detached ? "" : ", now detached: --stop ends it");
	}
	session_forget_previous(s);
	return err;
}

/* Make the session known to other processes; needed only for one that outlives this one. */
static int publish(struct session *s)
{
	const struct options *o = s->options;
	int err = pins_create(&s->next.object, s->record_fd);
	const char *why;

	if (!err && o->detach) {
		s->record->detached = true;
		err = pins_add_link(s->scheduler.link);
	}
	s->pinned = !err;
	if (!err)
		return 0;
	why = err == -ENODEV   ? "no bpffs is mounted at /sys/fs/bpf"
	      : err == -EEXIST ? "something else is in " PIN_DIR
				 ", which no scx-load put there: remove it"
			       : strerror(-err);
	if (!o->detach) {
		log_warn("no other scx-load can see or stop this one: %s", why);
		return 0;
	}
	log_err("cannot leave %s attached: %s", prepared_name(&s->next), why);
	pins_remove();
	return err;
}

/* The new scheduler did not come to run: go back if there is a way, and say why or try again. */
static int failed(struct session *s, int err)
{
	bool again = err == -ECANCELED && report_wants_restart(&s->scheduler), restored;

	if (err == -ECANCELED && !again)
		report_ejected(&s->scheduler, prepared_name(&s->next), s->options->dump_dir);
	restored = s->back.there && !restore_previous(s);
	if (again)
		return -EAGAIN;
	return restored ? -EOWNERDEAD : err;
}

static int attach_next(struct session *s)
{
	const struct object *o = &s->next.object;

	if (suite_is_open(&s->next.suite))
		return scheduler_attach(&s->scheduler, o, suite_exit(&s->next.suite), NULL);
	if (!uei_find(&s->uei, o))
		return scheduler_attach(&s->scheduler, o, &s->uei_exit, &s->uei);
	return scheduler_attach(&s->scheduler, o, NULL, NULL);
}

int session_detach(struct scheduler *s, struct session_record *r, __u32 how)
{
	int err;

	if (r) {
		r->end_pid = getpid();
		r->end = how;
	}
	err = scheduler_detach(s);
	if (err && r)
		r->end = SESSION_GOES_ON;
	return err;
}

int session_begin(struct session *s, struct attached *before)
{
	__u64 begin, attach;
	int err = new_record(s);

	if (!err && before->kind == ATTACHED_OURS)
		err = keep_previous(s, before);
	if (err)
		return err;
	begin = clock_ns();
	if (s->back.there) {
		err = session_detach(&s->back.scheduler, s->back.attached.record, SESSION_REPLACED);
		if (err)
			return err;
	}
	attach = clock_ns();
	err = attach_next(s);
	if (err)
		return failed(s, err);
	s->attached_at = clock_ns();
	s->attach_ms = clock_ms_since(attach);
	s->gap_ms = clock_ms_since(begin);
	s->record->enable_seq = s->scheduler.enable_seq;
	s->record->attached_ns = clock_read(CLOCK_REALTIME);
	s->record->boot_ns = clock_read(CLOCK_BOOTTIME);
	err = publish(s);
	if (err) {
		scheduler_detach(&s->scheduler);
		return failed(s, err);
	}
	return 0;
}

/* Ejected, this session may be gone for long, and the pins be of who came after it. */
static void remove_own_pins(const struct session *s)
{
	if (s->pinned && pins_are_of(s->record_fd))
		pins_remove();
}

/* Has another scx-load, or another program, been quicker than this one? */
static bool taken_over(const struct session *s)
{
	return s->record->end != SESSION_GOES_ON || scx_enabled();
}

int session_roll_back(struct session *s)
{
	int lock = lock_take(), err = -EBUSY;

	scheduler_detach(&s->scheduler);
	if (taken_over(s)) {
		log_err("%s was not attached again: another program has taken over meanwhile",
			s->back.name);
		remove_own_pins(s);
	} else {
		err = restore_previous(s);
	}
	lock_release(lock);
	return err ? -ECANCELED : -EOWNERDEAD;
}

int session_end(struct session *s)
{
	int lock = lock_take(), err = 0;

	if (s->record->end == SESSION_GOES_ON && s->record->enable_seq == s->scheduler.enable_seq) {
		err = session_detach(&s->scheduler, s->record, SESSION_STOPPED);
		remove_own_pins(s);
	}
	lock_release(lock);
	return err;
}

void session_close(struct session *s)
{
	session_forget_previous(s);
	scheduler_release(&s->scheduler);
	uei_close(&s->uei);
	pinned_record_unmap(s->record);
	if (s->record_fd > 0)
		close(s->record_fd);
	prepare_close(&s->next);
}
