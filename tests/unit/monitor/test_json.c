/* SPDX-License-Identifier: GPL-2.0 */
/* A frame survives JSON unchanged; what is no frame is refused with a reason. */
#include "make.h"
#include <errno.h>
#include <jansson.h>
#include "feed.h"
#include "output.h"

static char *text_of(const struct frame *f)
{
	struct model model;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(model_init(&model), 0);
	assert_int_equal(model_add(&model, f), 0);
	assert_int_equal(output_json_frame(out, &model, f), 0);
	fclose(out);
	model_free(&model);
	return text;
}

static struct frame *full_frame(void)
{
	struct frame *f = make_frame(9, 5, "weighted");

	f->nr_events = 1;
	strcpy(f->events[0].name, "SCX_EV_X");
	f->events[0].grown = 9;
	strcpy(f->machine.exit_text, "stalled: \"sh\"\n");
	assert_int_equal(frame_new_tasks(f, 2), 0);
	f->has_tasks = true;
	for (int i = 0; i < 2; i++) {
		struct task_record *r = &f->tasks[i].record;

		r->pid = 100 + i;
		r->tgid = 100;
		strcpy(r->comm, i ? "two" : "one");
		r->nice = -5;
		r->weight = 300;
		r->waits.count = 4;
		r->waits.sum = 1000;
		r->waits.worst = 700;
		r->waits.bucket[9] = 4;
		strcpy(f->tasks[i].policy, "weighted");
	}
	return f;
}

static void test_round_trip(void **state)
{
	struct frame *f = full_frame(), *back;
	char *text = text_of(f), *again;
	const char *why;

	(void)state;
	assert_int_equal(frame_of_json(&back, text, strlen(text), &why), 0);
	again = text_of(back);
	assert_string_equal(text, again);
	assert_int_equal(back->nr_cpus, f->nr_cpus);
	assert_memory_equal(back->cpus, f->cpus, f->nr_cpus * sizeof(f->cpus[0]));
	assert_memory_equal(&back->total, &f->total, sizeof(f->total));
	assert_memory_equal(&back->machine, &f->machine, sizeof(f->machine));
	assert_memory_equal(back->tasks, f->tasks, f->nr_tasks * sizeof(f->tasks[0]));
	assert_memory_equal(back->policies, f->policies, sizeof(f->policies));
	frame_free(f);
	frame_free(back);
	free(text);
	free(again);
}

static void test_figures_for_scripts(void **state)
{
	struct frame *f = full_frame();
	char *text = text_of(f);
	json_t *json = json_loads(text, 0, NULL), *total = json_object_get(json, "total");
	struct hist waits;

	(void)state;
	cpu_stats_waits(&waits, &f->total);
	assert_string_equal(json_string_value(json_object_get(json, "schema")),
			    "scx-monitor/frame/1");
	assert_int_equal(json_integer_value(json_object_get(total, "p99_ns")),
			 hist_percentile(&waits, 990));
	assert_true(json_real_value(json_object_get(json, "dispatches_per_s")) ==
		    hist_count(&waits));
	json_decref(json);
	frame_free(f);
	free(text);
}

/* Nobody waited: there is no percentile, which is not the same as 0. */
static void test_nothing_is_null(void **state)
{
	struct frame *f = frame_new(1);
	char *text = text_of(f);
	json_t *json = json_loads(text, 0, NULL), *total = json_object_get(json, "total");

	(void)state;
	assert_true(json_is_null(json_object_get(total, "p99_ns")));
	assert_true(json_is_null(json_object_get(json, "tasks")));
	json_decref(json);
	frame_free(f);
	free(text);
}

static void test_name_that_is_no_utf8(void **state)
{
	struct frame *f = full_frame(), *back;
	const char *why;
	char *text;

	(void)state;
	strcpy(f->tasks[0].record.comm, "a\xff\xfe z");
	text = text_of(f);
	assert_int_equal(frame_of_json(&back, text, strlen(text), &why), 0);
	assert_string_equal(back->tasks[0].record.comm, "a?? z");
	frame_free(f);
	frame_free(back);
	free(text);
}

static void test_refused(void **state)
{
	static const struct {
		const char *line, *why;
	} cases[] = {
		{"", "it is no JSON"},
		{"nonsense", "it is no JSON"},
		{"[]", "its schema is not scx-monitor/frame/1"},
		{"{\"schema\":\"scx-load/status/1\"}", "its schema is not scx-monitor/frame/1"},
		{"{\"schema\":\"scx-monitor/frame/1\"}", "it has no CPUs, or too many"},
		{"{\"schema\":\"scx-monitor/frame/1\",\"cpus\":[1]}",
		 "a text is missing or is none"},
	};
	struct frame *f;
	const char *why;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(frame_of_json(&f, cases[i].line, strlen(cases[i].line), &why),
				 -EINVAL);
		assert_string_equal(why, cases[i].why);
	}
}

/* Every prefix of a line, and every line with one byte changed, is refused or is sound. */
static void test_damage(void **state)
{
	struct frame *f = make_frame(1, 1, "fifo"), *back;
	char *text = text_of(f);
	size_t length = strlen(text);
	const char *why;

	(void)state;
	for (size_t cut = 0; cut < length - 1; cut += 37)
		assert_int_equal(frame_of_json(&back, text, cut, &why), -EINVAL);
	for (size_t i = 0; i < length; i += 3) {
		char was = text[i];

		text[i] = "9-]\"x{"[i % 6];
		if (!frame_of_json(&back, text, length, &why)) {
			free(text_of(back));
			frame_free(back);
		}
		text[i] = was;
	}
	frame_free(f);
	free(text);
}

static char path[] = "/tmp/scx-recording.XXXXXX";

static void write_file(const char *text, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_int_equal(fwrite(text, 1, size, file), size);
	fclose(file);
}

static void test_replay(void **state)
{
	struct frame *f = full_frame();
	const struct frame *got;
	char *line = text_of(f), *two;
	struct feed *feed;
	char said[256];

	(void)state;
	assert_true(mkstemp(path) >= 0);
	assert_true(asprintf(&two, "%s%s", line, line) > 0);
	write_file(two, strlen(two));
	assert_int_equal(replay_open(&feed, path), 0);
	assert_int_equal(feed->ops->next(feed, &got), 0);
	assert_int_equal(feed->ops->next(feed, &got), 0);
	assert_int_equal(got->end_ns, f->end_ns);
	assert_int_equal(feed->ops->next(feed, &got), -ENODATA);
	feed->ops->close(feed);

	/* Cut off in the second line: the first one is still shown. */
	write_file(two, strlen(two) - 5);
	assert_int_equal(replay_open(&feed, path), 0);
	capture_begin();
	assert_int_equal(feed->ops->next(feed, &got), 0);
	snprintf(said, sizeof(said), "%s", capture_end());
	assert_non_null(strstr(said, "is cut off in line 2; `head -n 1 "));
	assert_int_equal(feed->ops->next(feed, &got), -EILSEQ);
	feed->ops->close(feed);

	write_file("", 0);
	capture_begin();
	assert_int_equal(replay_open(&feed, path), -EILSEQ);
	assert_non_null(strstr(capture_end(), "is empty"));
	remove(path);
	frame_free(f);
	free(line);
	free(two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),	cmocka_unit_test(test_figures_for_scripts),
		cmocka_unit_test(test_nothing_is_null), cmocka_unit_test(test_name_that_is_no_utf8),
		cmocka_unit_test(test_refused),		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_replay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
