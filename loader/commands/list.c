/* SPDX-License-Identifier: GPL-2.0 */
/* --list: the policies of a suite with their tunables, or the constants of another object. */
#include "commands/list.h"

#include <stdio.h>
#include <string.h>
#include "cli/output.h"
#include "object/constants.h"
#include "object/prepare.h"
#include "user/text.h"
#include "user/words.h"

static json_t *aliases_json(const char *aliases)
{
	char alias[sizeof(((struct policy_desc *)0)->aliases)];
	json_t *list = json_array();
	const char *word;
	size_t length;

	while ((word = words_next(&aliases, &length))) {
		snprintf(alias, sizeof(alias), "%.*s", (int)length, word);
		json_array_append_new(list, text_json(alias));
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
		json_array_append_new(
			list, json_pack("{s:o, s:I, s:I, s:I, s:o}", "name", text_json(t->name),
					"default", (json_int_t)t->def, "min", (json_int_t)t->min,
					"max", (json_int_t)t->max, "help", text_json(t->help)));
	}
	return list;
}

json_t *list_json(const struct catalog *c)
{
	json_t *policies = json_array();

	for (int i = 0; i < c->nr_policies; i++) {
		const struct policy_desc *p = c->policies[i];

		json_array_append_new(policies, json_pack("{s:o, s:i, s:o, s:o, s:o}", "name",
							  text_json(p->name), "id", p->id,
							  "aliases", aliases_json(p->aliases),
							  "summary", text_json(p->summary),
							  "tunables", tunables_json(c, p->name)));
	}
	return json_pack("{s:s, s:o, s:o}", "schema", "scx-load/list/1", "policies", policies,
			 "tunables", tunables_json(c, "suite"));
}

static void print_tunables(const char *owner, const json_t *tunables, FILE *out)
{
	const json_t *t;
	size_t i;

	json_array_foreach(tunables, i, t)
	{
		char full[96], range[64];

		snprintf(full, sizeof(full), "%s.%s=%llu", owner, member_text(t, "name"),
			 (unsigned long long)member_int(t, "default"));
		snprintf(range, sizeof(range), "%llu..%llu",
			 (unsigned long long)member_int(t, "min"),
			 (unsigned long long)member_int(t, "max"));
		fprintf(out, "    %-30s %-14s %s\n", full, range, member_text(t, "help"));
	}
}

static void print_aliases(const json_t *aliases, FILE *out)
{
	const json_t *alias;
	size_t i;

	json_array_foreach(aliases, i, alias)
		fprintf(out, "%s%s", i ? " " : " (also: ", json_string_value(alias));
	fputs(json_array_size(aliases) ? ")\n" : "\n", out);
}

void list_print(const json_t *json, FILE *out)
{
	const json_t *p;
	size_t i;

	json_array_foreach(json_object_get(json, "policies"), i, p)
	{
		const char *name = member_text(p, "name");

		fprintf(out, "%-10s %s", name, member_text(p, "summary"));
		print_aliases(json_object_get(p, "aliases"), out);
		print_tunables(name, json_object_get(p, "tunables"), out);
	}
	print_tunables("suite", json_object_get(json, "tunables"), out);
}

enum outcome list(const struct options *o)
{
	struct prepared p;
	int err = prepare_open(&p, o);

	if (err)
		return outcome_of(err);
	if (suite_is_open(&p.suite))
		output(list_json(&p.suite.catalog), list_print);
	else if (output_json)
		output(constants_json(&p.object), NULL);
	else
		constants_print(&p.object, stdout);
	prepare_close(&p);
	return OUTCOME_DONE;
}
