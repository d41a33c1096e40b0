/* SPDX-License-Identifier: GPL-2.0 */
/* Executes the instruction at which tests/vm/measure/profile.c writes what it has counted. */
int main(void)
{
	__asm__ volatile("nopl 0x4afebabe(%rax)");
	return 0;
}
