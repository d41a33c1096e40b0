/* SPDX-License-Identifier: GPL-2.0 */
/* Setup and teardown for tests that look into the built-in suite, which is open and not loaded. */
#ifndef TESTS_UNIT_LOADER_WITH_SUITE_H
#define TESTS_UNIT_LOADER_WITH_SUITE_H

#include "object/object.h"
#include "user/suite.h"

static struct object object;
static struct suite suite;

static int setup(void **state)
{
	(void)state;
	return object_open(&object, NULL) || suite_of_object(&suite, object.bpf) ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	suite_close(&suite);
	object_close(&object);
	return 0;
}

#endif
