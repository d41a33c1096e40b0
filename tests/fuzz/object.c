/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fuzz the steps of scx-load before it loads a BPF object: open the object, read the policies and
 * tunables that it describes, list them, set all of them, look for its exit record. Any fault of
 * the object gives one line.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "commands/list.h"
#include "object/constants.h"
#include "object/prepare.h"
#include "object/tunables.h"
#include "object/uei.h"
#include "words.h"

static FILE *nowhere;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	log_init("scx-load", LOG_ERROR);
	log_hook(count_error);
	nowhere = fopen("/dev/null", "w");
	if (!nowhere)
		abort();
	return 0;
}

/* The first tunable accepts its default, whatever range the object gives for it. */
static void set_first(const struct suite *s)
{
	const struct tunable_desc *t = s->catalog.tunables[0];
	char assignment[100];
	const char *at = assignment;

	if (!s->catalog.nr_tunables)
		return;
	snprintf(assignment, sizeof(assignment), "%s.%s=%llu", t->owner, t->name, t->def);
	errors_said = 0;
	if (tunables_set(s, s->catalog.policies[0], &at, 1) != (errors_said ? -EINVAL : 0))
		abort();
}

/* The steps of --list and --set for an object that is not the suite, which any object can be. */
static void use_constants(const struct object *o)
{
	static const char *const good = "nr_cpus=2", *const bad = "nr_cpu=2";

	constants_print(o, nowhere);
	json_decref(constants_json(o));
	constants_set(o, &good, 1);
	if (constants_set(o, &bad, 1) != -EINVAL)
		abort();
}

static void use(struct prepared *p)
{
	struct exit_record record = {0};
	struct uei uei;
	json_t *json;

	if (strlen(prepared_name(p)) == 0)
		abort();
	object_ops_member(&p->object, "timeout_ms", sizeof(__u32));
	use_constants(&p->object);
	if (!uei_find(&uei, &p->object))
		uei_read(&uei, &record);
	uei_close(&uei);
	if (!suite_is_open(&p->suite))
		return;
	json = list_json(&p->suite.catalog);
	if (!json)
		abort();
	list_print(json, nowhere);
	json_decref(json);
	catalog_policy(&p->suite.catalog, "latncy");
	set_first(&p->suite);
	tunables_reset(&p->suite);
	suite_exit(&p->suite);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("object", MFD_CLOEXEC), err;
	struct options o = {0};
	struct prepared p;
	char path[40];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	o.object = path;
	errors_said = 0;
	err = prepare_open(&p, &o);
	if (!err != !errors_said || errors_said > 1)
		abort();
	if (!err) {
		use(&p);
		prepare_close(&p);
	}
	close(fd);
	return 0;
}
