/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many BPF programs, maps and links the kernel holds: one line, "programs=N maps=N links=N".
 * What is there more after everything was stopped than before it was started has leaked.
 */
#include <err.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How many ids @command (BPF_..._GET_NEXT_ID) walks over. */
static unsigned int count(enum bpf_cmd command)
{
	union bpf_attr attr = {0};
	unsigned int nr = 0;

	while (!syscall(SYS_bpf, command, &attr, sizeof(attr))) {
		attr.start_id = attr.next_id;
		nr++;
	}
	if (errno != ENOENT)
		err(1, "cannot list what BPF holds");
	return nr;
}

int main(void)
{
	unsigned int programs = count(BPF_PROG_GET_NEXT_ID);
	unsigned int maps = count(BPF_MAP_GET_NEXT_ID);

	printf("programs=%u maps=%u links=%u\n", programs, maps, count(BPF_LINK_GET_NEXT_ID));
	return 0;
}
