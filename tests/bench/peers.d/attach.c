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
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "object/enums.h"
#include "object/kernel_types.h"
#include "object/object.h"
#include "object/uei.h"
#include "user/log.h"
#include "user/vars.h"

#define MAX_WORDS 1100
#define MAX_LINKS 64

/* What embed.S puts into this program. */
extern const char embedded_recipe[];

/* The scheduler of this program; what has been attached of it. */
static struct object object;
static struct bpf_link *links[MAX_LINKS];
static int nr_links;

/* The context of the last call: it holds what the program has left there. */
static __u64 context[16];

/* Was the last condition of the recipe met? */
static bool met;

/* A step fails: say why. */
#define wrong(...) (log_err(__VA_ARGS__), false)

static struct bpf_program *program(const char *name)
{
	return bpf_object__find_program_by_name(object.bpf, name);
}

static bool number(const char *word, __u64 *value)
{
	char *end;

	if (!strncmp(word, "sizeof:", 7)) {
		const struct btf_type *type = types_struct(bpf_object__btf(object.bpf), word + 7);

		*value = type ? type->size : 0;
		return type;
	}
	if (!strcmp(word, "@")) {
		*value = context[0];
		return true;
	}
	errno = 0;
	*value = strtoull(word, &end, 0);
	return !errno && end != word && (!*end || *end == '/');
}

/* A part of a variable: its type and where its value is. */
struct place {
	const struct btf *btf;
	int type;
	char *data;
};

/* Go from *@p to its element or member that begins *@path, and *@path to what follows. */
static bool step_into(struct place *p, const char **path)
{
	const struct btf_type *type;
	char name[64];
	int length = 0;
	unsigned int i;

	p->type = btf__resolve_type(p->btf, p->type);
	type = btf__type_by_id(p->btf, p->type);
	if (sscanf(*path, "[%u]%n", &i, &length) == 1 && length && btf_is_array(type)) {
		p->type = btf_array(type)->type;
		p->data += i * btf__resolve_size(p->btf, p->type);
		*path += length;
		return i < btf_array(type)->nelems;
	}
	if (sscanf(*path, ".%63[a-zA-Z0-9_]%n", name, &length) == 1 && btf_is_struct(type)) {
		const struct btf_member *m = types_member(p->btf, type, name);

		p->type = m ? m->type : 0;
		p->data += m ? m->offset / 8 : 0;
		*path += length;
		return m;
	}
	return false;
}

static int match(const struct var *var, void *arg)
{
	struct var *wanted = arg;

	if (strcmp(var->name, wanted->name))
		return 0;
	*wanted = *var;
	return 1;
}

/* Find the variable whose name is in @var, and open its section as @v. */
static bool find_variable(struct vars *v, struct var *var)
{
	static const char *const sections[] = {".rodata", ".bss", ".data"};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		if (!vars_of_object(v, object.bpf, sections[i]) && vars_each(v, match, var))
			return true;
		vars_close(v);
	}
	return false;
}

static bool step_set(char **word, int nr)
{
	char name[64] = "";
	const char *path = word[0] + strcspn(word[0], "[.");
	struct var var = {.name = name};
	struct vars v;
	struct place p;
	long size;
	__u64 value;

	snprintf(name, sizeof(name), "%.*s", (int)(path - word[0]), word[0]);
	if (nr < 2 || !find_variable(&v, &var))
		return wrong("there is no variable '%s'", name);
	p = (struct place){.btf = v.btf, .type = var.type, .data = var.data};
	while (*path)
		if (!step_into(&p, &path))
			return wrong("'%s' has no '%s'", word[0], path);
	/* Values go to the elements of an array, however many dimensions it has. */
	while (btf_is_array(btf__type_by_id(v.btf, btf__resolve_type(v.btf, p.type))))
		p.type = btf_array(btf__type_by_id(v.btf, btf__resolve_type(v.btf, p.type)))->type;
	size = btf__resolve_size(v.btf, p.type);
	if (size <= 0 || size > (long)sizeof(value) ||
	    p.data + size * (nr - 1) > (char *)var.data + var.size)
		return wrong("'%s' does not hold %d numbers", word[0], nr - 1);
	for (int i = 1; i < nr; i++, p.data += size) {
		if (!number(word[i], &value))
			return wrong("%s: '%s' is not a value", word[0], word[i]);
		memcpy(p.data, &value, size); /* little-endian, as BPF is on such a machine */
	}
	vars_close(&v);
	return true;
}

