/* SPDX-License-Identifier: GPL-2.0 */
/* How a command of scx-load can end, and the exit status that tells a script. */
#include "cli/outcome.h"

#include <errno.h>

/* Outcomes with the same status stand together; --help joins their words. */
static const struct {
	/* The exit status. */
	int status;
	/* What a user reads about it. */
	const char *words;
} outcomes[NR_OUTCOMES] = {
	[OUTCOME_DONE] = {0, "done"},
	[OUTCOME_FAILED] = {1,
			    "failure; a program that the verifier rejects comes with the "
			    "verifier's own log"},
	[OUTCOME_DETACHED] = {1, "another program detached the policy"},
	[OUTCOME_CPUS_CHANGED] = {1, "CPUs came and went at every try"},
	[OUTCOME_USAGE] = {2, "wrong usage: option, policy, tunable or value"},
	[OUTCOME_BUSY] = {3, "another scheduler is attached"},
	[OUTCOME_NOTHING_ATTACHED] = {3, "nothing is attached"},
	[OUTCOME_UNSUPPORTED] = {4, "this kernel cannot: no sched_ext, no BTF or a damaged one"},
	[OUTCOME_NOT_PERMITTED] = {5, "not permitted"},
	[OUTCOME_EJECTED] = {6, "the kernel ejected the policy; its default scheduler runs"},
	[OUTCOME_KEPT_PREVIOUS] = {7, "the new scheduler failed; the previous one is in charge"},
};

enum outcome outcome_of(int err)
{
	switch (-err) {
	case 0:
		return OUTCOME_DONE;
	case EINVAL:
		return OUTCOME_USAGE;
	case EBUSY:
		return OUTCOME_BUSY;
	case EOPNOTSUPP:
		return OUTCOME_UNSUPPORTED;
	case EPERM:
	case EACCES:
		return OUTCOME_NOT_PERMITTED;
	default:
		return OUTCOME_FAILED;
	}
}

int outcome_status(enum outcome outcome)
{
	return outcomes[outcome].status;
}

void outcome_print_statuses(FILE *out)
{
	for (int o = 0; o < NR_OUTCOMES; o++) {
		if (o && outcomes[o].status == outcomes[o - 1].status)
			fprintf(out, "; or %s", outcomes[o].words);
		else
			fprintf(out, "%s  %d  %s", o ? "\n" : "", outcomes[o].status,
				outcomes[o].words);
	}
	fputc('\n', out);
}
