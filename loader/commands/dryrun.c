/* SPDX-License-Identifier: GPL-2.0 */
/* --dry-run: load and verify without attaching, and show what each step and part takes. */
#include "commands/dryrun.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include "cli/output.h"
#include "commands/mapsize.h"
#include "object/prepare.h"
#include "session/preflight.h"
#include "user/log.h"
#include "user/text.h"

/* The kernel's limits, for a privileged program. */
#define MAX_INSNS 1000000
#define MAX_STACK 512

/* What the verifier and the JIT made of one program. */
struct program_size {
	/* The object's. */
	const char *name;
	/* Instructions that the verifier walked through. */
	unsigned int insns;
	/* The stack of the deepest call chain, or a bound for it, bytes. */
	unsigned int stack;
	/* The BPF code after relocation, bytes. */
	unsigned int xlated;
	/* The machine code, bytes; 0 without JIT. */
	unsigned int jited;
	/* How long the verifier took, ms. */
	double verify_ms;
};

/*
 * The stack that the verifier tells of in @log. Since Linux 7.3: "stack depth max 96", bytes of the
 * deepest call chain; before that: "stack depth 96+0+8", bytes of each function, the sum of which
 * bounds every call chain.
 */
static unsigned int stack_of(const char *log)
{
	const char *at = strstr(log, "stack depth ");
	unsigned int sum = 0, part;
	int length;

	if (!at)
		return 0;
	at += strlen("stack depth ");
	if (!strncmp(at, "max ", 4))
		at += 4;
	while (sscanf(at, "%u%n", &part, &length) == 1) {
		sum += part;
		at += length;
		if (*at++ != '+')
			break;
	}
	return sum;
}

static int size_of(const struct bpf_program *prog, struct program_size *size)
{
	struct bpf_prog_info info = {0};
	__u32 info_size = sizeof(info);
	size_t log_size;
	const char *log = bpf_program__log_buf(prog, &log_size), *time;
	unsigned int usec = 0;
	int err = bpf_prog_get_info_by_fd(bpf_program__fd(prog), &info, &info_size);

	time = log ? strstr(log, "verification time ") : NULL;
	if (time)
		sscanf(time, "verification time %u", &usec);
	if (log)
		log_info("%s: %s", bpf_program__name(prog), log);
	*size = (struct program_size){
		.name = bpf_program__name(prog),
		.insns = info.verified_insns,
		.stack = log ? stack_of(log) : 0,
		.xlated = info.xlated_prog_len,
		.jited = info.jited_prog_len,
		.verify_ms = usec / 1e3,
	};
	return err;
}

static json_t *size_json(const struct program_size *s)
{
	return json_pack("{s:s, s:i, s:i, s:i, s:i, s:f}", "name", s->name, "verified_insns",
			 s->insns, "stack_bytes", s->stack, "xlated_bytes", s->xlated,
			 "jited_bytes", s->jited, "verify_ms", s->verify_ms);
}

static json_t *dry_run_json(const struct prepared *p)
{
	json_t *programs = json_array(), *all;
	struct bpf_program *prog;
	struct program_size size;

	bpf_object__for_each_program(prog, p->object.bpf)
		if (bpf_program__fd(prog) >= 0 && !size_of(prog, &size))
			json_array_append_new(programs, size_json(&size));
	all = json_pack("{s:s, s:o, s:f, s:f, s:i, s:i, s:o}", "schema", "scx-load/dry-run/1",
			"object", text_json(p->object.name), "open_ms", p->open_ms, "load_ms",
			p->load_ms, "max_insns", MAX_INSNS, "max_stack_bytes", MAX_STACK,
			"programs", programs);
	mapsize_add(&p->object, all);
	return all;
}

static void print_dry_run(const json_t *json, FILE *out)
{
	const json_t *program;
	size_t i;

	fprintf(out, "%-28s %9s %7s %9s %9s %10s\n", "program", "insns", "stack", "xlated B",
		"JITed B", "verify ms");
	json_array_foreach(json_object_get(json, "programs"), i, program)
		fprintf(out, "%-28s %9lld %7lld %9lld %9lld %10.2f\n", member_text(program, "name"),
			member_int(program, "verified_insns"), member_int(program, "stack_bytes"),
			member_int(program, "xlated_bytes"), member_int(program, "jited_bytes"),
			member_real(program, "verify_ms"));
	fprintf(out, "%-28s %9lld %7lld\n", "limit of each", member_int(json, "max_insns"),
		member_int(json, "max_stack_bytes"));
	mapsize_print(json, out);
	fprintf(out, "opened in %.1f ms, verified and JITed in %.1f ms; not attached\n",
		member_real(json, "open_ms"), member_real(json, "load_ms"));
}

/* Load the object once more, without the statistics, for the verifier's log of its rejection. */
static int load_for_log(struct prepared *p, const struct options *o)
{
	int err;

	prepare_close(p);
	err = prepare_open(p, o) ?: prepare_load(p);
	if (!err)
		log_err("%s was rejected at the first try, and not at the second", p->object.name);
	return err;
}

enum outcome dry_run(const struct options *o)
{
	enum outcome outcome;
	struct prepared p;
	int err = prepare_open(&p, o);

	if (err)
		return outcome_of(err);
	outcome = preflight();
	if (outcome == OUTCOME_DONE) {
		p.object.with_stats = true;
		err = prepare_load(&p);
		outcome = outcome_of(err && p.object.untold ? load_for_log(&p, o) : err);
		if (err && outcome == OUTCOME_DONE)
			outcome = OUTCOME_FAILED;
	}
	if (outcome == OUTCOME_DONE)
		output(dry_run_json(&p), print_dry_run);
	prepare_close(&p);
	return outcome;
}
