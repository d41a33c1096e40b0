/* SPDX-License-Identifier: GPL-2.0 */
/* mark: execute the instruction at which tests/vm/measure/profile.c writes its counts. */
int main(void)
{
	__asm__ volatile("nopl 0x4afebabe(%rax)");
	return 0;
}
