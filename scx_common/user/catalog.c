/* SPDX-License-Identifier: GPL-2.0 */
/* The policies and tunables that a suite describes. */
#include "user/catalog.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "user/nearest.h"
#include "user/words.h"

/* Is @text, an array of @size bytes, a string of one line? In a damaged object it need not be. */
static bool is_line(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			return false;
	return length < size;
}

/* Is @text, an array of @size bytes, a word that can be typed as a name? */
static bool is_name(const char *text, size_t size)
{
	return is_line(text, size) && text[0] && !strchr(text, ' ');
}

/* In a damaged object a description need not even be aligned. */
static bool sound_policy(const struct policy_desc *p)
{
	return (uintptr_t)p % _Alignof(struct policy_desc) == 0 && p->id < MAX_POLICIES &&
	       is_name(p->name, sizeof(p->name)) && is_line(p->aliases, sizeof(p->aliases)) &&
	       is_line(p->summary, sizeof(p->summary));
}

static bool sound_tunable(const struct tunable_desc *t)
{
	return (uintptr_t)t % _Alignof(struct tunable_desc) == 0 &&
	       is_name(t->owner, sizeof(t->owner)) && is_name(t->name, sizeof(t->name)) &&
	       is_line(t->help, sizeof(t->help));
}

static int add_policy(const struct var *var, void *arg)
{
	const struct policy_desc *p = var->data;
	struct catalog *c = arg;
	int at = c->nr_policies;

	if (var->size != sizeof(*p) || !sound_policy(p) || c->nr_policies == MAX_POLICIES)
		return 0;
	/* The linker lays policies out in any order; a user sees them by id. */
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

void catalog_read(struct catalog *c, const struct vars *policies, const struct vars *tunables)
{
	memset(c, 0, sizeof(*c));
	vars_each(policies, add_policy, c);
	vars_each(tunables, add_tunable, c);
}

const struct policy_desc *catalog_policy_by_id(const struct catalog *c, __u32 id)
{
	for (int i = 0; i < c->nr_policies; i++)
		if (c->policies[i]->id == id)
			return c->policies[i];
	return NULL;
}

const struct policy_desc *catalog_policy(const struct catalog *c, const char *name)
{
	const char *bare = strncmp(name, "scx_", 4) ? name : name + 4;
	struct nearest best = nearest_to(bare);

	for (int i = 0; i < c->nr_policies; i++) {
		const struct policy_desc *p = c->policies[i];

		if (!strcmp(p->name, bare) || words_have(p->aliases, bare))
			return p;
		nearest_try(&best, p->name);
		nearest_try_words(&best, p->aliases);
	}
	nearest_report(&best, "--list shows all", "there is no policy '%s'", name);
	return NULL;
}

const struct tunable_desc *catalog_tunable(const struct catalog *c,
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
