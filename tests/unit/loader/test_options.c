/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command line of scx-load: the commands, every kind of option, and what a wrong one is told.
 */
#include "unit.h"
#include <errno.h>
#include "commands/commands.h"

/* The name of the command that the arguments mean; "none" after an error. */
#define PARSE(o, ...)                                                                              \
	({                                                                                         \
		char *argv_[] = {"scx-load", __VA_ARGS__, NULL};                                   \
		const struct command *c_;                                                          \
		capture_begin();                                                                   \
		c_ = commands_parse(o, ARRAY_SIZE(argv_) - 1, argv_);                              \
		capture_end();                                                                     \
		c_ ? c_->option.name : "none";                                                     \
	})

static void test_attach(void **state)
{
	struct options o;

	(void)state;
	assert_string_equal(PARSE(&o, "--policy", "latency", "-s", "slice_us=5", "--set=a.b=1",
				  "-vv", "-w", "2000", "-i", "1", "--dump-dir", "/x"),
			    "policy");
	assert_string_equal(o.policy, "latency");
	assert_int_equal(o.sets.nr, 2);
	assert_string_equal(o.sets.at[0], "slice_us=5");
	assert_string_equal(o.sets.at[1], "a.b=1");
	assert_int_equal(o.verbose, 2);
	assert_int_equal(o.watchdog_ms, 2000);
	assert_int_equal(o.interval, 1);
	assert_string_equal(o.dump_dir, "/x");
}

static void test_commands(void **state)
{
	struct options o;

	(void)state;
	assert_string_equal(PARSE(&o, "--list"), "list");
	assert_string_equal(PARSE(&o, "-h"), "help");
	assert_string_equal(PARSE(&o, "--help", "--detach"), "help");
	assert_string_equal(PARSE(&o, "--version"), "version");
	assert_string_equal(PARSE(&o, "-o", "x.bpf.o"), "object");
	assert_int_equal(o.probation, 10);
	assert_string_equal(PARSE(&o, "-o", "x.bpf.o", "-p", "x"), "policy");
	assert_string_equal(o.object, "x.bpf.o");
	assert_string_equal(PARSE(&o, "-p", "x", "--restart", "-d", "--probation", "0"), "policy");
	assert_int_equal(o.probation, 0);
	assert_string_equal(PARSE(&o, "--set", "slice_us=1"), "set");
	assert_string_equal(PARSE(&o, "--set", "slice_us=1", "-o", "x"), "object");
	assert_string_equal(PARSE(&o, "--status", "--json", "--status"), "status");
	assert_true(o.json);
	assert_string_equal(PARSE(&o, "--cost", "5", "--dump-dir", "/x", "--probation", "1"),
			    "cost");
	assert_int_equal(o.cost, 5);
	assert_string_equal(PARSE(&o, "--dry-run", "--policy", "fifo", "-w", "500", "-s", "a=1"),
			    "dry-run");
	assert_string_equal(PARSE(&o, "--list", "--object", "x", "--set", "a=1"), "list");
}

/* Each wrong line has one message, which holds the word that helps. */
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
		{{"status"}, "did you mean '--status'"},
		{{"stops"}, "did you mean '--stop'"},
		{{"start"}, "named with --policy"},
		{{"--stop", "--status"}, "--stop cannot be combined with --status\n"},
		{{"--stop", "--cost", "5"}, "--cost cannot be combined with --stop\n"},
		{{"--stop", "--detach"}, "with --stop; it goes with --policy, --object\n"},
		{{"--list", "-i", "1"}, "--interval cannot be combined with --list; it goes with"},
		{{"--restart"}, "--policy NAME"},
		{{"-w", "500"}, "--policy NAME"},
		{{"--status", "-p", "x"},
		 "--policy cannot be combined with --status; it goes with"},
		{{"--check", "-o", "x.bpf.o"}, "with --check; it goes with --policy, --dry-run"},
		{{"--set", "slice_us=1", "-w", "5000"}, "--watchdog cannot be combined with --set"},
		{{"--reset", "--set", "slice_us=1"}, "--set cannot be combined with --reset"},
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
		assert_null(commands_parse(&o, argc, argv));
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
	assert_non_null(commands_parse(&o, 2 + OPT_LIST_MAX, argv));
	assert_null(commands_parse(&o, 2 + OPT_LIST_MAX + 1, argv));
	capture_end();
}

static void test_help_names_all(void **state)
{
	static const char *const words[] = {"usage: ",
					    "--policy NAME",
					    "--set KEY=VALUE",
					    "--list",
					    "\nCommands:\n",
					    "\nOptions:\n",
					    "[1..86400]",
					    "\n  -j, --json",
					    "--help",
					    "Exit status",
					    " need no root: --status --check --list"};
	struct options o;
	char *argv[] = {"scx-load", "--help", NULL}, *text;
	FILE *out, *saved = stdout;
	size_t size;

	(void)state;
	out = open_memstream(&text, &size);
	stdout = out;
	commands_run(commands_parse(&o, 2, argv), &o);
	stdout = saved;
	fclose(out);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strstr(text, words[i]))
			fail_msg("--help lacks '%s'", words[i]);
	free(text);
}

/* The documented exit statuses, by outcome and by the errors that come to them. */
static void test_exit_status(void **state)
{
	static const struct {
		int err, status;
	} errors[] = {
		{0, 0},	     {-EIO, 1},	       {-ETIMEDOUT, 1}, {-ENOEXEC, 1}, {-EINVAL, 2},
		{-EBUSY, 3}, {-EOPNOTSUPP, 4}, {-EPERM, 5},	{-EACCES, 5},
	};
	static const int statuses[NR_OUTCOMES] = {
		[OUTCOME_FAILED] = 1,	    [OUTCOME_DETACHED] = 1,
		[OUTCOME_CPUS_CHANGED] = 1, [OUTCOME_USAGE] = 2,
		[OUTCOME_BUSY] = 3,	    [OUTCOME_NOTHING_ATTACHED] = 3,
		[OUTCOME_UNSUPPORTED] = 4,  [OUTCOME_NOT_PERMITTED] = 5,
		[OUTCOME_EJECTED] = 6,	    [OUTCOME_KEPT_PREVIOUS] = 7,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		assert_int_equal(outcome_status(outcome_of(errors[i].err)), errors[i].status);
	for (int o = 0; o < NR_OUTCOMES; o++)
		assert_int_equal(outcome_status(o), statuses[o]);
}

/* --help has a line for each status, in order. */
static void test_statuses_in_help(void **state)
{
	size_t size;
	char *text, *line;
	FILE *out = open_memstream(&text, &size);
	int status, next = 0;

	(void)state;
	outcome_print_statuses(out);
	fclose(out);
	assert_null(strstr(text, "(null)"));
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		assert_int_equal(sscanf(line, "  %d  ", &status), 1);
		assert_int_equal(status, next++);
		assert_int_equal(status == 3, !!strstr(line, "attached; or nothing is attached"));
	}
	assert_int_equal(next, 8);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attach),		 cmocka_unit_test(test_commands),
		cmocka_unit_test(test_errors),		 cmocka_unit_test(test_too_many_sets),
		cmocka_unit_test(test_help_names_all),	 cmocka_unit_test(test_exit_status),
		cmocka_unit_test(test_statuses_in_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
