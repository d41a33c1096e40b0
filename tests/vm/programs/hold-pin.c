/* SPDX-License-Identifier: GPL-2.0 */
/* hold-pin PATH: open what is pinned there, print "held", and keep it open until killed. */
#include <bpf/bpf.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? bpf_obj_get(argv[1]) : -1;

	if (fd < 0) {
		fprintf(stderr, "hold-pin: cannot open %s\n", argc == 2 ? argv[1] : "nothing");
		return 1;
	}
	puts("held");
	fflush(stdout);
	pause();
	return 0;
}
