/* SPDX-License-Identifier: GPL-2.0 */
/* Link BPF objects into one, by libbpf's linker: link OUT IN... */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct bpf_linker *linker;
	int err;

	if (argc < 3) {
		fputs("usage: link OUT IN...\n", stderr);
		return 2;
	}
	linker = bpf_linker__new(argv[1], NULL);
	if (!linker) {
		perror(argv[1]);
		return 1;
	}
	for (int i = 2; i < argc; i++) {
		err = bpf_linker__add_file(linker, argv[i], NULL);
		if (err) {
			fprintf(stderr, "link: %s: %s\n", argv[i], strerror(-err));
			return 1;
		}
	}
	err = bpf_linker__finalize(linker);
	if (err) {
		fprintf(stderr, "link: %s: %s\n", argv[1], strerror(-err));
		return 1;
	}
	bpf_linker__free(linker);
	return 0;
}
