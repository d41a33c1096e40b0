/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of scx-load that change what is attached. */
#include "commands/run.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "cli/output.h"
#include "commands/foreground.h"
#include "commands/hot.h"
#include "object/tunables.h"
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
 * Load what @s is to attach, for the CPUs that there are then: again if some came or went while it
 * was verified. Where that never stops the last one has to do, as for any later hotplug.
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

/* End what a process before this one has attached, of whatever version. 0 or -errno, said so. */
static int detach_theirs(struct attached *a)
{
	struct scheduler scheduler = {.link = -1};
	int ops = pinned_fd("ops"), err;

	err = ops < 0 ? ops : scheduler_adopt(&scheduler, ops, a->kernel.ops, NULL);
	err = err ?: session_detach(&scheduler, a->record, SESSION_STOPPED);
	if (err)
		log_err("cannot stop %s: %s", a->kernel.ops, strerror(-err));
	else
		pins_remove();
	scheduler_release(&scheduler);
	return err;
}

/* Everything before the point of no return; *@lock is held from where it is not -1. */
static int get_ready(struct session *s, struct attached *before, int *lock)
{
	const struct options *o = s->options;
	int err = prepare_open(&s->next, o) ?: preflight();

	if (!err && o->detach && pins_possible()) {
		log_err("--detach needs a bpffs: mount -t bpf bpf /sys/fs/bpf");
		err = -ENODEV;
	}
	if (err)
		return err;
	*lock = lock_take();
	if (*lock < 0)
		return *lock;
	err = attached_find_to_change(before);
	if (!err && before->kind == ATTACHED_FOREIGN && !(o->restart && before->other_version))
		err = attached_refuse(before);
	if (err)
		return err;
	err = load_next(s);
	if (err && before->kind != ATTACHED_NONE) {
		log_err("nothing was changed: %s still schedules", before->kernel.ops);
		err = -EOWNERDEAD;
	}
	/* There is no way back to that one. */
	if (!err && before->other_version)
		err = detach_theirs(before);
	return err;
}

/* One attachment from beginning to end. -EAGAIN: CPUs came or went, do it again. */
static int attach_once(const struct options *o, const sigset_t *signals)
{
	struct session s = {.options = o, .scheduler = {.link = -1}};
	struct attached before = {0};
	int lock = -1, err;

	err = get_ready(&s, &before, &lock);
	if (!err)
		err = session_begin(&s, &before);
	attached_close(&before);
	lock_release(lock);
	if (!err)
		err = foreground(&s, signals);
	session_close(&s);
	return err;
}

/* The attached suite, when a hot switch to the policy of @o is what the user wants. */
static bool can_switch_hot(const struct options *o, const struct attached *a)
{
	return o->policy && !o->object && !o->restart && a->kind == ATTACHED_OURS &&
	       suite_is_open(&a->suite);
}

/* 1 when a hot switch was not the thing to do; else its result. */
static int try_hot(const struct options *o)
{
	struct attached a;
	int lock, err;

	if (!o->policy || o->object || o->restart || !preflight_permitted())
		return 1;
	lock = lock_take();
	if (lock < 0)
		return lock;
	err = attached_find_to_change(&a);
	if (!err)
		err = can_switch_hot(o, &a) ? hot_switch(&a, o) : 1;
	else if (err == -EOPNOTSUPP)
		err = 1; /* said later, after what is wrong with the command line */
	attached_close(&a);
	lock_release(lock);
	return err;
}

/* CPUs came or went at every try; what was there before has been attached again after each. */
static int gave_up(void)
{
	log_err("CPUs come and go all the time: gave up after %d tries", MAX_RESTARTS + 1);
	return scx_enabled() ? -EOWNERDEAD : -EAGAIN;
}

int run_policy(const struct options *o)
{
	struct sigaction hangup;
	sigset_t signals;
	int err;

	/* Blocked for good: a signal is taken in foreground(), so nothing is left half attached. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	/* Under nohup it is ignored; blocked it would be taken all the same. */
	if (sigaction(SIGHUP, NULL, &hangup) || hangup.sa_handler != SIG_IGN)
		sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);

	err = try_hot(o);
	if (err != 1)
		return err;
	for (int tries = 0; tries <= MAX_RESTARTS; tries++) {
		err = attach_once(o, &signals);
		if (err != -EAGAIN)
			break;
		log_warn("CPUs came or went meanwhile: attaching again");
	}
	return err == -EAGAIN ? gave_up() : err;
}

/*
 * Find what another scx-load attached, perhaps one of @any_version, for a command that needs it.
 * The lock is held after 0.
 */
static int find_ours(struct attached *a, bool any_version, int *lock)
{
	int err = preflight();

	memset(a, 0, sizeof(*a));
	if (err)
		return err;
	*lock = lock_take();
	if (*lock < 0)
		return *lock;
	err = attached_find_to_change(a);
	if (!err && a->kind == ATTACHED_FOREIGN && !(any_version && a->other_version))
		err = attached_refuse(a);
	if (!err && a->kind == ATTACHED_NONE) {
		log_err("nothing is attached: the kernel's default scheduler runs");
		err = -ENOTCONN;
	}
	if (err)
		lock_release(*lock);
	return err;
}

int run_stop(const struct options *o)
{
	struct attached a;
	int lock, err;

	(void)o;
	err = find_ours(&a, true, &lock);
	if (err)
		return err;
	err = detach_theirs(&a);
	if (!err && output_json)
		output(json_pack("{s:s, s:s}", "schema", "scx-load/stop/1", "ops", a.kernel.ops));
	else if (!err)
		printf("%s: stopped; the kernel's default scheduler runs\n", a.kernel.ops);
	attached_close(&a);
	lock_release(lock);
	return err;
}

/* Change tunables of the attached suite by @change. */
static int tune(const struct options *o,
		int (*change)(const struct suite *s, const struct options *o))
{
	struct attached a;
	int lock, err;

	err = find_ours(&a, false, &lock);
	if (err)
		return err;
	if (suite_is_open(&a.suite)) {
		err = change(&a.suite, o);
	} else {
		log_err("%s is not a build of the suite: it has no tunables", a.record->ops);
		err = -EINVAL;
	}
	attached_close(&a);
	lock_release(lock);
	return err;
}

static int change_some(const struct suite *s, const struct options *o)
{
	return tunables_set(s, suite_policy(s), o->sets.at, o->sets.nr);
}

static int change_all(const struct suite *s, const struct options *o)
{
	(void)o;
	tunables_reset(s);
	return 0;
}

int run_set(const struct options *o)
{
	return tune(o, change_some);
}

int run_reset(const struct options *o)
{
	return tune(o, change_all);
}