static bool step_flags(char **word, int nr)
{
	__u64 *flags = object_ops_member(&object, "flags", sizeof(*flags));

	for (int i = 0; flags && i < nr; i++)
		*flags |= enums_value(kernel_btf(), word[i], 0);
	return flags || wrong("this sched_ext_ops has no flags");
}

static bool step_clear(char **word, int nr)
{
	void **member = nr == 1 ? object_ops_member(&object, word[0], sizeof(*member)) : NULL;

	if (!member)
		return wrong("this sched_ext_ops has no '%s'", word[0]);
	*member = NULL;
	return true;
}

static bool step_entries(char **word, int nr)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object.bpf, word[0]);
	struct bpf_map *other = nr == 3 ? bpf_object__find_map_by_name(object.bpf, word[1]) : NULL;

	if (!map || !other)
		return wrong("entries: there is no map '%s'", word[map ? 1 : 0]);
	return !bpf_map__set_max_entries(map, bpf_map__max_entries(other) * atoi(word[2]));
}

static bool step_enable(char **word, int nr)
{
	for (int i = 0; i < nr; i++)
		if (!program(word[i]) || bpf_program__set_autoload(program(word[i]), true))
			return wrong("there is no program '%s'", word[i]);
	return true;
}

static bool step_load(char **word, int nr)
{
	(void)word;
	return !nr && !object_load(&object);
}

static bool step_call(char **word, int nr)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = context);
	__u64 values[sizeof(context) / sizeof(*context)] = {};
	int err;

	for (int i = 1; i < nr; i++) {
		const char *slash = strchr(word[i], '/');
		size_t size = slash ? strtoul(slash + 1, NULL, 10) : sizeof(__u64);
		__u64 value;

		if (!number(word[i], &value) || size > 8 ||
		    opts.ctx_size_in + size > sizeof(values))
			return wrong("%s: '%s' is not a value", word[0], word[i]);
		memcpy((char *)values + opts.ctx_size_in, &value, size);
		opts.ctx_size_in += size;
	}
	if (!nr || !program(word[0]))
		return wrong("there is no program '%s' to call", nr ? word[0] : "");
	memcpy(context, values, sizeof(context));
	err = bpf_prog_test_run_opts(bpf_program__fd(program(word[0])), &opts);
	if (err || opts.retval)
		return wrong("%s returned %d (%s)", word[0], opts.retval, strerror(-err));
	return true;
}

static bool step_store(char **word, int nr)
{
	__u64 *to = (__u64 *)context[0];

	for (int i = 0; to && i < nr; i++)
		if (!number(word[i], &to[i]))
			return wrong("store: '%s' is not a value", word[i]);
	return to || wrong("store: the last call left no address");
}

static bool add_link(struct bpf_link *link, const char *name)
{
	if (!link || nr_links == MAX_LINKS)
		return wrong("cannot attach %s: %s", name, strerror(errno));
	links[nr_links++] = link;
	return true;
}

static bool step_attach(char **word, int nr)
{
	struct bpf_program *prog;

	(void)word;
	bpf_object__for_each_program(prog, object.bpf) {
		if (!bpf_program__autoload(prog) ||
		    bpf_program__type(prog) == BPF_PROG_TYPE_STRUCT_OPS ||
		    bpf_program__type(prog) == BPF_PROG_TYPE_SYSCALL)
			continue;
		if (!add_link(bpf_program__attach(prog), bpf_program__name(prog)))
			return false;
	}
	return !nr && add_link(bpf_map__attach_struct_ops(object.ops), object.ops_name);
}

static const struct step {
	const char *name;
	bool (*run)(char **word, int nr);
} steps[] = {
	{"flags", step_flags},	   {"clear", step_clear},   {"set", step_set},
	{"entries", step_entries}, {"enable", step_enable}, {"load", step_load},
	{"call", step_call},	   {"store", step_store},   {"attach", step_attach},
};

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
	char *words[MAX_WORDS], **word = words;
	int nr = 0;

	for (char *w = strtok(line, " "); w && nr < MAX_WORDS; w = strtok(NULL, " "))
		words[nr++] = w;
	if (!nr || words[0][0] == '#' || !conditions(&word, &nr))
		return true;
	for (size_t i = 0; nr && i < sizeof(steps) / sizeof(*steps); i++)
		if (!strcmp(word[0], steps[i].name))
			return steps[i].run(word + 1, nr - 1);
	return wrong("the recipe has no step '%s'", nr ? word[0] : "");
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
	} while (!end.kind);
	log_err("the kernel ejected %s: %s: %s", object.ops_name, end.reason, end.message);
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
	while (nr_links)
		bpf_link__destroy(links[--nr_links]);
	object_close(&object);
	kernel_btf_free();
	return status;
}
