/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers with units, for people. */
#ifndef SCX_COMMON_USER_UNITS_H
#define SCX_COMMON_USER_UNITS_H

#include <linux/types.h>

#define UNITS_SIZE 16

/* @ns as "850 ns", "12.3 us", "4.56 ms" or "1.25 s": three digits or so. Returns @buf. */
const char *format_ns(char buf[UNITS_SIZE], __u64 ns);

#endif
