/* SPDX-License-Identifier: GPL-2.0 */
/* The canvas cuts what is outside; bars and glyphs have the right length and height. */
#include "unit.h"
#include "views/canvas.h"

static struct canvas c;

static int setup(void **state)
{
	(void)state;
	c = (struct canvas){.utf8 = false};
	return canvas_resize(&c, 3, 10);
}

static int teardown(void **state)
{
	(void)state;
	canvas_free(&c);
	return 0;
}

static void assert_printed(const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(canvas_print(&c, out), 0);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void test_text(void **state)
{
	(void)state;
	assert_int_equal(canvas_put(&c, 0, 2, ROLE_TITLE, "%d us", 42), 7);
	canvas_put_right(&c, 1, 10, ROLE_TEXT, "%s", "end");
	assert_printed("  42 us\n       end\n\n");
	assert_int_equal(c.cells[2].role, ROLE_TITLE);
	assert_int_equal(c.cells[17].role, ROLE_TEXT);
}

/* Text is cut at every edge. The returned column is where the whole text would have ended. */
static void test_cut(void **state)
{
	(void)state;
	assert_int_equal(canvas_put(&c, 0, 7, ROLE_TEXT, "abcdef"), 13);
	assert_int_equal(canvas_put(&c, 1, -2, ROLE_TEXT, "abcdef"), 4);
	canvas_put(&c, -1, 0, ROLE_TEXT, "above");
	canvas_put(&c, 3, 0, ROLE_TEXT, "below");
	canvas_put_right(&c, 2, 4, ROLE_TEXT, "too long");
	canvas_glyph(&c, 0, 10, ROLE_TEXT, GLYPH_LINE, 0);
	canvas_glyph(&c, 3, 0, ROLE_TEXT, GLYPH_LINE, 0);
	canvas_bar(&c, 2, 8, 5, ROLE_TEXT, 1);
	assert_printed("       abc\ncdef\nlong    ##\n");
}

/* The name of a task may hold any byte: no control character reaches the terminal. */
static void test_control_characters(void **state)
{
	(void)state;
	canvas_put(&c, 0, 0, ROLE_TEXT, "a\033[2Jb\n\303");
	assert_printed("a?[2Jb??\n\n\n");
}

/* A bar is rounded to eighths of a column, and is never longer than its columns. */
static void test_bar(void **state)
{
	(void)state;
	c.utf8 = true;
	canvas_bar(&c, 0, 0, 4, ROLE_GOOD, 0);
	canvas_bar(&c, 1, 0, 4, ROLE_GOOD, 0.625);
	canvas_bar(&c, 2, 0, 4, ROLE_GOOD, 1);
	assert_printed("\n██▌\n████\n");
	canvas_bar(&c, 0, 0, 4, ROLE_GOOD, 1.5);
	assert_printed("████\n██▌\n████\n");
}

/* A set has eight glyphs, one column wide in UTF-8 and in ASCII. A step beyond is the end. */
static void test_glyphs(void **state)
{
	(void)state;
	for (int utf8 = 0; utf8 < 2; utf8++) {
		c.utf8 = utf8;
		for (int step = -1; step < 9; step++)
			canvas_glyph(&c, utf8, step + 1, ROLE_TEXT, GLYPH_SPARK, step);
	}
	assert_printed("__.,-~+*##\n▁▁▂▃▄▅▆▇██\n\n");
}

/* A canvas is blank after a resize, and has the new size. */
static void test_resize(void **state)
{
	(void)state;
	canvas_put(&c, 0, 0, ROLE_TEXT, "old");
	assert_int_equal(canvas_resize(&c, 2, 3), 0);
	assert_printed("\n\n");
	canvas_put(&c, 1, 0, ROLE_TEXT, "new!");
	assert_printed("\nnew\n");
	/* A terminal may have no rows and no columns. */
	assert_int_equal(canvas_resize(&c, 0, 0), 0);
	canvas_put(&c, 0, 0, ROLE_TEXT, "x");
	assert_printed("");
}

static void test_axis(void **state)
{
	(void)state;
	assert_true(log_place(0) == 0);
	assert_true(log_place(999) == 0);
	assert_true(log_place(1000) == 0);
	assert_true(log_place(1000000) > 0.499 && log_place(1000000) < 0.501);
	assert_true(log_place(1000000000) == 1);
	assert_true(log_place(60000000000) == 1);
	assert_int_equal(wait_role(999999), ROLE_GOOD);
	assert_int_equal(wait_role(1000000), ROLE_WARN);
	assert_int_equal(wait_role(10000000), ROLE_BAD);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_text), TEST(test_cut),    TEST(test_control_characters),
		TEST(test_bar),	 TEST(test_glyphs), TEST(test_resize),
		TEST(test_axis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
