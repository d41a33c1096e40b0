/* SPDX-License-Identifier: GPL-2.0 */
/* A futex of this process: a word that its threads sleep on. */
#ifndef FUTEX_H
#define FUTEX_H

#include <linux/futex.h>
#include <linux/types.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sleep while @word is @while_it_is, or without a reason: the caller looks at @word again. */
static inline void futex_wait(_Atomic __u32 *word, __u32 while_it_is)
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, while_it_is, NULL, NULL, 0);
}

/* Wake one thread that sleeps on @word. */
static inline void futex_wake(_Atomic __u32 *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

#endif
