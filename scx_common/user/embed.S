/* SPDX-License-Identifier: GPL-2.0 */
/* A BPF object as part of a program, so that the program loads it as it loads a file. */
	.section .rodata
	.global embedded_object, embedded_object_end
	.balign 8
embedded_object:
	.incbin EMBED
embedded_object_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits
