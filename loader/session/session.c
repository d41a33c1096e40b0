/* SPDX-License-Identifier: GPL-2.0 */
/* A session: attach in place of the previous scheduler, pin, go back on failure, end. */
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

/* Note the user behind sudo; without sudo, the user of this process. */
static void note_user(struct session_record *r)
{
	const char *sudo_user = getenv("SUDO_USER"), *sudo_uid = getenv("SUDO_UID");
	const struct passwd *pw = getpwuid(getuid());

	r->uid = sudo_uid ? (__u32)strtoul(sudo_uid, NULL, 10) : getuid();
	snprintf(r->user, sizeof(r->user), "%s", sudo_user ?: pw ? pw->pw_name : "?");
}

static enum outcome new_record(struct session *s)
{
	char *object = s->options->object ? realpath(s->options->object, NULL) : NULL;
	struct session_record *r;

	s->record_fd = pins_new_record(&s->record);
	if (s->record_fd < 0) {
		log_err("cannot make a map for the session: %s", strerror(-s->record_fd));
		free(object);
		return outcome_of(s->record_fd);
	}
	r = s->record;
	r->abi = SUITE_ABI;
	r->pid = getpid();
	note_user(r);
	snprintf(r->version, sizeof(r->version), "%s", VERSION);
	snprintf(r->ops, sizeof(r->ops), "%s", s->next.object.ops_name);
	if (object)
		snprintf(r->object, sizeof(r->object), "%s", object);
	free(object);
	return OUTCOME_DONE;
}

/* Hold on to the scheduler that is attached, so that it can be attached again. */
static enum outcome keep_previous(struct session *s, struct attached *before)
{
	struct fallback *b = &s->back;
	const struct policy_desc *policy;
	int ops = pinned_fd("ops"), err;

	if (ops < 0)
		return outcome_of(ops);
	attached_move(&b->attached, before);
	err = scheduler_adopt(&b->scheduler, ops, b->attached.record->ops,
			      suite_exit(&b->attached.suite));
	if (err) {
		log_err("cannot take over from the scx-load that attached %s: %s",
			b->attached.record->ops, strerror(-err));
		scheduler_release(&b->scheduler);
		attached_close(&b->attached);
		return outcome_of(err);
	}
	policy = suite_policy(&b->attached.suite);
	snprintf(b->name, sizeof(b->name), "%s", policy ? policy->name : b->attached.record->ops);
	b->was_detached = b->attached.record->detached;
	pins_hold(&b->pins);
	b->there = true;
	return OUTCOME_DONE;
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

/*
 * The kernel ejects a scheduler for a CPU that comes or goes before the scheduler's callbacks for
 * it are in place.
 */
#define MAX_REATTACHES 5

/* Attach the previous scheduler again, under the lock. Is it in charge then? Says so. */
static bool restore_previous(struct session *s)
{
	struct fallback *b = &s->back;
	struct session_record *r = b->attached.record;
	__u64 begin = clock_ns();
	enum outcome outcome;
	int tries = 0, err;

	do {
		outcome = scheduler_reattach(&b->scheduler);
	} while (outcome == OUTCOME_EJECTED && exit_wants_restart(&b->scheduler) &&
		 ++tries < MAX_REATTACHES);
	if (outcome != OUTCOME_DONE) {
		log_err("%s could not be attached again: the kernel's default scheduler runs",
			b->name);
		pins_remove();
		session_forget_previous(s);
		return false;
	}
	/* From now on its link is pinned, also if a process of its own held it before. */
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
	return !err;
}

/* Pin the session for other processes. It fails only where no session can go on without. */
static enum outcome publish(struct session *s)
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
		return OUTCOME_DONE;
	why = err == -ENODEV   ? "no bpffs is mounted at /sys/fs/bpf"
	      : err == -EEXIST ? "something else is in " PIN_DIR
				 ", which no scx-load put there: remove it"
			       : strerror(-err);
	if (!o->detach) {
		log_warn("no other scx-load can see or stop this one: %s", why);
		return OUTCOME_DONE;
	}
	log_err("cannot leave %s attached: %s", prepared_name(&s->next), why);
	pins_remove();
	return outcome_of(err);
}

/* The new scheduler does not run, for @outcome: say why, and go back if there is a way. */
static enum outcome failed(struct session *s, enum outcome outcome)
{
	bool again = outcome == OUTCOME_EJECTED && exit_wants_restart(&s->scheduler), restored;

