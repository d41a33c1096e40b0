/* SPDX-License-Identifier: GPL-2.0 */
/* What is attached to the machine now, and who attached it. */
#include "session/attached.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <unistd.h>
#include "session/last_exit.h"
#include "session/pins.h"
#include "session/preflight.h"
#include "user/log.h"
#include "user/wait.h"

#define SETTLE_STEP_MS 50
#define SETTLE_MS 10000

struct settling {
	/* The kernel's state as it was read last. */
	struct scx_state *state;
	/* The error of that reading; 0 if there was none. */
	int err;
};

static bool has_settled(void *arg)
{
	struct settling *s = arg;

	s->err = scx_state_read(s->state);
	return s->err || !scx_in_between(s->state);
}

/* Wait until the kernel's state is enabled or disabled. */
static enum outcome settle(struct scx_state *st)
{
	struct settling settling = {.state = st};

	if (wait_until(SETTLE_MS * MS_IN_US, SETTLE_STEP_MS * MS_IN_US, has_settled, &settling))
		return outcome_of(settling.err);
	log_err("a scheduler has been %s for %d s; try again", st->state, SETTLE_MS / 1000);
	return OUTCOME_FAILED;
}

static void open_pins(struct attached *a)
{
	int fd = pinned_fd("session");

	a->hidden = fd == -EACCES || fd == -EPERM;
	if (fd < 0)
		return;
	a->record = pinned_record(fd);
	close(fd);
	a->other_version = !a->record || a->record->abi != SUITE_ABI;
	if (!a->other_version)
		suite_of_pins(&a->suite); /* stays closed for an object that is not a suite */
}

/* Is the record, of whatever version, that of the scheduler that the kernel runs now? */
static bool record_is_current(const struct attached *a)
{
	return a->record && a->record->enable_seq == a->kernel.enable_seq;
}

/* The pins are those of a session that has ended: keep the reason, and remove them. */
static void clean_up(struct attached *a)
{
	const struct exit_record *exit = suite_exit(&a->suite);

	if (exit && exit->kind)
		lastexit_save(a->record->ops, exit, NULL);
	attached_close(a);
	pins_remove_ended();
	a->cleaned = true;
}

enum outcome attached_find(struct attached *a, bool clean)
{
	enum outcome outcome;
	bool enabled;

	memset(a, 0, sizeof(*a));
	outcome = settle(&a->kernel);
	if (outcome != OUTCOME_DONE)
		return outcome;
	enabled = !strcmp(a->kernel.state, "enabled");
	open_pins(a);
	if (enabled && !a->other_version && record_is_current(a) &&
	    !strcmp(a->record->ops, a->kernel.ops)) {
		a->kind = ATTACHED_OURS;
		return OUTCOME_DONE;
	}
	a->other_version = enabled && a->other_version && (!a->record || record_is_current(a));
	a->hidden = enabled && a->hidden;
	/* While something is attached, the end of an old link may end that: pins_remove_ended(). */
	if (clean && !enabled && !access(PIN_DIR, F_OK))
		clean_up(a);
	else
		attached_close(a);
	a->kind = enabled ? ATTACHED_FOREIGN : ATTACHED_NONE;
	return OUTCOME_DONE;
}

enum outcome attached_find_to_change(struct attached *a)
{
	enum outcome outcome = attached_find(a, true);

	/* The kernel opens links, and the BTF that names variables, for this capability only. */
	if (outcome == OUTCOME_DONE && (a->kind == ATTACHED_OURS || a->other_version) &&
	    !preflight_capable(CAP_SYS_ADMIN)) {
		log_err("not permitted: %s is attached; to switch, tune or stop it takes "
			"CAP_SYS_ADMIN too (try sudo)",
			a->kernel.ops);
		attached_close(a);
		return OUTCOME_NOT_PERMITTED;
	}
	return outcome;
}

void attached_close(struct attached *a)
{
	suite_close(&a->suite);
	pinned_record_unmap(a->record);
	a->record = NULL;
}

void attached_move(struct attached *to, struct attached *from)
{
	*to = *from;
	memset(&from->suite, 0, sizeof(from->suite));
	from->record = NULL;
}

enum outcome attached_refuse(const struct attached *a)
{
	if (a->other_version)
		log_err("%s is attached by another version of scx-load: --stop ends it, --restart "
			"loads this one in its place",
			a->kernel.ops);
	else if (!strcmp(a->kernel.ops, SUITE_OPS_NAME))
		log_err("the suite is attached without a record (no bpffs?): end the scx-load that "
			"holds it first");
	else
		log_err("another scheduler is attached: %s; stop it first", a->kernel.ops);
	return OUTCOME_BUSY;
}
