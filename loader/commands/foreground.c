/* SPDX-License-Identifier: GPL-2.0 */
/* What scx-load does while its session runs: announce it, stay, and say how it ended. */
#include "commands/foreground.h"

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

/* The policy in charge, to which another scx-load may have switched; else the scheduler's name. */
static const char *active_name(const struct session *s)
{
	const struct policy_desc *p = suite_policy(&s->next.suite);

	return p ? p->name : s->scheduler.name;
}

static json_t *attach_json(const struct session *s)
{
	struct utsname uts;

	uname(&uts);
	return json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:I, s:b, s:f, s:f, s:f, s:s?, s:o}",
			 "schema", "scx-load/attach/1", "name", prepared_name(&s->next), "ops",
			 s->scheduler.name, "kernel", uts.release, "cpus",
			 s->next.topology.nr_online, "llcs", s->next.topology.nr_llcs, "enable_seq",
			 (json_int_t)s->scheduler.enable_seq, "detached", s->options->detach,
			 "open_ms", s->next.open_ms, "load_ms", s->next.load_ms, "attach_ms",
			 s->attach_ms, "previous", s->back.there ? s->back.name : NULL, "gap_ms",
			 s->back.there ? json_real(s->gap_ms) : json_null());
}

static void print_attach(const json_t *json, FILE *out)
{
	long long llcs = member_int(json, "llcs");
	const char *name = member_text(json, "name");

	if (json_is_string(json_object_get(json, "previous")))
		fprintf(out, "%s -> %s: without a sched_ext scheduler for at most %.0f ms\n",
			member_text(json, "previous"), name, member_real(json, "gap_ms"));
	fprintf(out, "%s: running on %lld CPUs in %lld %s, kernel %s, enable_seq %lld; %s\n", name,
		member_int(json, "cpus"), llcs, llcs == 1 ? "LLC" : "LLCs",
		member_text(json, "kernel"), member_int(json, "enable_seq"),
		json_is_true(json_object_get(json, "detached")) ? "detached, --stop ends it"
								: "Ctrl-C detaches");
}

static void announce(const struct session *s)
{
	output(attach_json(s), print_attach);
	log_info("opened in %.1f ms, loaded and verified in %.1f ms, attached in %.1f ms",
		 s->next.open_ms, s->next.load_ms, s->attach_ms);
}

/* The time until the probation is over, ms; 0 when it is over or was never needed. */
static double probation_left(const struct session *s)
{
	double left = s->options->probation * 1000.0 - clock_ms_since(s->attached_at);

	return s->back.there && left > 0 ? left : 0;
}

/* Why stay() returned. */
enum stay_end {
	STAY_SIGNAL,
	/* The kernel does not run the scheduler any longer. */
	STAY_SCHEDULER_GONE,
	/* With --detach: the probation is over. */
	STAY_PROBATION_OVER,
};

static enum stay_end stay(struct session *s, const sigset_t *signals)
{
	const struct timespec step = {.tv_nsec = POLL_MS * 1000000L};
	double every_ms = s->options->interval * 1e3;
	struct counts counts;

	if (every_ms)
		counts_begin(&counts, &s->next.suite);
	for (;;) {
		if (s->options->detach && !probation_left(s))
			return STAY_PROBATION_OVER;
		if (sigtimedwait(signals, NULL, &step) > 0)
			return STAY_SIGNAL;
		if (!scheduler_runs(&s->scheduler))
			return STAY_SCHEDULER_GONE;
		if (s->back.there && !probation_left(s))
			session_forget_previous(s);
		if (every_ms && clock_ms_since(counts.at) >= every_ms - POLL_MS / 2.0)
			counts_output(&counts, &s->next.suite);
	}
}

static void print_handover(const json_t *json, FILE *out)
{
	fprintf(out, "%s: %s by scx-load[%lld]\n", member_text(json, "name"),
		member_text(json, "what"), member_int(json, "by_pid"));
}

/* Has another scx-load ended this session or taken it over? Says so: nothing is wrong. */
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
	output(json_pack("{s:s, s:s, s:s, s:i}", "schema", "scx-load/handover/1", "name",
			 active_name(s), "what", what, "by_pid", by),
	       print_handover);
	return true;
}

/* The scheduler is gone, and no scx-load has ended it: say why. */
static enum outcome explain_end(const struct session *s)
{
	char reason[REASON_LINE];

	if (exit_was_by_program(&s->scheduler)) {
		exit_reason(&s->scheduler, reason, sizeof(reason));
		log_err("%s was detached by another program: %s", active_name(s), reason);
		return OUTCOME_DETACHED;
	}
	if (exit_wants_restart(&s->scheduler) && !s->back.there)
		return OUTCOME_CPUS_CHANGED;
	exit_report_ejected(&s->scheduler, active_name(s), s->options->dump_dir);
	return OUTCOME_EJECTED;
}

/* Say in text what schedules now: programs ask --status. */
static void say_what_runs(void)
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

static void print_detach(const json_t *json, FILE *out)
{
	fprintf(out, "%s: detached: %s\n", member_text(json, "name"), member_text(json, "reason"));
}

/* A signal ends the session. */
static enum outcome end_by_signal(struct session *s)
{
	char reason[REASON_LINE];
	enum outcome outcome = session_end(s);

	if (handed_over(s))
		return OUTCOME_DONE;
	exit_reason(&s->scheduler, reason, sizeof(reason));
	output(json_pack("{s:s, s:s, s:o}", "schema", "scx-load/detach/1", "name", active_name(s),
			 "reason", text_json(reason)),
	       print_detach);
	say_what_runs();
	return outcome;
}

enum outcome foreground(struct session *s, const sigset_t *signals)
{
	enum outcome outcome;
	enum stay_end end;

	announce(s);
	end = stay(s, signals);
	/*
	 * The pinned link keeps a detached scheduler, also when a signal ends its probation early.
	 */
	if (end != STAY_SCHEDULER_GONE && s->options->detach)
		return OUTCOME_DONE;
	if (end == STAY_SIGNAL)
		return end_by_signal(s);
	if (handed_over(s))
		return OUTCOME_DONE;
	outcome = explain_end(s);
	if (outcome == OUTCOME_EJECTED && probation_left(s))
		return session_roll_back(s);
	session_end(s);
	if (outcome != OUTCOME_CPUS_CHANGED)
		say_what_runs();
	return outcome;
}
