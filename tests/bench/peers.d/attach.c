/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attach the scheduler that is built into this program, as its recipe says, until SIGINT.
 *
 * A recipe is text, built in as well. It does what the scheduler's own loader does, one step a
 * line, in this order: steps before `load`, steps before `attach`, steps after it.
 *
 *   flags NAME...               set these flags of sched_ext_ops; the kernel's own values
 *   clear MEMBER                leave this callback of sched_ext_ops out
 *   set VARIABLE VALUE...       VARIABLE is NAME, with [INDEX] and .MEMBER behind it; more values
 *                               than one go to the elements of an array
 *   entries MAP OTHER N         give MAP N times as many entries as OTHER has
 *   enable PROGRAM...           load and attach these programs too
 *   load                        load the object
 *   call PROGRAM VALUE[/SIZE].. run a program of the type "syscall"; its context is these values
 *                               of SIZE bytes, or 8. It has to return 0
 *   store VALUE...              store words of 8 bytes where the first word of the last context
 *                               points to
 *   attach                      attach all programs, and then the scheduler
 *
 * A VALUE is a number; sizeof:STRUCT, of the object; or @, the first word of the last context. A
 * step may have conditions: `if CONDITION... : STEP`, and after it `else [if CONDITION... :] STEP`.
 * A CONDITION is type=NAME or symbol=NAME, which the kernel has, or file=PATH, which is there.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "object/kernel_types.h"
#include "object/object.h"
#include "object/uei.h"
#include "steps.h"
#include "user/log.h"

#define MAX_WORDS 1100

/* What embed.S puts into this program. */
extern const char embedded_recipe[];

/* Was the last condition of the recipe met? */
static bool met;

static bool kernel_has_symbol(const char *name)
{
	char line[512], symbol[256];
	FILE *file = fopen("/proc/kallsyms", "r");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%*s %*s %255s", symbol) == 1 && !strcmp(symbol, name);
	if (file)
		fclose(file);
	return found;
}

static bool holds(const char *condition)
{
	if (!strncmp(condition, "type=", 5))
		return btf__find_by_name(kernel_btf(), condition + 5) >= 0;
	if (!strncmp(condition, "symbol=", 7))
		return kernel_has_symbol(condition + 7);
	return !strncmp(condition, "file=", 5) && !access(condition + 5, F_OK);
}

/* Take the conditions off *@word. Are they met? `else` stands for "none before it was met". */
static bool conditions(char ***word, int *nr)
{
	bool before = met;

	met = true;
	if (*nr && !strcmp(**word, "else")) {
		met = !before;
		++*word, --*nr;
	}
	if (!*nr || strcmp(**word, "if"))
		return met;
	for (++*word, --*nr; *nr && strcmp(**word, ":"); ++*word, --*nr)
		met = met && holds(**word);
	if (*nr)
		++*word, --*nr;
	return met;
}

/* Carry out @line of the recipe, whose words are changed. */
static bool carry_out(char *line)
{
	char *words[MAX_WORDS + 1], **word = words;
	int nr = 0;

	for (char *w = strtok(line, " "); w && nr < MAX_WORDS; w = strtok(NULL, " "))
		words[nr++] = w;
	/* A step whose words are missing finds an empty one. */
	words[nr] = "";
	if (!nr || words[0][0] == '#' || !conditions(&word, &nr))
		return true;
	for (const struct step *s = steps; nr && s->name; s++)
		if (!strcmp(word[0], s->name))
			return s->run(word + 1, nr - 1);
	log_err("'%s' is not a step of a recipe", nr ? word[0] : "");
	return false;
}

static bool carry_out_all(void)
{
	char *recipe = strdup(embedded_recipe), *rest = recipe, *line;
	bool done = true;

	while (done && (line = strsep(&rest, "\n")))
		done = carry_out(line);
	free(recipe);
	return done;
}

/* Has the kernel ended the scheduler, or not taken it? */
static bool is_disabled(void)
{
	FILE *file = fopen("/sys/kernel/sched_ext/state", "r");
	char state[16] = "";

	if (file && !fgets(state, sizeof(state), file))
		state[0] = '\0';
	if (file)
		fclose(file);
	return !strcmp(state, "disabled\n");
}

/* Wait for a signal or for the end of the scheduler. Returns the exit status. */
static int wait_for_end(const sigset_t *signals)
{
	const struct timespec second = {.tv_sec = 1};
	struct exit_record end = {};
	struct uei uei;

	uei_find(&uei, &object);
	do {
		if (sigtimedwait(signals, NULL, &second) > 0)
			return 0;
		if (uei.data)
			uei_read(&uei, &end);
	} while (!end.kind && !is_disabled());
	log_err("the kernel ejected %s%s%s%s%s", object.ops_name, end.reason[0] ? ": " : "",
		end.reason, end.message[0] ? ": " : "", end.message);
	uei_close(&uei);
	return 6;
}

int main(int argc, char **argv)
{
	sigset_t signals;
	int status = 1;

	log_init(argc > 0 ? argv[0] : "attach", LOG_INFO);
	if (argc > 1) {
		log_err("it takes no arguments; it runs until SIGINT");
		return 2;
	}
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	if (object_open(&object, NULL))
		return 1;
	object.name = object.ops_name;
	if (carry_out_all())
		status = wait_for_end(&signals);
	detach();
	object_close(&object);
	kernel_btf_free();
	return status;
}
