/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bpf-objects: print how many BPF programs, maps and links the kernel holds, as one line
 * "programs=N maps=N links=N". If a number is higher after everything was stopped than before it
 * was started, objects have leaked.
 */
#include <err.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Return how many ids @command (BPF_..._GET_NEXT_ID) walks over. */
static unsigned int count(enum bpf_cmd command)
{
	union bpf_attr attr = {0};
	unsigned int nr = 0;

	while (!syscall(SYS_bpf, command, &attr, sizeof(attr))) {
		attr.start_id = attr.next_id;
		nr++;
	}
	if (errno != ENOENT)
		err(1, "cannot list the BPF objects");
	return nr;
}

int main(void)
{
	unsigned int programs = count(BPF_PROG_GET_NEXT_ID);
	unsigned int maps = count(BPF_MAP_GET_NEXT_ID);

	printf("programs=%u maps=%u links=%u\n", programs, maps, count(BPF_LINK_GET_NEXT_ID));
	return 0;
}
