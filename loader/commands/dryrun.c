/* SPDX-License-Identifier: GPL-2.0 */
/* --dry-run: load and verify without attaching, and show the life cycle in numbers. */
#include "commands/dryrun.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
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
	const char *name;
	unsigned int insns;  /* walked by the verifier */
	unsigned int stack;  /* bytes, of the deepest call chain at most */
	unsigned int xlated; /* bytes of BPF after relocation */
	unsigned int jited;  /* bytes of machine code; 0 without JIT */
	double verify_ms;
};

/*
 * The verifier's "stack depth max 96": bytes of the deepest call chain. Before 7.3 it says "stack
 * depth 96+0+8": bytes of each function, whose sum bounds every call chain.
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

static void report(const struct prepared *p)
{
	json_t *programs = json_array();
	struct bpf_program *prog;
	struct program_size size;

	if (!output_json)
		printf("%-28s %9s %7s %9s %9s %10s\n", "program", "insns", "stack", "xlated B",
		       "JITed B", "verify ms");
	bpf_object__for_each_program(prog, p->object.bpf) {
		if (bpf_program__fd(prog) < 0 || size_of(prog, &size))
			continue;
		json_array_append_new(programs, size_json(&size));
		if (!output_json)
			printf("%-28s %9u %7u %9u %9u %10.2f\n", size.name, size.insns, size.stack,
			       size.xlated, size.jited, size.verify_ms);
	}
	if (output_json) {
		json_t *all = json_pack("{s:s, s:o, s:f, s:f, s:i, s:i, s:o}", "schema",
					"scx-load/dry-run/1", "object", text_json(p->object.name),
					"open_ms", p->open_ms, "load_ms", p->load_ms, "max_insns",
					MAX_INSNS, "max_stack_bytes", MAX_STACK, "programs",
					programs);

		mapsize_json(&p->object, all);
		output(all);
		return;
	}
	json_decref(programs);
	printf("%-28s %9u %7u\n", "limit of each", MAX_INSNS, MAX_STACK);
	mapsize_print(&p->object);
	printf("opened in %.1f ms, verified and JITed in %.1f ms; not attached\n", p->open_ms,
	       p->load_ms);
}

/* Load it once more, for the error and the verifier's log of what it rejects. */
static int explain(struct prepared *p, const struct options *o)
{
	int err;

	prepare_close(p);
	err = prepare_open(p, o);
	if (err)
		return err;
	err = prepare_load(p);
	if (!err)
		log_err("%s was rejected once, and then was not", p->object.name);
	return err ?: -ENOEXEC;
}

int dry_run(const struct options *o)
{
	struct prepared p;
	int err = prepare_open(&p, o);

	if (err)
		return err;
	p.object.with_stats = true;
	err = preflight() ?: prepare_load(&p);
	if (!err)
		report(&p);
	else if (err == -EUCLEAN)
		err = explain(&p, o);
	prepare_close(&p);
	return err;
}