	if (outcome == OUTCOME_EJECTED && !again)
		exit_report_ejected(&s->scheduler, prepared_name(&s->next), s->options->dump_dir);
	restored = s->back.there && restore_previous(s);
	if (again)
		return OUTCOME_CPUS_CHANGED;
	return restored ? OUTCOME_KEPT_PREVIOUS : outcome;
}

static enum outcome attach_next(struct session *s)
{
	const struct object *o = &s->next.object;

	if (suite_is_open(&s->next.suite))
		return scheduler_attach(&s->scheduler, o, suite_exit(&s->next.suite), NULL);
	if (!uei_find(&s->uei, o))
		return scheduler_attach(&s->scheduler, o, &s->uei_exit, &s->uei);
	return scheduler_attach(&s->scheduler, o, NULL, NULL);
}

/*
 * Detach @s. The process that holds it learns from its record @r, before it is gone, that this
 * process has ended it and @how: SESSION_STOPPED or SESSION_REPLACED. @r is NULL if there is none.
 * Returns 0 or -errno, as scheduler_detach(); the record is then as before.
 */
static int detach(struct scheduler *s, struct session_record *r, __u32 how)
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

enum outcome session_begin(struct session *s, struct attached *before)
{
	enum outcome outcome = new_record(s);
	__u64 begin, attach;
	int err = 0;

	if (outcome == OUTCOME_DONE && before->kind == ATTACHED_OURS)
		outcome = keep_previous(s, before);
	if (outcome != OUTCOME_DONE)
		return outcome;
	begin = clock_ns();
	if (s->back.there)
		err = detach(&s->back.scheduler, s->back.attached.record, SESSION_REPLACED);
	if (err)
		return outcome_of(err);
	attach = clock_ns();
	outcome = attach_next(s);
	if (outcome != OUTCOME_DONE)
		return failed(s, outcome);
	s->attached_at = clock_ns();
	s->attach_ms = clock_ms_since(attach);
	s->gap_ms = clock_ms_since(begin);
	s->record->enable_seq = s->scheduler.enable_seq;
	s->record->attached_ns = clock_read(CLOCK_REALTIME);
	s->record->boot_ns = clock_read(CLOCK_BOOTTIME);
	outcome = publish(s);
	if (outcome != OUTCOME_DONE) {
		scheduler_detach(&s->scheduler);
		return failed(s, outcome);
	}
	return OUTCOME_DONE;
}

/* A session that was ejected long ago may find the pins of a later session in place of its own. */
static void remove_own_pins(const struct session *s)
{
	if (s->pinned && pins_are_of(s->record_fd))
		pins_remove();
}

/* Has another scx-load ended this session, or another program attached a scheduler? */
static bool taken_over(const struct session *s)
{
	return s->record->end != SESSION_GOES_ON || scx_enabled();
}

enum outcome session_roll_back(struct session *s)
{
	bool restored = false;
	int lock = lock_take();

	scheduler_detach(&s->scheduler);
	if (taken_over(s)) {
		log_err("%s was not attached again: another program has taken over meanwhile",
			s->back.name);
		remove_own_pins(s);
	} else {
		restored = restore_previous(s);
	}
	lock_release(lock);
	return restored ? OUTCOME_KEPT_PREVIOUS : OUTCOME_EJECTED;
}

enum outcome session_end(struct session *s)
{
	int lock = lock_take(), err = 0;

	if (s->record->end == SESSION_GOES_ON && s->record->enable_seq == s->scheduler.enable_seq) {
		err = detach(&s->scheduler, s->record, SESSION_STOPPED);
		remove_own_pins(s);
	}
	lock_release(lock);
	return outcome_of(err);
}

enum outcome session_stop(struct attached *a)
{
	struct scheduler scheduler = {.link = -1};
	int ops = pinned_fd("ops"), err;

	err = ops < 0 ? ops : scheduler_adopt(&scheduler, ops, a->kernel.ops, NULL);
	err = err ?: detach(&scheduler, a->record, SESSION_STOPPED);
	if (err)
		log_err("cannot stop %s: %s", a->kernel.ops, strerror(-err));
	else
		pins_remove();
	scheduler_release(&scheduler);
	return outcome_of(err);
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
