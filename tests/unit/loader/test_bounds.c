/* SPDX-License-Identifier: GPL-2.0 */
/* An object with symbols so far beyond their section that libbpf's sums of 32 bits wrap. */
#include "unit.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>
#include "object/object.h"

extern const char embedded_object[], embedded_object_end[];

static char path[] = "/tmp/bounds.XXXXXX";
static int fd = -1;

/* A copy of the suite's object, which may be damaged. */
static int setup(void **state)
{
	size_t size = embedded_object_end - embedded_object;

	(void)state;
	strcpy(path + strlen(path) - 6, "XXXXXX");
	fd = mkstemp(path);
	return fd < 0 || write(fd, embedded_object, size) != (ssize_t)size ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	return close(fd);
}

/* Place the symbol @name at @value in the copy. */
static void place(const char *name, __u64 value)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header = {0};
	GElf_Sym symbol;
	Elf_Data *table;
	Elf *elf;
	int i = 0;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_RDWR, NULL);
	assert_non_null(elf);
	while (header.sh_type != SHT_SYMTAB) {
		section = elf_nextscn(elf, section);
		assert_non_null(gelf_getshdr(section, &header));
	}
	table = elf_getdata(section, NULL);
	do
		assert_non_null(gelf_getsym(table, i++, &symbol));
	while (strcmp(elf_strptr(elf, header.sh_link, symbol.st_name), name) != 0);
	symbol.st_value = value;
	assert_true(gelf_update_sym(table, i - 1, &symbol));
	elf_flagdata(table, ELF_C_SET, ELF_F_DIRTY);
	elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);
	assert_true(elf_update(elf, ELF_C_WRITE) > 0);
	elf_end(elf);
}

/* The copy does not open, and the error says why. */
static void assert_refused(void)
{
	struct object object;
	int err;

	capture_begin();
	err = object_open(&object, path);
	capture_end();
	assert_int_equal(err, -ENOEXEC);
	assert_non_null(strstr(capture_text, "a damaged one"));
}

static void test_sound(void **state)
{
	struct object object;

	(void)state;
	assert_true(object_in_bounds(path));
	assert_int_equal(object_open(&object, path), 0);
	object_close(&object);
}

/* The sched_ext_ops of 320 bytes: with 0xffffff00 before them the end is at 64. */
static void test_wraps(void **state)
{
	(void)state;
	place("suite", 0xffffff00);
	assert_false(object_in_bounds(path));
	assert_refused();
}

/* Where libbpf compares rightly, the check leaves it to libbpf. */
static void test_beyond(void **state)
{
	(void)state;
	place("suite", 1 << 20);
	assert_true(object_in_bounds(path));
	assert_refused();
}

static void test_no_object(void **state)
{
	(void)state;
	assert_true(object_in_bounds("/nonexistent"));
	assert_true(object_in_bounds("/proc/self/exe"));
	assert_true(object_in_bounds("/dev/null"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sound, setup, teardown),
		cmocka_unit_test_setup_teardown(test_wraps, setup, teardown),
		cmocka_unit_test_setup_teardown(test_beyond, setup, teardown),
		cmocka_unit_test(test_no_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
