/* SPDX-License-Identifier: GPL-2.0 */
/* The exposition: its lines, its end, and buckets that add up. */
#include "make.h"
#include "output.h"

static char *expose(const struct frame *f)
{
	struct model model;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(model_init(&model), 0);
	assert_int_equal(model_add(&model, f), 0);
	assert_int_equal(output_openmetrics(out, &model, f), 0);
	fclose(out);
	model_free(&model);
	return text;
}

/* The value of the sample whose line begins with @name. */
static unsigned long long value_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	assert_non_null(at);
	assert_true(at == text || at[-1] == '\n');
	at += strcspn(at, "\n");
	while (at[-1] != ' ')
		at--;
	return strtoull(at, NULL, 10);
}

/* Bounds are whole buckets: what is at most 1.023 us has its own ones, exactly. */
static void test_buckets(void **state)
{
#define WAKEUP "scx_wait_seconds_bucket{source=\"suite\",policy=\"fifo\",cause=\"wakeup\",le="
	struct frame *f = make_frame(1, 1, "fifo");
	struct hist *h = &f->policies[0].stats.wait[WAIT_WAKEUP];
	char *text;

	(void)state;
	memset(h, 0, sizeof(*h));
	hist_record(h, 1023);
	hist_record(h, 1024);
	hist_record(h, 5000000000ULL);
	text = expose(f);
	assert_int_equal(value_of(text, WAKEUP "\"1.023e-06\""), 1);
	assert_int_equal(value_of(text, WAKEUP "\"2.047e-06\""), 2);
	assert_int_equal(value_of(text, WAKEUP "\"4.294967295\""), 2);
	assert_int_equal(value_of(text, WAKEUP "\"8.589934591\""), 3);
	assert_int_equal(value_of(text, WAKEUP "\"+Inf\""), 3);
	frame_free(f);
	free(text);
}

/* Every line is a comment or a sample, a metric is described once, and the end is the end. */
static void test_form(void **state)
{
	struct frame *f = make_frame(3, 1, "a\"b\\c");
	char *text = expose(f), *line, *next, *last = "";
	unsigned int types = 0;

	(void)state;
	assert_non_null(strstr(text, "policy=\"a\\\"b\\\\c\""));
	for (line = text; *line; line = next + 1) {
		next = strchr(line, '\n');
		assert_non_null(next);
		*next = '\0';
		last = line;
		types += !strncmp(line, "# TYPE ", 7);
		if (line[0] == '#')
			assert_true(!strncmp(line, "# TYPE ", 7) || !strncmp(line, "# HELP ", 7) ||
				    !strncmp(line, "# UNIT ", 7) || !strcmp(line, "# EOF"));
		else
			assert_true(!strncmp(line, "scx_", 4) && strrchr(line, ' '));
	}
	assert_string_equal(last, "# EOF");
	assert_int_equal(types, 3 + 2 + NR_COUNTERS + 1);
	frame_free(f);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buckets),
		cmocka_unit_test(test_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
