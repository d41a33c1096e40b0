/* SPDX-License-Identifier: GPL-2.0 */
/* Topology from fake sysfs trees: shared caches, none described, offline and sparse CPUs. */
#include "unit.h"
#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include "user/sysfs.h"
#include "user/topology.h"

static char root[64];
static struct topology t;

static int setup(void **state)
{
	(void)state;
	strcpy(root, "/tmp/scx-topology.XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Write @text to the file NAME below the tree's system directory, making its directories. */
static void put_system(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/devices/system/%s", root, name);
	for (char *slash = path + strlen(root); (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%s\n", text);
	fclose(file);
}

static void put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "cpu/%s", name);
	put_system(path, text);
}

/* The machine has those of its possible CPUs that are in @present. */
static void put_cpus(const char *possible, const char *present, const char *online)
{
	put("possible", possible);
	put("present", present);
	put("online", online);
}

static void put_cache(int cpu, int index, int level, const char *shared)
{
	char name[64], text[16];

	snprintf(name, sizeof(name), "cpu%d/cache/index%d/level", cpu, index);
	snprintf(text, sizeof(text), "%d", level);
	put(name, text);
	snprintf(name, sizeof(name), "cpu%d/cache/index%d/shared_cpu_list", cpu, index);
	put(name, shared);
}

static void test_nodes(void **state)
{
	(void)state;
	put_cpus("0-3", "0-3", "0-3");
	put_system("node/online", "0,2");
	put_system("node/node0/cpulist", "0-1");
	put_system("node/node2/cpulist", "2-3");
	assert_int_equal(topology_read(&t, root), 0);
	assert_int_equal(t.nr_nodes, 2);
	for (int cpu = 0; cpu < 4; cpu++)
		assert_int_equal(t.node[cpu], cpu / 2 * 2);
}

static void test_two_llcs(void **state)
{
	(void)state;
	put_cpus("0-7", "0-7", "0-7");
	for (int cpu = 0; cpu < 8; cpu++) {
		char pair[8];

		snprintf(pair, sizeof(pair), "%d,%d", cpu % 4, cpu % 4 + 4);
		put_cache(cpu, 0, 1, pair);
		put_cache(cpu, 1, 2, pair);
		/* Interleaved, as with SMT: 0,1,4,5 and 2,3,6,7. */
		put_cache(cpu, 2, 3, cpu % 4 < 2 ? "0-1,4-5" : "2-3,6-7");
	}
	assert_int_equal(topology_read(&t, root), 0);
	assert_int_equal(t.nr_cpus, 8);
	assert_int_equal(t.nr_online, 8);
	assert_int_equal(t.nr_llcs, 2);
	assert_int_equal(t.nr_nodes, 1);
	for (int cpu = 0; cpu < 8; cpu++)
		assert_int_equal(t.llc[cpu], cpu % 4 < 2 ? 0 : 1);
}

/* A guest may describe no caches: a package then counts as an LLC. */
static void test_no_caches(void **state)
{
	(void)state;
	put_cpus("0-3", "0-3", "0-3");
	put("cpu0/topology/package_cpus_list", "0-1");
	put("cpu1/topology/package_cpus_list", "0-1");
	put("cpu2/topology/package_cpus_list", "2-3");
	put("cpu3/topology/package_cpus_list", "2-3");
	assert_int_equal(topology_read(&t, root), 0);
	assert_int_equal(t.nr_llcs, 2);
	assert_int_equal(t.llc[1], 0);
	assert_int_equal(t.llc[2], 1);
}

static void test_nothing_described(void **state)
{
	(void)state;
	put_cpus("0-1", "0-1", "0-1");
	assert_int_equal(topology_read(&t, root), 0);
	assert_int_equal(t.nr_llcs, 1);
	assert_int_equal(t.llc[0], 0);
	assert_int_equal(t.llc[1], 0);
}

/* Private caches only, as some machines describe them: not one LLC for each CPU. */
static void test_level_one_only(void **state)
{
	(void)state;
	put_cpus("0-1", "0-1", "0-1");
	put_cache(0, 0, 1, "0");
	put_cache(1, 0, 1, "1");
	put("cpu0/topology/package_cpus_list", "0-1");
	assert_int_equal(topology_read(&t, root), 0);
	assert_int_equal(t.nr_llcs, 1);
}

static void test_offline_and_sparse(void **state)
{
	(void)state;
	put_cpus("0-1,8-11", "0-1,8-9", "0,8-9");
	put_cache(0, 0, 3, "0");
	put_cache(8, 0, 3, "8-9");
	put_cache(9, 0, 3, "8-9");
	assert_int_equal(topology_read(&t, root), 0);
	assert_int_equal(t.nr_cpus, 12);
	assert_int_equal(t.nr_online, 3);
	assert_int_equal(t.nr_llcs, 2);
	assert_false(t.possible[5]);
	assert_true(t.possible[10]);
	assert_false(t.present[10]);
	assert_true(t.present[1]);
	assert_false(t.online[1]);
	assert_int_equal(t.llc[1], 0);
	assert_int_equal(t.llc[9], 1);
}

static void test_more_llcs_than_we_keep(void **state)
{
	(void)state;
	put_cpus("0-99", "0-99", "0-99");
	for (int cpu = 0; cpu < 100; cpu++) {
		char self[8];

		snprintf(self, sizeof(self), "%d", cpu);
		put_cache(cpu, 0, 3, self);
	}
	assert_int_equal(topology_read(&t, root), 0);
	assert_true(t.folded);
	assert_int_equal(t.nr_llcs, MAX_LLCS);
	for (int cpu = 0; cpu < 100; cpu++)
		assert_true(t.llc[cpu] < MAX_LLCS);
}

static void test_errors(void **state)
{
	(void)state;
	assert_int_equal(topology_read(&t, root), -ENOENT);
	put_cpus("0-x", "0-x", "0");
	assert_int_equal(topology_read(&t, root), -EINVAL);
	put("possible", "");
	assert_int_equal(topology_read(&t, root), -EINVAL);
	put("possible", "0-9000");
	assert_int_equal(topology_read(&t, root), -E2BIG);
}

static void count(unsigned int n, void *arg)
{
	*(unsigned int *)arg += n + 1;
}

static void test_list(void **state)
{
	static const char *const wrong[] = {"x", "1-", "3-1", "1,,2", "1 2", "-3", "1-99999999999"};
	unsigned int sum = 0;

	(void)state;
	assert_int_equal(sysfs_list("", count, &sum), 0);
	assert_int_equal(sum, 0);
	assert_int_equal(sysfs_list("0-3,8", count, &sum), 0);
	assert_int_equal(sum, 1 + 2 + 3 + 4 + 9);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(sysfs_list(wrong[i], count, &sum), -EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_two_llcs),
		TEST(test_nodes),
		TEST(test_no_caches),
		TEST(test_nothing_described),
		TEST(test_level_one_only),
		TEST(test_offline_and_sparse),
		TEST(test_more_llcs_than_we_keep),
		TEST(test_errors),
		TEST(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
