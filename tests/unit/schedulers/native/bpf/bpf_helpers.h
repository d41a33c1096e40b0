/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What libbpf gives a BPF program, for the same program compiled for this machine.
 *
 * The include path of these tests finds this file before libbpf's own. So the policies, and the
 * headers of scx_common/bpf that they are built from, compile here as they are: a section is
 * nothing, CO-RE finds every type and member where the compiler puts it, a map is memory of
 * kernel.c, and a kernel function is a function of kernel.c. A kernel function that kernel.c does
 * not define is missing in this kernel, as it would be in an old one.
 */
#ifndef TESTS_UNIT_SCHEDULERS_NATIVE_BPF_HELPERS_H
#define TESTS_UNIT_SCHEDULERS_NATIVE_BPF_HELPERS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* As for the BPF object: not every operation of a policy needs all that it is given. */
#pragma GCC diagnostic ignored "-Wunused-parameter"
/* For clang's attributes of CO-RE. */
#pragma GCC diagnostic ignored "-Wunknown-pragmas"

#define SEC(name)
#define __ksym
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#define barrier_var(var) __asm__ volatile("" : "+r"(var))
#define bpf_for(i, from, to) for ((i) = (from); (i) < (to); (i)++)
#define BPF_PROG(name, args...) name(args)
#define bpf_ksym_exists(symbol) (&(symbol) != NULL)

#define bpf_core_type_exists(type) 1
#define bpf_core_field_exists(field) (sizeof(field) > 0)
#define bpf_core_enum_value_exists(type, value) 1
#define bpf_core_enum_value(type, value) (value)
#define bpf_core_read(to, size, from) memcpy(to, from, size)
#define BPF_CORE_READ(from, field) ((from)->field)
#define BPF_CORE_READ_STR_INTO(to, from, field)                                                    \
	bpf_probe_read_kernel_str(to, sizeof(*(to)), (from)->field)
#define bpf_probe_read_kernel_str(to, size, from) snprintf((char *)(to), size, "%s", from)
#define bpf_per_cpu_ptr(pointer, cpu) (pointer)

#define __uint(name, value) int(*name)[value]
#define __type(name, type) typeof(type) *name
#define bpf_map_lookup_elem(map, key)                                                              \
	map_element(map, sizeof(*(map)->value), sizeof(*(map)->max_entries) / sizeof(int), *(key))
#define bpf_task_storage_get(map, task, value_, flags) task_storage(task, sizeof(*(map)->value))
#define bpf_cgrp_storage_get(map, cgroup, value_, flags)                                           \
	cgroup_storage(cgroup, sizeof(*(map)->value), (flags) != 0)

struct task_struct;
struct cgroup;
struct seq_file;

/* An element of an array; NULL behind its end. An array of 1 has one element for each CPU. */
void *map_element(const void *map, size_t size, size_t entries, __u32 key);
/* Zero at first. */
void *task_storage(struct task_struct *p, size_t size);
/* NULL if there is none and none is to be created. */
void *cgroup_storage(struct cgroup *cgroup, size_t size, bool create);
__u32 bpf_get_smp_processor_id(void);
struct task_struct *bpf_get_current_task_btf(void);
__u64 bpf_ktime_get_ns(void);
long bpf_seq_write(struct seq_file *seq, const void *data, __u32 size);

#endif
