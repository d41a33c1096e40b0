/* SPDX-License-Identifier: GPL-2.0 */
/* How a command of scx-load can end, as its exit status tells a script. */
#include "cli/exit_status.h"

#include <errno.h>
#include <stddef.h>

#define MOST_ERRORS 2

/* By exit status: what a user reads, and which errors come to it. All other errors are failures. */
static const struct {
	const char *words;
	int errors[MOST_ERRORS];
} outcomes[NR_OUTCOMES] = {
	[OUTCOME_DONE] = {"done", {0}},
	[OUTCOME_FAILED] = {"failure; a program that the verifier rejects comes with the "
			    "verifier's own log",
			    {0}},
	[OUTCOME_USAGE] = {"wrong usage: option, policy, tunable or value", {EINVAL}},
	[OUTCOME_BUSY] = {"another scheduler is attached, or nothing is", {EBUSY, ENOTCONN}},
	[OUTCOME_UNSUPPORTED] = {"this kernel cannot: no sched_ext, no BTF or a damaged one",
				 {EOPNOTSUPP}},
	[OUTCOME_NOT_PERMITTED] = {"not permitted", {EPERM, EACCES}},
	[OUTCOME_EJECTED] = {"the kernel ejected the policy; its default scheduler runs",
			     {ECANCELED}},
	[OUTCOME_KEPT_PREVIOUS] = {"the new scheduler failed; the previous one is in charge",
				   {EOWNERDEAD}},
};

enum outcome outcome_of(int err)
{
	if (!err)
		return OUTCOME_DONE;
	for (enum outcome o = OUTCOME_USAGE; o < NR_OUTCOMES; o++)
		for (size_t i = 0; i < MOST_ERRORS; i++)
			if (outcomes[o].errors[i] == -err)
				return o;
	return OUTCOME_FAILED;
}

void exit_status_print(FILE *out)
{
	for (enum outcome o = OUTCOME_DONE; o < NR_OUTCOMES; o++)
		fprintf(out, "  %d  %s\n", o, outcomes[o].words);
}
