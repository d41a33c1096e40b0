/* SPDX-License-Identifier: GPL-2.0 */
/*
 * damage SEED IN OUT: write a damaged copy of the ELF file IN. The same SEED gives the same damage.
 *
 * The seed also chooses the kind: the file is cut short, bits are flipped anywhere, a field of a
 * section header is changed, two sections are swapped, or numbers within one section are changed,
 * such as those of BTF and relocations. One line says what was done.
 */
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
	unsigned char *data;
	size_t size;
};

static uint64_t state;

/* xorshift64*: from any seed but 0 it passes through all 64-bit numbers. */
static uint64_t draw(uint64_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return below ? state * 0x2545F4914F6CDD1DULL % below : 0;
}

/* Return a number that checks of sizes, offsets and indices tend to forget. */
static uint64_t odd_number(uint64_t was)
{
	switch (draw(7)) {
	case 0:
		return 0;
	case 1:
		return UINT64_MAX;
	case 2:
		return was + 1;
	case 3:
		return was - 1;
	case 4:
		return INT32_MAX;
	case 5:
		return was ^ 1ULL << draw(32);
	default:
		return draw(1 << 16);
	}
}

static Elf64_Ehdr *header(struct file *f)
{
	return (Elf64_Ehdr *)f->data;
}

/* Return the header of section @i. main() has checked that all headers are in the file. */
static Elf64_Shdr *section(struct file *f, size_t i)
{
	return (Elf64_Shdr *)(f->data + header(f)->e_shoff) + i;
}

static void cut(struct file *f)
{
	f->size = draw(f->size);
	printf("cut to %zu bytes\n", f->size);
}

static void flip(struct file *f)
{
	int bits = 1 + draw(16);

	for (int i = 0; i < bits; i++)
		f->data[draw(f->size)] ^= 1 << draw(8);
	printf("%d bits flipped\n", bits);
}

static void damage_header(struct file *f)
{
	size_t i = draw(header(f)->e_shnum);
	Elf64_Shdr *s = section(f, i);

	switch (draw(7)) {
	case 0:
		s->sh_name = odd_number(s->sh_name);
		break;
	case 1:
		s->sh_type = odd_number(s->sh_type);
		break;
	case 2:
		s->sh_offset = odd_number(s->sh_offset);
		break;
	case 3:
		s->sh_size = odd_number(s->sh_size);
		break;
	case 4:
		s->sh_link = odd_number(s->sh_link);
		break;
	case 5:
		s->sh_info = odd_number(s->sh_info);
		break;
	case 6:
		s->sh_entsize = odd_number(s->sh_entsize);
		break;
	}
	printf("header of section %zu changed\n", i);
}

static void swap_sections(struct file *f)
{
	size_t a = draw(header(f)->e_shnum), b = draw(header(f)->e_shnum);
	Elf64_Shdr keep = *section(f, a);

	*section(f, a) = *section(f, b);
	*section(f, b) = keep;
	printf("sections %zu and %zu swapped\n", a, b);
}

/* Change 32-bit numbers in one section that is large enough. */
static void damage_content(struct file *f)
{
	int numbers = 1 + draw(4);

	for (int tries = 0; tries < 100; tries++) {
		size_t i = draw(header(f)->e_shnum);
		const Elf64_Shdr *s = section(f, i);

		if (s->sh_type == SHT_NOBITS || s->sh_size < 4 || s->sh_offset > f->size ||
		    s->sh_size > f->size - s->sh_offset)
			continue;
		for (int n = 0; n < numbers; n++) {
			unsigned char *at = f->data + s->sh_offset + draw(s->sh_size / 4) * 4;
			uint32_t was;

			memcpy(&was, at, sizeof(was));
			was = odd_number(was);
			memcpy(at, &was, sizeof(was));
		}
		printf("%d numbers in section %zu changed\n", numbers, i);
		return;
	}
}

static int read_file(struct file *f, const char *path)
{
	FILE *in = fopen(path, "rb");
	long size = in && !fseek(in, 0, SEEK_END) ? ftell(in) : -1;

	f->data = size > 0 ? malloc(size) : NULL;
	f->size = size;
	if (!f->data || fseek(in, 0, SEEK_SET) || fread(f->data, size, 1, in) != 1) {
		perror(path);
		return -1;
	}
	fclose(in);
	if (f->size < sizeof(Elf64_Ehdr) || memcmp(f->data, ELFMAG, SELFMAG) ||
	    header(f)->e_shoff > f->size ||
	    header(f)->e_shnum > (f->size - header(f)->e_shoff) / sizeof(Elf64_Shdr)) {
		fprintf(stderr, "%s is not an ELF file of 64 bits\n", path);
		return -1;
	}
	return 0;
}

static int write_file(const struct file *f, const char *path)
{
	FILE *out = fopen(path, "wb");

	if (!out || (f->size && fwrite(f->data, f->size, 1, out) != 1) || fclose(out)) {
		perror(path);
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static void (*const kinds[])(struct file *f) = {cut, flip, damage_header, swap_sections,
							damage_content};
	unsigned long seed = argc == 4 ? strtoul(argv[1], NULL, 10) : 0;
	struct file f;

	if (argc != 4) {
		fputs("usage: damage SEED IN OUT\n", stderr);
		return 2;
	}
	if (read_file(&f, argv[2]))
		return 1;
	state = seed * 0x9E3779B97F4A7C15ULL + 1;
	printf("seed %lu: ", seed);
	kinds[seed % (sizeof(kinds) / sizeof(kinds[0]))](&f);
	return write_file(&f, argv[3]) ? 1 : 0;
}
