/* SPDX-License-Identifier: GPL-2.0 */
/* --check: would a policy load on this machine? One line for each condition, with the cure. */
#ifndef LOADER_COMMANDS_CHECK_H
#define LOADER_COMMANDS_CHECK_H

/*
 * Print all items, as text or JSON. 0 only if a policy would load and attach; else what the first
 * failed item stands for: -EOPNOTSUPP, -EPERM, -EBUSY, -ENODEV.
 */
int check(void);

#endif
