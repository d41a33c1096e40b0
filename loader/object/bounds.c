/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Offsets and sizes in an object's file. libbpf adds them up in 32 bits: in a damaged file the sum
 * can wrap, pass libbpf's comparison with the size of the section, and be read from.
 */
#include "object/object.h"

#include <bpf/btf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdint.h>
#include <unistd.h>

/* The sum of two numbers in bounds does not wrap. */
static bool in_bounds(__u64 number)
{
	return number <= INT32_MAX;
}

static bool datasec_in_bounds(const struct btf_type *datasec)
{
	const struct btf_var_secinfo *var = btf_var_secinfos(datasec);
	bool good = true;

	for (int i = 0; i < btf_vlen(datasec); i++)
		good = good && in_bounds(var[i].offset) && in_bounds(var[i].size);
	return good;
}

static bool types_in_bounds(const char *path)
{
	struct btf *btf = btf__parse(path, NULL);
	bool good = true;

	for (__u32 id = 1; btf && good && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_composite(type))
			good = in_bounds(type->size);
		else if (btf_is_datasec(type))
			good = datasec_in_bounds(type);
	}
	btf__free(btf);
	return good;
}

static bool table_in_bounds(Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	bool good = true;
	GElf_Sym symbol;

	for (int i = 0; data && good && gelf_getsym(data, i, &symbol); i++)
		good = in_bounds(symbol.st_value) && in_bounds(symbol.st_size);
	return good;
}

/* The symbols. clang leaves the offsets of variables to them, and 0 in the datasec. */
static bool symbols_in_bounds(int fd)
{
	Elf_Scn *section = NULL;
	bool good = true;
	GElf_Shdr header;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	while (elf && good && (section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
			good = table_in_bounds(section);
	elf_end(elf);
	return good;
}

bool object_in_bounds(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd < 0 || (symbols_in_bounds(fd) && types_in_bounds(path));

	if (fd >= 0)
		close(fd);
	return good;
}
