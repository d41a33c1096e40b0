/* SPDX-License-Identifier: GPL-2.0 */
/* An assignment "KEY=VALUE", as --set takes it. */
#include "user/assignment.h"

#include <stdio.h>
#include <string.h>
#include "user/log.h"

const char *assignment_split(const char *assignment, char *key, size_t size)
{
	size_t length = strcspn(assignment, "=");

	if (!assignment[length] || !length || length >= size) {
		log_err("--set takes KEY=VALUE, not '%s'", assignment);
		return NULL;
	}
	snprintf(key, size, "%.*s", (int)length, assignment);
	return assignment + length + 1;
}
