/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of scx-monitor, its tables of views and keys. */
#include "unit.h"
#include <errno.h>
#include "ui/keys.h"
#include "options.h"
#include "views/views.h"

static struct options o;
static const char *said;

#define PARSE(...)                                                                                 \
	({                                                                                         \
		char *argv_[] = {"scx-monitor", __VA_ARGS__, NULL};                                \
		capture_begin();                                                                   \
		int err_ = options_parse(&o, ARRAY_SIZE(argv_) - 1, argv_);                        \
		said = capture_end();                                                              \
		err_;                                                                              \
	})

static void test_values(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-d", "0.25", "-n", "3", "--view", "tasks", "--source", "probe",
			       "--color", "never", "--record", "/x", "-b"),
			 0);
	assert_int_equal(o.interval_ms, 250);
	assert_int_equal(o.count, 3);
	assert_int_equal(o.view, VIEW_tasks);
	assert_int_equal(o.source, SOURCE_PROBE);
	assert_int_equal(o.color, COLOR_NEVER);
	assert_string_equal(o.record, "/x");
	assert_int_equal(o.action, ACTION_BATCH);
}

static void test_defaults(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--replay", "/x"), 0);
	assert_int_equal(o.interval_ms, 1000);
	assert_int_equal(o.source, SOURCE_AUTO);
	assert_int_equal(o.speed, 1);
	assert_int_equal(o.action, ACTION_WATCH);
	/* Without --count one exposition is printed. */
	assert_int_equal(PARSE("--openmetrics"), 0);
	assert_int_equal(o.count, 1);
	/* A recording is summed up at once, to its end. */
	assert_int_equal(PARSE("--openmetrics", "--replay", "/x"), 0);
	assert_int_equal(o.count, 0);
	assert_int_equal(o.speed, 0);
}

static void test_errors(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-d", "0.05"), -EINVAL);
	assert_non_null(strstr(said, "--interval takes seconds from 0.1 to 86400, not '0.05'"));
	assert_int_equal(PARSE("-d", "nan"), -EINVAL);
	assert_int_equal(PARSE("-d", "1x"), -EINVAL);
	assert_int_equal(PARSE("--view", "task"), -EINVAL);
	assert_non_null(strstr(said, "one of cpus|heatmap|histogram|tasks|events, not 'task'"));
	assert_int_equal(PARSE("--record", "/x", "--replay", "/y"), -EINVAL);
	assert_int_equal(PARSE("--json", "--batch"), -EINVAL);
	assert_int_equal(PARSE("stray"), -EINVAL);
	assert_int_equal(PARSE("--recrod", "/x"), -EINVAL);
	assert_non_null(strstr(said, "did you mean '--record'?"));
	assert_int_equal(PARSE("--recrod=/x"), -EINVAL);
	assert_non_null(strstr(said, "did you mean '--record'?"));
	assert_int_equal(PARSE("--json=x"), -EINVAL);
	assert_non_null(strstr(said, "--json takes no value"));
	assert_int_equal(PARSE("--speed", "2"), -EINVAL);
	assert_non_null(strstr(said, "--speed is for a recording"));
	/* Among several letters the wrong one is named. */
	assert_int_equal(PARSE("-zv"), -EINVAL);
	assert_non_null(strstr(said, "there is no option '-z'"));
	assert_int_equal(PARSE("-vd"), -EINVAL);
	assert_non_null(strstr(said, "-d needs a value"));
}

/* The words of --view are those of the table of views, in the order of the table. */
static void test_views(void **state)
{
	char *argv[] = {"scx-monitor", "--view", NULL, NULL};

	(void)state;
	for (int view = 0; view < NR_VIEWS; view++) {
		argv[2] = (char *)view_name(view);
		assert_int_equal(options_parse(&o, 3, argv), 0);
		assert_int_equal(o.view, view);
	}
}

/* The row of a view is complete, and no general key hides one of its keys. */
static void test_keys_of_views(void **state)
{
	struct look look = {.view = VIEW_tasks};
	const struct view_key *key;

	(void)state;
	for (int view = 0; view < NR_VIEWS; view++) {
		assert_true(views[view]->title[0] && views[view]->about[0]);
		assert_non_null(views[view]->draw);
		for (key = views[view]->keys; key && key->letter; key++) {
			assert_int_equal(key_action(key->letter), DO_NOTHING);
			assert_true(key->change || key->request);
			look.view = view;
			assert_ptr_equal(views_key(&look, key->letter), key);
		}
	}
	/* The key of another view acts too. */
	look = (struct look){.view = VIEW_tasks};
	views_key(&look, 'f')->change(&look);
	assert_true(look.cpus.folded);
	assert_null(views_key(&look, 'q'));
	assert_null(views_key(&look, 0));
}

static void test_keys(void **state)
{
	char *text = NULL, *line, *next;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	keys_print(out);
	fclose(out);
	assert_int_equal(key_action('q'), DO_QUIT);
	assert_int_equal(key_action('?'), DO_HELP);
	assert_int_equal(key_action('1'), DO_VIEW_1);
	assert_int_equal(key_action('5'), DO_VIEW_1 + VIEW_events);
	assert_int_equal(key_action('j'), DO_DOWN_ROW);
	assert_int_equal(key_action('.'), DO_STEP);
	assert_int_equal(key_action(','), DO_BACK);
	assert_int_equal(key_action('+'), DO_PLUS);
	assert_int_equal(key_action('-'), DO_MINUS);
	assert_int_equal(key_action('Y'), DO_NOTHING);
	assert_int_equal(key_action(-1), DO_NOTHING);
	/* A line has names, a tab, and what the key does. */
	for (line = text; *line; line = next + 1) {
		next = strchr(line, '\n');
		assert_non_null(next);
		*next = '\0';
		assert_non_null(strchr(line, '\t'));
		assert_true(strchr(line, '\t')[1] != '\0');
	}
	free(text);
}

/* On a low terminal the help has pages. Each key is on one of them. */
static void test_help_in_pages(void **state)
{
	struct canvas c = {0};
	char *text = NULL, *line;
	size_t size, from = 0;
	int lines = 0, pages = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	keys_print(out);
	fclose(out);
	for (line = text; (line = strchr(line, '\n')); line++)
		lines++;
	free(text);
	do {
		assert_int_equal(canvas_resize(&c, 5, 40), 0);
		from = keys_draw(&c, from);
		for (int row = 1; row < c.rows; row++)
			lines -= c.cells[row * c.cols].glyph[0] != '\0';
		assert_true(++pages < 20);
	} while (from);
	assert_int_equal(lines, 0);
	assert_true(pages > 1);
	assert_int_equal(canvas_resize(&c, 23, 80), 0);
	assert_int_equal(keys_draw(&c, 0), 0);
	canvas_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),	      cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_errors),	      cmocka_unit_test(test_views),
		cmocka_unit_test(test_keys),	      cmocka_unit_test(test_keys_of_views),
		cmocka_unit_test(test_help_in_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
