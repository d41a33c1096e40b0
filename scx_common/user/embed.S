/* SPDX-License-Identifier: GPL-2.0 */
/* A BPF object as a part of a program: built-in and external objects load alike. */
	.section .rodata
	.global embedded_object, embedded_object_end
	.balign 8
embedded_object:
	.incbin EMBED
embedded_object_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits
