/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hide NAME...: copy BTF from stdin to stdout with these names in capitals, so that no lookup finds
 * them. The result is the BTF of a kernel that was built without what the names stand for.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MOST_BYTES (32 * 1024 * 1024)

static char btf[MOST_BYTES];

/*
 * Capitalize @name wherever it is a whole string, between two zero bytes. Returns how often that
 * was.
 */
static int hide(size_t size, const char *name)
{
	char *at = btf, *end = btf + size;
	size_t length = strlen(name) + 1;
	int times = 0;

	while ((at = memmem(at, end - at, name, length))) {
		if (at > btf && !at[-1]) {
			for (char *c = at; *c; c++)
				*c = toupper((unsigned char)*c);
			times++;
		}
		at += length;
	}
	return times;
}

int main(int argc, char **argv)
{
	size_t size = fread(btf, 1, sizeof(btf), stdin);

	for (int i = 1; i < argc; i++) {
		if (!hide(size, argv[i])) {
			fprintf(stderr, "hide: BTF has no name '%s'\n", argv[i]);
			return 1;
		}
	}
	return size < sizeof(btf) && fwrite(btf, 1, size, stdout) == size ? 0 : 1;
}
