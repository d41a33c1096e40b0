/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-load: every kind of option, and what it says to a wrong one. */
#include "unit.h"
#include <errno.h>
#include "cli/exit_status.h"
#include "cli/options.h"

#define PARSE(o, ...)                                                                              \
	({                                                                                         \
		char *argv_[] = {"scx-load", __VA_ARGS__, NULL};                                   \
		capture_begin();                                                                   \
		int err_ = options_parse(o, ARRAY_SIZE(argv_) - 1, argv_);                         \
		capture_end();                                                                     \
		err_;                                                                              \
	})

static void test_run(void **state)
{
	struct options o;

	(void)state;
	assert_int_equal(PARSE(&o, "--policy", "latency", "-s", "slice_us=5", "--set=a.b=1", "-vv",
			       "-w", "2000", "-i", "1", "--dump-dir", "/x"),
			 0);
	assert_int_equal(o.action, ACTION_RUN);
	assert_string_equal(o.policy, "latency");
	assert_int_equal(o.sets.nr, 2);
	assert_string_equal(o.sets.at[0], "slice_us=5");
	assert_string_equal(o.sets.at[1], "a.b=1");
	assert_int_equal(o.verbose, 2);
	assert_int_equal(o.watchdog_ms, 2000);
	assert_int_equal(o.interval, 1);
	assert_string_equal(o.dump_dir, "/x");
}

static void test_actions(void **state)
{
	struct options o;

	(void)state;
	assert_int_equal(PARSE(&o, "--list"), 0);
	assert_int_equal(o.action, ACTION_LIST);
	assert_int_equal(PARSE(&o, "-h"), 0);
	assert_int_equal(o.action, ACTION_HELP);
	assert_int_equal(PARSE(&o, "--version"), 0);
	assert_int_equal(o.action, ACTION_VERSION);
	assert_int_equal(PARSE(&o, "-o", "x.bpf.o"), 0);
	assert_int_equal(o.action, ACTION_RUN);
	assert_int_equal(o.probation, 10);
	assert_int_equal(PARSE(&o, "-p", "x", "--restart", "-d", "--probation", "0"), 0);
	assert_int_equal(o.action, ACTION_RUN);
	assert_int_equal(o.probation, 0);
	assert_int_equal(PARSE(&o, "--set", "slice_us=1"), 0);
	assert_int_equal(o.action, ACTION_SET);
	assert_int_equal(PARSE(&o, "--status", "--json"), 0);
	assert_int_equal(o.action, ACTION_STATUS);
	assert_true(o.json);
	assert_int_equal(PARSE(&o, "--dry-run", "--policy", "fifo"), 0);
	assert_int_equal(o.action, ACTION_DRY_RUN);
}

/* Each wrong line is -EINVAL, and its message holds the word that helps. */
static void test_errors(void **state)
{
	static const struct {
		const char *args[4];
		const char *says;
	} wrong[] = {
		{{NULL}, "--policy NAME"},
		{{"--policy"}, "--policy needs a value"},
		{{"-p"}, "-p needs a value"},
		{{"--polcy", "x"}, "did you mean '--policy'"},
		{{"--nonsense-at-all"}, "see --help"},
		{{"-z"}, "'-z'"},
		{{"-zv"}, "'-z'"},
		{{"latency"}, "named with --policy"},
		{{"--stop", "--status"}, "cannot be combined"},
		{{"--stop", "--detach"}, "need a --policy"},
		{{"--restart"}, "--policy NAME"},
		{{"--status", "-p", "x"}, "which this command does not"},
		{{"--check", "-o", "x.bpf.o"}, "which this command does not"},
		{{"--set", "slice_us=1", "-w", "5000"}, "which this command does not"},
		{{"--reset", "--set", "slice_us=1"}, "give it by itself"},
		{{"-p", "x", "-di1"}, "choose one"},
		{{"-p", "x", "-i", "0"}, "from 1 to 86400"},
		{{"-p", "x", "-i", "1s"}, "not '1s'"},
		{{"-p", "x", "-w", "-5"}, "from 100 to 30000"},
		{{"-p", "x", "--watchdog=99999999999999999999"}, "from 100 to 30000"},
		{{"-p", "x", "--watchdog="}, "from 100 to 30000"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		char *argv[6] = {"scx-load"};
		struct options o;
		int argc = 1;

		for (; argc < 5 && wrong[i].args[argc - 1]; argc++)
			argv[argc] = (char *)wrong[i].args[argc - 1];
		capture_begin();
		assert_int_equal(options_parse(&o, argc, argv), -EINVAL);
		capture_end();
		if (!strstr(capture_text, wrong[i].says))
			fail_msg("case %zu says: %s", i, capture_text);
		assert_ptr_equal(strchr(capture_text, '\n'), strrchr(capture_text, '\n'));
	}
}

static void test_too_many_sets(void **state)
{
	char *argv[2 + OPT_LIST_MAX + 2] = {"scx-load", "-px"};
	struct options o;

	(void)state;
	for (int i = 2; i < 2 + OPT_LIST_MAX + 1; i++)
		argv[i] = "-sa=1";
	capture_begin();
	assert_int_equal(options_parse(&o, 2 + OPT_LIST_MAX, argv), 0);
	assert_int_equal(options_parse(&o, 2 + OPT_LIST_MAX + 1, argv), -EINVAL);
	capture_end();
}

static void test_help_names_all(void **state)
{
	static const char *const words[] = {"--policy NAME", "--set KEY=VALUE", "--list",
					    "--help",	     "[1..86400]",	"Exit status"};
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	options_help(out);
	fclose(out);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		assert_non_null(strstr(text, words[i]));
	free(text);
}

/* The documented exit statuses, by the errors that come to them; --help has them all. */
static void test_exit_status(void **state)
{
	static const struct {
		int err, status;
	} cases[] = {
		{0, 0},	      {-EIO, 1},       {-ETIMEDOUT, 1},	 {-EAGAIN, 1},	   {-EPIPE, 1},
		{-EINVAL, 2}, {-EBUSY, 3},     {-ENOTCONN, 3},	 {-EOPNOTSUPP, 4}, {-EPERM, 5},
		{-EACCES, 5}, {-ECANCELED, 6}, {-EOWNERDEAD, 7},
	};
	size_t size, lines = 0;
	char *text;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(outcome_of(cases[i].err), cases[i].status);
	exit_status_print(out);
	fclose(out);
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, NR_OUTCOMES);
	assert_non_null(strstr(text, "\n  2  wrong usage"));
	assert_non_null(strstr(text, "\n  7  the new scheduler failed"));
	assert_null(strstr(text, "(null)"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_too_many_sets),
		cmocka_unit_test(test_help_names_all),
		cmocka_unit_test(test_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
