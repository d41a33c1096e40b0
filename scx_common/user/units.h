/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers with units, for people. */
#ifndef SCX_COMMON_USER_UNITS_H
#define SCX_COMMON_USER_UNITS_H

#include <linux/types.h>

/* Room for the longest text of format_ns(). */
#define UNITS_SIZE 16

/* Write @ns with three digits or so: "850 ns", "12.3 us", "4.56 ms", "1.25 s". Returns @buf. */
const char *format_ns(char buf[UNITS_SIZE], __u64 ns);

#endif
