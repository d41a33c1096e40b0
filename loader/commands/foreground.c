/* SPDX-License-Identifier: GPL-2.0 */
/* What scx-load does while its session runs: report, wait, and say how it ended. */
#include "commands/foreground.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "cli/output.h"
#include "commands/counts.h"
#include "session/exit_report.h"
#include "user/clock.h"
#include "user/log.h"
#include "user/sysfs.h"
#include "user/text.h"

#define POLL_MS 200

/* What is in charge now: another scx-load may have switched to another policy. */
static const char *active_name(const struct session *s)
{
	const struct policy_desc *p = suite_policy(&s->next.suite);

	return p ? p->name : s->scheduler.name;
}

static void announce_json(const struct session *s, const char *kernel)
{
	output(json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:I, s:b, s:f, s:f, s:f, s:s?, s:o}",
			 "schema", "scx-load/attach/1", "name", prepared_name(&s->next), "ops",
			 s->scheduler.name, "kernel", kernel, "cpus", s->next.topology.nr_online,
			 "llcs", s->next.topology.nr_llcs, "enable_seq",
			 (json_int_t)s->scheduler.enable_seq, "detached", s->options->detach,
			 "open_ms", s->next.open_ms, "load_ms", s->next.load_ms, "attach_ms",
			 s->attach_ms, "previous", s->back.there ? s->back.name : NULL, "gap_ms",
			 s->back.there ? json_real(s->gap_ms) : json_null()));
}

static void announce(const struct session *s)
{
	const struct topology *t = &s->next.topology;
	struct utsname uts;

	uname(&uts);
	if (output_json) {
		announce_json(s, uts.release);
		return;
	}
	if (s->back.there)
		printf("%s -> %s: without a sched_ext scheduler for at most %.0f ms\n",
		       s->back.name, prepared_name(&s->next), s->gap_ms);
	printf("%s: running on %u CPUs in %u %s, kernel %s, enable_seq %llu; %s\n",
	       prepared_name(&s->next), t->nr_online, t->nr_llcs, t->nr_llcs == 1 ? "LLC" : "LLCs",
	       uts.release, s->scheduler.enable_seq,
	       s->options->detach ? "detached, --stop ends it" : "Ctrl-C detaches");
	fflush(stdout);
	log_info("opened in %.1f ms, loaded and verified in %.1f ms, attached in %.1f ms",
		 s->next.open_ms, s->next.load_ms, s->attach_ms);
}

/* Milliseconds until probation is over; 0 when it is, or was never needed. */
static double probation_left(const struct session *s)
{
	double left = s->options->probation * 1000.0 - clock_ms_since(s->attached_at);

	return s->back.there && left > 0 ? left : 0;
}

/* Wait for a signal (0), the scheduler's end (-ECANCELED), with --detach that of probation (1). */
static int watch(struct session *s, const sigset_t *signals)
{
	const struct timespec step = {.tv_nsec = POLL_MS * 1000000L};
	double every_ms = s->options->interval * 1e3;
	struct counts counts;

	if (every_ms)
		counts_begin(&counts, &s->next.suite);
	for (;;) {
		if (s->options->detach && !probation_left(s))
			return 1;
		if (sigtimedwait(signals, NULL, &step) > 0)
			return 0;
		if (scheduler_check(&s->scheduler))
			return -ECANCELED;
		if (s->back.there && !probation_left(s))
			session_forget_previous(s);
		if (every_ms && clock_ms_since(counts.at) >= every_ms - POLL_MS / 2.0)
			counts_print(&counts, &s->next.suite);
	}
}

/* Another scx-load has ended or taken over this session: nothing is wrong. */
static bool handed_over(const struct session *s)
{
	const struct session_record *r = s->record;
	__u32 by = r->end_pid;
	const char *what;

	if (r->end != SESSION_GOES_ON && r->end_pid == (__u32)getpid())
		return false;
	if (r->end == SESSION_STOPPED) {
		what = "stopped";
	} else if (r->end == SESSION_REPLACED) {
		what = "replaced";
	} else if (r->enable_seq != s->scheduler.enable_seq) {
		what = "kept attached";
		by = r->pid;
	} else {
		return false;
	}
	if (output_json)
		output(json_pack("{s:s, s:s, s:s, s:i}", "schema", "scx-load/handover/1", "name",
				 active_name(s), "what", what, "by_pid", by));
	else
		printf("%s: %s by scx-load[%u]\n", active_name(s), what, by);
	fflush(stdout);
	return true;
}

/* The scheduler is gone and nobody told this program before. */
static int explain_end(const struct session *s)
{
	char reason[REASON_LINE];

	if (report_was_detached(&s->scheduler)) {
		report_reason(&s->scheduler, reason, sizeof(reason));
		log_err("%s was detached by another program: %s", active_name(s), reason);
		return -EPIPE;
	}
	if (report_wants_restart(&s->scheduler) && !s->back.there)
		return -EAGAIN;
	report_ejected(&s->scheduler, active_name(s), s->options->dump_dir);
	return -ECANCELED;
}

/* Say what schedules now. */
static void report_now(void)
{
	struct scx_state st;

	scx_state_read(&st);
	if (output_json)
		return;
	if (!strcmp(st.state, "disabled"))
		printf("the kernel's default scheduler runs\n");
	else
		printf("sched_ext is %s: %s\n", st.state, st.ops);
	fflush(stdout);
}

/* The user asked for the end. */
static int end_by_signal(struct session *s)
{
	char reason[REASON_LINE];
	int err = session_end(s);

	if (handed_over(s))
		return 0;
	report_reason(&s->scheduler, reason, sizeof(reason));
	if (output_json)
		output(json_pack("{s:s, s:s, s:o}", "schema", "scx-load/detach/1", "name",
				 active_name(s), "reason", text_json(reason)));
	else
		printf("%s: detached: %s\n", active_name(s), reason);
	report_now();
	return err;
}

int foreground(struct session *s, const sigset_t *signals)
{
	int err;

	announce(s);
	err = watch(s, signals);
	/* Detached: the pinned link keeps it, also when a signal ends its probation early. */
	if (err == 1 || (!err && s->options->detach))
		return 0;
	if (!err)
		return end_by_signal(s);
	if (handed_over(s))
		return 0;
	err = explain_end(s);
	if (err == -ECANCELED && probation_left(s))
		return session_roll_back(s);
	session_end(s);
	if (err != -EAGAIN)
		report_now();
	return err;
}
