/* SPDX-License-Identifier: GPL-2.0 */
/* The constants of an object that is not a suite. */
#include "object/constants.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "object/object.h"
#include "user/assignment.h"
#include "user/log.h"
#include "user/nearest.h"
#include "user/vars.h"

/* A number in the section .rodata of an object. */
struct constant {
	/* The object's. */
	const char *name;
	/* Where the number lies; it need not be aligned. */
	void *data;
	/* Its size: 1, 2, 4 or 8 bytes. */
	size_t size;
	bool is_signed;
	/* The least and the largest number that it can hold. */
	__s64 min;
	__u64 max;
};

/* Can a compiler have made this name? A damaged object may hold any text. */
static bool is_name(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_.";

	return text[0] && !text[strspn(text, letters)];
}

/* Is @var a number that a user may set? Then *@c describes it. A loader fills in "__..." itself. */
static bool is_number(const struct vars *v, const struct var *var, struct constant *c)
{
	int id = btf__resolve_type(v->btf, var->type);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(v->btf, id);
	bool is_bool;

	if (!type || (!btf_is_int(type) && !btf_is_any_enum(type)))
		return false;
	if (!is_name(var->name) || !strncmp(var->name, "__", 2))
		return false;
	if (!var->size || var->size > sizeof(__u64) || (var->size & (var->size - 1)) ||
	    type->size != var->size)
		return false;
	is_bool = btf_is_int(type) && btf_int_encoding(type) & BTF_INT_BOOL;
	*c = (struct constant){
		.name = var->name,
		.data = var->data,
		.size = var->size,
		.is_signed = btf_is_int(type) ? btf_int_encoding(type) & BTF_INT_SIGNED
					      : btf_kflag(type),
	};
	c->max = is_bool ? 1 : ~0ULL >> (64 - 8 * c->size) >> c->is_signed;
	c->min = c->is_signed ? -(__s64)c->max - 1 : 0;
	return true;
}

static __u64 value_of(const struct constant *c)
{
	__u64 value = 0;

	memcpy(&value, c->data, c->size); /* little-endian, as BPF is on such a machine */
	if (c->is_signed && value > c->max)
		value |= ~c->max;
	return value;
}

static bool parse(const struct constant *c, const char *text, __u64 *value)
{
	bool negative = text[0] == '-';
	int base = strncmp(text + negative, "0x", 2) ? 10 : 16;
	char *end;

	if (c->max == 1 && (!strcmp(text, "true") || !strcmp(text, "false"))) {
		*value = text[0] == 't';
		return true;
	}
	if (!strchr("-0123456789", text[0]))
		return false;
	errno = 0;
	*value = negative ? (__u64)strtoll(text, &end, base) : strtoull(text, &end, base);
	if (errno || end == text || *end)
		return false;
	return negative ? (__s64)*value >= c->min : *value <= c->max;
}

/* A walk over the constants in search of one. */
struct search {
	const struct vars *vars;
	/* The name that is looked for. */
	const char *wanted;
	/* The name that is most like it, so far. */
	struct nearest nearest;
	/* The constant with that name; valid once the walk has stopped at it. */
	struct constant found;
};

static int match(const struct var *var, void *arg)
{
	struct search *s = arg;

	if (!is_number(s->vars, var, &s->found))
		return 0;
	nearest_try(&s->nearest, var->name);
	return !strcmp(var->name, s->wanted);
}

static int set(const struct object *o, const struct vars *v, const char *assignment)
{
	char name[128];
	struct search s = {.vars = v, .wanted = name};
	const char *text = assignment_split(assignment, name, sizeof(name));
	__u64 value;

	if (!text)
		return -EINVAL;
	s.nearest = nearest_to(name);
	if (!vars_each(v, match, &s)) {
		nearest_report(&s.nearest, "--list shows all", "%s has no number '%s'", o->name,
			       name);
		return -EINVAL;
	}
	if (!parse(&s.found, text, &value)) {
		log_err("%s takes a whole number from %lld to %llu, not '%s'", name, s.found.min,
			s.found.max, text);
		return -EINVAL;
	}
	memcpy(s.found.data, &value, s.found.size);
	return 0;
}

int constants_set(const struct object *o, const char *const *assignments, int nr)
{
	struct vars v;
	int err = 0;

	vars_of_object(&v, o->bpf, ".rodata"); /* leaves @v empty if there is no such section */
	for (int i = 0; !err && i < nr; i++)
		err = set(o, &v, assignments[i]);
	vars_close(&v);
	return err;
}

/* A walk over the constants that prints them to @out, or adds them to the array @json. */
struct listing {
	const struct vars *vars;
	FILE *out;
	json_t *json;
	/* How many constants the walk has found. */
	int nr;
};

/* Call @each for each variable of @o. @l is its argument, which this function completes. */
static void walk(const struct object *o, int (*each)(const struct var *var, void *l),
		 struct listing *l)
{
	struct vars v;

	vars_of_object(&v, o->bpf, ".rodata");
	l->vars = &v;
	vars_each(&v, each, l);
	vars_close(&v);
}

static int print_one(const struct var *var, void *arg)
{
	struct listing *l = arg;
	struct constant c;
	char text[192];

	if (!is_number(l->vars, var, &c))
		return 0;
	if (!l->nr++)
		fputs("--set changes these constants:\n", l->out);
	snprintf(text, sizeof(text), c.is_signed ? "%s=%lld" : "%s=%llu", c.name, value_of(&c));
	fprintf(l->out, "    %-40s %lld..%llu\n", text, c.min, c.max);
	return 0;
}

void constants_print(const struct object *o, FILE *out)
{
	struct listing l = {.out = out};

	fprintf(out, "%s: not a suite, so it has no policies to choose from; ", o->ops_name);
	walk(o, print_one, &l);
	if (!l.nr)
		fputs("it has no constants to set either\n", out);
}

static int add_one(const struct var *var, void *arg)
{
	const struct listing *l = arg;
	struct constant c;
	__u64 value;

	if (!is_number(l->vars, var, &c))
		return 0;
	value = value_of(&c);
	json_array_append_new(l->json,
			      json_pack("{s:s, s:o, s:i, s:b}", "name", c.name, "value",
					!c.is_signed && value > INT64_MAX ? json_real(value)
									  : json_integer(value),
					"bytes", (int)c.size, "signed", c.is_signed));
	return 0;
}

json_t *constants_json(const struct object *o)
{
	struct listing l = {.json = json_array()};

	walk(o, add_one, &l);
	return json_pack("{s:s, s:[], s:[], s:o}", "schema", "scx-load/list/1", "policies",
			 "tunables", "constants", l.json);
}
