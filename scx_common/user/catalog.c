/* SPDX-License-Identifier: GPL-2.0 */
/* The policies and tunables that an object describes: find, list and set them. */
#include "user/catalog.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "user/assignment.h"
#include "user/log.h"
#include "user/nearest.h"

/*
 * Is the array a string that can be printed as a line? Not always in a damaged object. Nor is what
 * is in it always aligned.
 */
static bool is_line(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			return false;
	return length < size;
}

static bool sound_policy(const struct policy_desc *p)
{
	return (uintptr_t)p % _Alignof(struct policy_desc) == 0 && p->id < MAX_POLICIES &&
	       is_line(p->name, sizeof(p->name)) && is_line(p->aliases, sizeof(p->aliases)) &&
	       is_line(p->summary, sizeof(p->summary));
}

static bool sound_tunable(const struct tunable_desc *t)
{
	return (uintptr_t)t % _Alignof(struct tunable_desc) == 0 &&
	       is_line(t->owner, sizeof(t->owner)) && is_line(t->name, sizeof(t->name)) &&
	       is_line(t->help, sizeof(t->help));
}

static int add_policy(const struct var *var, void *arg)
{
	const struct policy_desc *p = var->data;
	struct catalog *c = arg;
	int at = c->nr_policies;

	if (var->size != sizeof(*p) || !sound_policy(p) || c->nr_policies == MAX_POLICIES)
		return 0;
	/* The linker lays them out as it likes; a user sees them by id. */
	for (; at > 0 && c->policies[at - 1]->id > p->id; at--)
		c->policies[at] = c->policies[at - 1];
	c->policies[at] = p;
	c->nr_policies++;
	return 0;
}

static int add_tunable(const struct var *var, void *arg)
{
	struct catalog *c = arg;

	if (var->size == sizeof(struct tunable_desc) && sound_tunable(var->data) &&
	    c->nr_tunables < MAX_TUNABLES)
		c->tunables[c->nr_tunables++] = var->data;
	return 0;
}

void catalog_read(struct catalog *c, const struct suite *s)
{
	memset(c, 0, sizeof(*c));
	c->suite = s;
	vars_each(&s->policies, add_policy, c);
	vars_each(&s->tunables, add_tunable, c);
}

const struct policy_desc *catalog_policy_by_id(const struct catalog *c, __u32 id)
{
	for (int i = 0; i < c->nr_policies; i++)
		if (c->policies[i]->id == id)
			return c->policies[i];
	return NULL;
}

__u64 *catalog_value(const struct catalog *c, const struct tunable_desc *t)
{
	char name[64];

	snprintf(name, sizeof(name), "%s_%s", t->owner, t->name);
	return vars_find(&c->suite->values, name, sizeof(__u64));
}

/* Is @name one of the words of @list? */
static bool in_words(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (*list) {
		size_t word = strcspn(list, " ");

		if (word == len && !strncmp(list, name, len))
			return true;
		list += word;
		list += strspn(list, " ");
	}
	return false;
}

const struct policy_desc *catalog_policy(const struct catalog *c, const char *name)
{
	const char *bare = strncmp(name, "scx_", 4) ? name : name + 4;
	struct nearest best = nearest_to(bare);

	for (int i = 0; i < c->nr_policies; i++) {
		const struct policy_desc *p = c->policies[i];

		if (!strcmp(p->name, bare) || (*bare && in_words(p->aliases, bare)))
			return p;
		nearest_try(&best, p->name);
		nearest_try_words(&best, p->aliases);
	}
	nearest_report(&best, "--list shows all", "there is no policy '%s'", name);
	return NULL;
}

/* The tunable that @key means; see catalog_set(). */
static const struct tunable_desc *find_tunable(const struct catalog *c,
					       const struct policy_desc *policy, const char *key)
{
	char full[sizeof(((struct tunable_desc *)0)->owner) +
		  sizeof(((struct tunable_desc *)0)->name) + 1];
	struct nearest best = nearest_to(key);

	for (int i = 0; i < c->nr_tunables; i++) {
		const struct tunable_desc *t = c->tunables[i];
		bool near = !strcmp(t->owner, "suite") ||
			    (policy && !strcmp(t->owner, policy->name));

		snprintf(full, sizeof(full), "%s.%s", t->owner, t->name);
		if (!strcmp(full, key) || (near && !strcmp(t->name, key)))
			return t;
		nearest_try(&best, full);
		if (near)
			nearest_try(&best, t->name);
	}
	nearest_report(&best, "--list shows all", "there is no tunable '%s'", key);
	return NULL;
}

