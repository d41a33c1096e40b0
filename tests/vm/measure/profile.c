/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A plugin of QEMU for `profile`. It counts the instructions that a guest of one thread executes
 * (vm --clock virtual), by translated block. At each mark in the guest (programs/mark.c) the counts
 * since the last mark go into a file OUT.N, a line "ADDRESS INSTRUCTIONS" for each block.
 *
 * No Debian package has QEMU's header of the interface, so the declarations that are used are here.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
					   void (*cb)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
					  void (*cb)(unsigned int cpu, void *data), int flags,
					  void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*cb)(unsigned int cpu, void *data), int flags,
					    void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to, size_t size);

EXPORT int qemu_plugin_version = 4;
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv);

/* nopl 0x4afebabe(%rax): has no effect, and compilers do not emit it. */
static const unsigned char mark[] = {0x0f, 0x1f, 0x80, 0xbe, 0xba, 0xfe, 0x4a};

struct block {
	uint64_t address, insns, runs;
	struct block *same_hash, *next;
};

#define HASHES (1U << 18)

static struct block *by_hash[HASHES], *all;
static const char *out;

static void ran(unsigned int cpu, void *data)
{
	((struct block *)data)->runs++;
}

static void marked(unsigned int cpu, void *data)
{
	static unsigned int nr;
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%s.%u", out, nr++);
	f = fopen(name, "w");
	for (struct block *b = all; b; b = b->next) {
		if (b->runs && f)
			fprintf(f, "%" PRIx64 " %" PRIu64 "\n", b->address, b->runs * b->insns);
		b->runs = 0;
	}
	if (!f || fclose(f)) {
		perror(name);
		exit(1);
	}
}

/* A block may be translated several times. There is one count for each address and length. */
static struct block *block_of(uint64_t address, uint64_t insns)
{
	unsigned int hash = (address ^ address >> 18 ^ insns << 7) % HASHES;
	struct block *b = by_hash[hash];

	while (b && (b->address != address || b->insns != insns))
		b = b->same_hash;
	if (b)
		return b;
	b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	*b = (struct block){address, insns, 0, by_hash[hash], all};
	by_hash[hash] = all = b;
	return b;
}

static void translated(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t insns = qemu_plugin_tb_n_insns(tb);
	unsigned char bytes[sizeof(mark)];

	qemu_plugin_register_vcpu_tb_exec_cb(tb, ran, 0, block_of(qemu_plugin_tb_vaddr(tb), insns));
	for (size_t i = 0; i < insns; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		if (qemu_plugin_insn_data(insn, bytes, sizeof(bytes)) == sizeof(mark) &&
		    !memcmp(bytes, mark, sizeof(mark)))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, marked, 0, NULL);
	}
}

/* argv[0] is "out=PATH". */
int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fputs("profile: wants out=PATH\n", stderr);
		return 1;
	}
	out = strdup(argv[0] + 4);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
