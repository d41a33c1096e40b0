/* SPDX-License-Identifier: GPL-2.0 */
/* A frame survives JSON unchanged; any other text is refused with a reason. */
#include "make.h"
#include <errno.h>
#include <jansson.h>
#include <unistd.h>
#include "feed/feed.h"
#include "format/output.h"

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

/* No task waited: the percentile is null instead of 0. */
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
		{"", "it is not JSON"},
		{"nonsense", "it is not JSON"},
		{"[]", "its schema is not scx-monitor/frame/1"},
		{"{\"schema\":\"scx-load/status/1\"}", "its schema is not scx-monitor/frame/1"},
		{"{\"schema\":\"scx-monitor/frame/1\"}", "it has no CPUs, or too many"},
		{"{\"schema\":\"scx-monitor/frame/1\",\"cpus\":[1]}",
		 "a text is missing or is not a string"},
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

/* The line of full_frame() with the value at @path ("cpus.0.online") replaced by @value, JSON. */
static char *changed_line(const char *path, const char *value)
{
	struct frame *f = full_frame();
	char *line = text_of(f), *copy = strdup(path), *rest = copy, *key;
	json_t *json = json_loads(line, 0, NULL), *at = json;
	json_t *to = json_loads(value, JSON_DECODE_ANY, NULL);

	assert_non_null(to);
	while ((key = strsep(&rest, ".")) && rest)
		at = json_is_array(at) ? json_array_get(at, atoi(key)) : json_object_get(at, key);
	assert_non_null(at);
	if (json_is_array(at))
		assert_int_equal(json_array_set_new(at, atoi(key), to), 0);
	else
		assert_int_equal(json_object_set_new(at, key, to), 0);
	free(line);
	line = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	free(copy);
	frame_free(f);
	return line;
}

/* The line is JSON and has the keys of a frame, but one value is impossible. */
static void test_unsound(void **state)
{
	static const char pair[] =
		"a histogram has an entry that is not a pair of bucket and count";
	static const char no_count[] = "a task's histogram has an entry that is not a count";
	static const struct {
		const char *path, *value, *why;
	} cases[] = {
		{"cpus.0.stats.ran_hist_ns", "[[\"x\", {}]]", pair},
		{"cpus.0.stats.ran_hist_ns", "[[5, 1.5]]", pair},
		{"cpus.0.stats.ran_hist_ns", "[[280, 1]]", pair},
		{"cpus.0.stats.ran_hist_ns", "[[5, -1]]", pair},
		{"cpus.0.stats.ran_hist_ns", "[[5, 9000000000000000000]]", pair},
		{"cpus.0.stats.ran_hist_ns", "[[5, 1], [5, 2]]",
		 "a histogram's buckets are not in order"},
		{"cpus.0.stats.ran_hist_ns", "[[-1, 1]]", "a histogram's buckets are not in order"},
		{"cpus.0.stats.counts.enqueued", "9000000000000000000", "a number is out of range"},
		{"cpus.0.online", "1", "a CPU is listed twice, or is neither online nor offline"},
		{"cpus.1.cpu", "0", "a CPU is listed twice, or is neither online nor offline"},
		{"cpus.1.cpu", "8192", "a number is out of range"},
		{"tasks.0.log2_hist_ns.3", "-1", no_count},
		{"tasks.0.log2_hist_ns.3", "4294967296", no_count},
		{"tasks.0.log2_hist_ns.3", "\"x\"", no_count},
		{"tasks.0.weight", "4294967296", "a number is out of range"},
		{"kernel_events", "[1]", "kernel_events is not an object"},
		{"kernel_events", "{\"A\": \"x\"}",
		 "kernel_events has too many entries, or one that is not a count"},
		{"policies", "null", "policies is not a list, or the list is too long"},
		{"source", "\"foreign\"", "its figures are from an unknown source"},
	};
	const char *why;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *line = changed_line(cases[i].path, cases[i].value);
		struct frame *f;

		if (frame_of_json(&f, line, strlen(line), &why) != -EINVAL)
			fail_msg("%s: %s is accepted", cases[i].path, cases[i].value);
		assert_string_equal(why, cases[i].why);
		free(line);
	}
}

/* Large values, and texts cut within a character, are written so that they can be read again. */
static void test_extremes_survive(void **state)
{
	static const struct {
		const char *path, *value;
	} cases[] = {
		{"tasks.0.weight", "4294967295"},
		{"tasks.0.policy",
		 "\"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\""},
		{"cpus.0.stats.ran_hist_ns", "[[279, 1099511627776]]"},
		{"source", "\"auto\""},
		{"more", "{\"than\": \"is known\"}"},
	};
	const char *why;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *line = changed_line(cases[i].path, cases[i].value), *once, *twice;
		struct frame *f, *back;

		assert_int_equal(frame_of_json(&f, line, strlen(line), &why), 0);
		once = text_of(f);
		assert_int_equal(frame_of_json(&back, once, strlen(once), &why), 0);
		assert_int_equal(back->nr_tasks, 2);
		assert_int_equal(back->tasks[0].record.weight, f->tasks[0].record.weight);
		twice = text_of(back);
		assert_string_equal(once, twice);
		frame_free(f);
		frame_free(back);
		free(line);
		free(once);
		free(twice);
	}
}

/* Every prefix of a line, and every line with one byte changed, is refused or gives a frame. */
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

/* The first byte is enough to refuse a foreign file without an end. */
static void test_replay_of_endless_line(void **state)
{
	struct feed *feed;

	(void)state;
	capture_begin();
	assert_int_equal(replay_open(&feed, "/dev/zero"), -EILSEQ);
	assert_non_null(strstr(capture_end(), "/dev/zero is not a recording made by scx-monitor"));
}

/* "-" is stdin: a pipe can be shown too. */
static void test_replay_of_pipe(void **state)
{
	struct frame *f = full_frame();
	char *line = text_of(f);
	const struct frame *got;
	struct feed *feed;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], line, strlen(line)), strlen(line));
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	assert_int_equal(replay_open(&feed, "-"), 0);
	assert_int_equal(feed->ops->next(feed, &got), 0);
	assert_int_equal(got->end_ns, f->end_ns);
	assert_int_equal(feed->ops->next(feed, &got), -ENODATA);
	feed->ops->close(feed);
	frame_free(f);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_figures_for_scripts),
		cmocka_unit_test(test_nothing_is_null),
		cmocka_unit_test(test_name_that_is_no_utf8),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_extremes_survive),
		cmocka_unit_test(test_replay_of_endless_line),
		cmocka_unit_test(test_replay_of_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
