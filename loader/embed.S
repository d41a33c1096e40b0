/* SPDX-License-Identifier: GPL-2.0 */
/* The suite's BPF object as a part of scx-load: built in and external objects load alike. */
	.section .rodata
	.global suite_object, suite_object_end
	.balign 8
suite_object:
	.incbin SUITE_OBJECT
suite_object_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits
