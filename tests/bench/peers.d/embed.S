/* SPDX-License-Identifier: GPL-2.0 */
/* A BPF object and the recipe by which it is attached, as parts of a program. */
#include "user/embed.S"
	.section .rodata
	.global embedded_recipe
embedded_recipe:
	.incbin RECIPE
	.byte 0
