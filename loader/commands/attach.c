/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --policy, --object: attach a scheduler, or switch the suite that is attached to another policy.
 */
#include "commands/attach.h"

#include <signal.h>
#include "commands/foreground.h"
#include "commands/hot.h"
#include "session/attached.h"
#include "session/lock.h"
#include "session/pins.h"
#include "session/preflight.h"
#include "session/session.h"
#include "user/log.h"
#include "user/sysfs.h"

#define MAX_RESTARTS 5
#define MAX_RELOADS 2

/*
 * Load what @s is to attach, for the CPUs that are online; and again if CPUs came or went while the
 * verifier was at it. Where that never stops, the last load must do, as after any later hotplug.
 */
static int load_next(struct session *s)
{
	int err = prepare_load(&s->next);

	for (int tries = 0; !err && tries < MAX_RELOADS && prepare_outdated(&s->next); tries++) {
		log_info("CPUs came or went meanwhile: loading it anew");
		prepare_close(&s->next);
		err = prepare_open(&s->next, s->options) ?: prepare_load(&s->next);
	}
	return err;
}

/* Look for what stands in the way before anything is loaded. On success *@lock is held. */
static enum outcome look_ahead(struct session *s, struct attached *before, int *lock)
{
	const struct options *o = s->options;
	enum outcome outcome = outcome_of(prepare_open(&s->next, o));

	if (outcome == OUTCOME_DONE)
		outcome = preflight();
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (o->detach && !pins_possible()) {
		log_err("--detach needs a bpffs: mount -t bpf bpf /sys/fs/bpf");
		return OUTCOME_FAILED;
	}
	*lock = lock_take();
	if (*lock < 0)
		return outcome_of(*lock);
	outcome = attached_find_to_change(before);
	if (outcome == OUTCOME_DONE && before->kind == ATTACHED_FOREIGN &&
	    !(o->restart && before->other_version))
		outcome = attached_refuse(before);
	return outcome;
}

/* All that comes before the previous scheduler is detached. *@lock is held unless it is -1. */
static enum outcome get_ready(struct session *s, struct attached *before, int *lock)
{
	enum outcome outcome = look_ahead(s, before, lock);

	if (outcome != OUTCOME_DONE)
		return outcome;
	outcome = outcome_of(load_next(s));
	if (outcome != OUTCOME_DONE && before->kind != ATTACHED_NONE) {
		log_err("nothing was changed: %s still schedules", before->kernel.ops);
		return OUTCOME_KEPT_PREVIOUS;
	}
	/* From the scheduler of another version there is no way back to it: it ends for good. */
	if (outcome == OUTCOME_DONE && before->other_version)
		outcome = session_stop(before);
	return outcome;
}

/* One attachment from beginning to end. */
static enum outcome attach_once(const struct options *o, const sigset_t *signals)
{
	struct session s = {.options = o, .scheduler = {.link = -1}};
	struct attached before = {0};
	enum outcome outcome;
	int lock = -1;

	outcome = get_ready(&s, &before, &lock);
	if (outcome == OUTCOME_DONE)
		outcome = session_begin(&s, &before);
	attached_close(&before);
	lock_release(lock);
	if (outcome == OUTCOME_DONE)
		outcome = foreground(&s, signals);
	session_close(&s);
	return outcome;
}

/* Does a hot switch in the attached suite do what @o asks for? */
static bool can_switch_hot(const struct options *o, const struct attached *a)
{
	return o->policy && !o->object && !o->restart && a->kind == ATTACHED_OURS &&
	       suite_is_open(&a->suite);
}

/*
 * Switch hot if that does what @o asks for, or find that it cannot be done; *@outcome is how it
 * ended. Returns false if the policy is to be attached instead.
 */
static bool try_hot(const struct options *o, enum outcome *outcome)
{
	struct attached a;
	bool mine;
	int lock;

	if (!o->policy || o->object || o->restart || !preflight_permitted())
		return false;
	lock = lock_take();
	*outcome = outcome_of(lock < 0 ? lock : 0);
	if (lock < 0)
		return true;
	*outcome = attached_find_to_change(&a);
	/* What is wrong with the command line is said before that the kernel lacks sched_ext. */
	mine = *outcome != OUTCOME_DONE ? *outcome != OUTCOME_UNSUPPORTED : can_switch_hot(o, &a);
	if (mine && *outcome == OUTCOME_DONE)
		*outcome = hot_switch(&a, o);
	attached_close(&a);
	lock_release(lock);
	return mine;
}

/* CPUs came or went at every try. The previous scheduler has been attached again after each. */
static enum outcome give_up(void)
{
	log_err("CPUs come and go all the time: gave up after %d tries", MAX_RESTARTS + 1);
	return scx_enabled() ? OUTCOME_KEPT_PREVIOUS : OUTCOME_CPUS_CHANGED;
}

/*
 * Block the signals that end scx-load, for good: foreground() takes them, so that nothing is left
 * half attached.
 */
static void block(sigset_t *signals)
{
	struct sigaction hangup;

	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	/* nohup has SIGHUP ignored; a signal that is blocked would be taken all the same. */
	if (sigaction(SIGHUP, NULL, &hangup) || hangup.sa_handler != SIG_IGN)
		sigaddset(signals, SIGHUP);
	sigprocmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

enum outcome attach(const struct options *o)
{
	enum outcome outcome;
	sigset_t signals;

	block(&signals);
	if (try_hot(o, &outcome))
		return outcome;
	for (int tries = 0; tries <= MAX_RESTARTS; tries++) {
		outcome = attach_once(o, &signals);
		if (outcome != OUTCOME_CPUS_CHANGED)
			return outcome;
		log_warn("CPUs came or went meanwhile: attaching again");
	}
	return give_up();
}