struct setting {
	__u64 *variable;
	__u64 value;
};

/* What "KEY=VALUE" asks for; nothing is set yet. 0 or -EINVAL. */
static int parse_setting(const struct catalog *c, const struct policy_desc *policy,
			 const char *assignment, struct setting *set)
{
	const struct tunable_desc *t;
	const char *value;
	char key[128], *end;

	value = assignment_split(assignment, key, sizeof(key));
	t = value ? find_tunable(c, policy, key) : NULL;
	if (!t)
		return -EINVAL;
	errno = 0;
	set->value = strtoull(value, &end, 10);
	if (errno || end == value || *end || strchr(value, '-') || set->value < t->min ||
	    set->value > t->max) {
		log_err("%s.%s takes a whole number from %llu to %llu, not '%s'", t->owner, t->name,
			t->min, t->max, value);
		return -EINVAL;
	}
	set->variable = catalog_value(c, t);
	if (!set->variable) {
		log_err("%s.%s is described but not there: a damaged build", t->owner, t->name);
		return -EINVAL;
	}
	return 0;
}

int catalog_set(const struct catalog *c, const struct policy_desc *policy,
		const char *const *assignments, int nr)
{
	struct setting *sets = calloc(nr + 1, sizeof(*sets));
	int err = sets ? 0 : -ENOMEM;

	for (int i = 0; !err && i < nr; i++)
		err = parse_setting(c, policy, assignments[i], &sets[i]);
	for (int i = 0; !err && i < nr; i++)
		*sets[i].variable = sets[i].value;
	free(sets);
	return err;
}

void catalog_reset(const struct catalog *c)
{
	for (int i = 0; i < c->nr_tunables; i++) {
		__u64 *value = catalog_value(c, c->tunables[i]);

		if (value)
			*value = c->tunables[i]->def;
	}
}

static void print_tunables(const struct catalog *c, const char *owner, FILE *out)
{
	for (int i = 0; i < c->nr_tunables; i++) {
		const struct tunable_desc *t = c->tunables[i];
		char full[64], range[64];

		if (strcmp(t->owner, owner))
			continue;
		snprintf(full, sizeof(full), "%s.%s=%llu", t->owner, t->name, t->def);
		snprintf(range, sizeof(range), "%llu..%llu", t->min, t->max);
		fprintf(out, "    %-30s %-14s %s\n", full, range, t->help);
	}
}

void catalog_print(const struct catalog *c, FILE *out)
{
	for (int i = 0; i < c->nr_policies; i++) {
		const struct policy_desc *p = c->policies[i];

		fprintf(out, "%-10s %s%s%s%s\n", p->name, p->summary, *p->aliases ? " (also: " : "",
			p->aliases, *p->aliases ? ")" : "");
		print_tunables(c, p->name, out);
	}
	print_tunables(c, "suite", out);
}

static json_t *aliases_json(const char *aliases)
{
	json_t *list = json_array();

	while (*aliases) {
		size_t len = strcspn(aliases, " ");

		json_array_append_new(list, json_stringn(aliases, len));
		aliases += len;
		aliases += strspn(aliases, " ");
	}
	return list;
}

static json_t *tunables_json(const struct catalog *c, const char *owner)
{
	json_t *list = json_array();

	for (int i = 0; i < c->nr_tunables; i++) {
		const struct tunable_desc *t = c->tunables[i];

		if (strcmp(t->owner, owner))
			continue;
		json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I, s:s}", "name", t->name,
						      "default", (json_int_t)t->def, "min",
						      (json_int_t)t->min, "max", (json_int_t)t->max,
						      "help", t->help));
	}
	return list;
}

json_t *catalog_json(const struct catalog *c)
{
	json_t *policies = json_array();

	for (int i = 0; i < c->nr_policies; i++) {
		const struct policy_desc *p = c->policies[i];

		json_array_append_new(
			policies, json_pack("{s:s, s:i, s:o, s:s, s:o}", "name", p->name, "id",
					    p->id, "aliases", aliases_json(p->aliases), "summary",
					    p->summary, "tunables", tunables_json(c, p->name)));
	}
	return json_pack("{s:s, s:o, s:o}", "schema", "scx-load/list/1", "policies", policies,
			 "tunables", tunables_json(c, "suite"));
}
