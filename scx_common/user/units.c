/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers with units, for people. */
#include "user/units.h"

#include <stdio.h>

const char *format_ns(char buf[UNITS_SIZE], __u64 ns)
{
	static const char *const units[] = {"us", "ms", "s"};
	double value = ns;
	int unit = -1, decimals;

	if (ns < 1000) {
		snprintf(buf, UNITS_SIZE, "%u ns", (unsigned int)ns);
		return buf;
	}
	/* 999.5 rounds to 1000, which belongs to the next unit. */
	while (value >= 999.5 && unit < 2) {
		value /= 1000;
		unit++;
	}
	decimals = (value < 9.995) + (value < 99.95);
	snprintf(buf, UNITS_SIZE, "%.*f %s", decimals, value, units[unit]);
	return buf;
}
