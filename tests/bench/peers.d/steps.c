/* SPDX-License-Identifier: GPL-2.0 */
/* The steps of a recipe: see attach.c. */
#include "steps.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "object/enums.h"
#include "object/kernel_types.h"
#include "user/log.h"
#include "user/vars.h"

#define MAX_LINKS 64

struct object object;
static struct bpf_link *links[MAX_LINKS];
static int nr_links;

/* The context of the last call: it holds what the program has left there. */
static __u64 context[16];

/* A step fails: say why. */
#define wrong(...) (log_err(__VA_ARGS__), false)

static struct bpf_program *program(const char *name)
{
	return bpf_object__find_program_by_name(object.bpf, name);
}

static bool number(const char *word, __u64 *value)
{
	char *end, name[64];

	if (sscanf(word, "sizeof:%63[^/]", name) == 1) {
		const struct btf_type *type = types_struct(bpf_object__btf(object.bpf), name);

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
		if (i >= btf_array(type)->nelems)
			return false;
		p->type = btf_array(type)->type;
		p->data += i * btf__resolve_size(p->btf, p->type);
		*path += length;
		return true;
	}
	if (sscanf(*path, ".%63[a-zA-Z0-9_]%n", name, &length) == 1 && btf_is_struct(type)) {
		const struct btf_member *m = types_member(p->btf, type, name);

		p->type = m ? m->type : 0;
		p->data += m ? m->offset / 8 : 0;
		*path += m ? length : 0;
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
	if (err)
		return wrong("cannot call %s: %s", word[0], strerror(-err));
	return !opts.retval || wrong("%s returned %d", word[0], opts.retval);
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

const struct step steps[] = {
	{"flags", step_flags},	 {"clear", step_clear},
	{"set", step_set},	 {"entries", step_entries},
	{"enable", step_enable}, {"load", step_load},
	{"call", step_call},	 {"store", step_store},
	{"attach", step_attach}, {NULL, NULL},
};

void detach(void)
{
	while (nr_links)
		bpf_link__destroy(links[--nr_links]);
}
