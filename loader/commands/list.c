/* SPDX-License-Identifier: GPL-2.0 */
/* --list: the policies of a suite with their tunables, or the constants of another object. */
#include "commands/list.h"

#include <string.h>
#include "cli/output.h"
#include "object/constants.h"
#include "object/prepare.h"

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

void list_print(const struct catalog *c, FILE *out)
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

json_t *list_json(const struct catalog *c)
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

int list(const struct options *o)
{
	struct prepared p;
	int err = prepare_open(&p, o);
	bool is_suite;

	if (err)
		return err;
	is_suite = suite_is_open(&p.suite);
	if (is_suite && output_json)
		output(list_json(&p.suite.catalog));
	else if (is_suite)
		list_print(&p.suite.catalog, stdout);
	else if (output_json)
		output(constants_json(&p.object));
	else
		constants_print(&p.object, stdout);
	prepare_close(&p);
	return 0;
}
