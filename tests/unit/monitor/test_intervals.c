/* SPDX-License-Identifier: GPL-2.0 */
/* The watcher: steps back in a recording, the speed of a replay, signals. */
#include "make.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "user/clock.h"
#include "ui/intervals.h"

#define FRAMES 6

static char path[] = "/tmp/test_watcher.XXXXXX";

/* FRAMES intervals, of which the fourth is under another policy. */
static int setup(void **state)
{
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	struct model m;

	(void)state;
	assert_non_null(file);
	assert_int_equal(model_init(&m), 0);
	for (int i = 1; i <= FRAMES; i++) {
		struct frame *f = make_frame(2, i, i == 4 ? "fifo" : "latency");

		assert_int_equal(model_add(&m, f), 0);
		assert_int_equal(output_json_frame(file, &m, f), 0);
		frame_free(f);
	}
	model_free(&m);
	return fclose(file);
}

static int teardown(void **state)
{
	(void)state;
	remove(path);
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	return 0;
}

static const struct options options = {.replay = path, .speed = 1, .filter = ""};

static void play(struct watcher *w, int frames)
{
	assert_int_equal(watcher_open(w, &options), 0);
	for (int i = 0; i < frames; i++)
		assert_int_equal(watcher_next(w), 0);
}

/* Is @w where one that was played to the end of the interval @nr is? */
static void assert_at(const struct watcher *w, int nr)
{
	struct watcher other;

	play(&other, nr);
	assert_int_equal(w->model.nr_frames, nr);
	assert_int_equal(w->frame->end_ns, other.frame->end_ns);
	assert_int_equal(w->model.nr_columns, other.model.nr_columns);
	assert_int_equal(w->model.nr_log, other.model.nr_log);
	assert_memory_equal(&w->model.since, &other.model.since, sizeof(other.model.since));
	assert_false(w->at_end);
	watcher_close(&other);
}

static void test_back(void **state)
{
	struct watcher w;

	(void)state;
	play(&w, FRAMES + 1);
	assert_true(w.at_end);
	for (int nr = FRAMES - 1; nr >= 1; nr--) {
		assert_int_equal(watcher_back(&w), 0);
		assert_at(&w, nr);
	}
	/* Before the first interval there is nothing. */
	assert_int_equal(watcher_back(&w), 0);
	assert_at(&w, 1);
	assert_int_equal(watcher_next(&w), 0);
	assert_at(&w, 2);
	watcher_close(&w);
}

static void test_no_way_back_in_a_pipe(void **state)
{
	const struct options from_pipe = {.replay = "-", .filter = ""};
	struct watcher w;
	int ends[2], file = open(path, O_RDONLY);
	char text[1 << 16];
	ssize_t size;

	(void)state;
	/* As much of it as a pipe holds: three frames at least. */
	size = read(file, text, sizeof(text));
	assert_true(size > 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, size), size);
	close(ends[1]);
	close(file);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	assert_int_equal(watcher_open(&w, &from_pipe), 0);
	assert_int_equal(watcher_next(&w), 0);
	assert_int_equal(watcher_next(&w), 0);
	capture_begin();
	assert_int_equal(watcher_back(&w), -ESPIPE);
	assert_non_null(strstr(capture_end(), "no way back"));
	/* And it can be played on. */
	assert_int_equal(w.model.nr_frames, 2);
	assert_int_equal(watcher_next(&w), 0);
	assert_int_equal(w.model.nr_frames, 3);
	watcher_close(&w);
}

static void test_speed(void **state)
{
	struct watcher w;

	(void)state;
	play(&w, 1);
	assert_int_equal(watcher_span(&w, 5), w.frame->span_ns);
	w.speed = watcher_change_speed(w.speed, true);
	assert_int_equal(watcher_span(&w, 5), w.frame->span_ns / 2);
	w.speed = watcher_change_speed(watcher_change_speed(w.speed, false), false);
	assert_int_equal(watcher_span(&w, 5), w.frame->span_ns * 2);
	w.speed = 0;
	assert_int_equal(watcher_span(&w, 5), 0);
	watcher_close(&w);
	/* It ends somewhere both ways; from no waiting at all it comes back. */
	assert_true(watcher_change_speed(MOST_SPEED, true) == MOST_SPEED);
	assert_true(watcher_change_speed(1.0 / 16, false) == 1.0 / 16);
	assert_true(watcher_change_speed(0, false) == MOST_SPEED);
	assert_true(watcher_change_speed(0, true) == 0);
}

/* SIGUSR1 cuts the wait short, also when it came before; it is told once and is no end. */
static void test_asked(void **state)
{
	struct watcher w;
	__u64 begin;

	(void)state;
	play(&w, 1);
	begin = clock_ns();
	raise(SIGUSR1);
	assert_false(watcher_asked());
	watcher_wait(&w, false, 10000);
	assert_true(clock_ms_since(begin) < 5000);
	assert_true(watcher_asked());
	assert_false(watcher_asked());
	assert_false(watcher_ended());
	watcher_close(&w);
}

/* A signal is seen also by who does not wait at all, as at the highest speed. */
static void test_ended(void **state)
{
	struct watcher w;

	(void)state;
	play(&w, 1);
	raise(SIGTERM);
	assert_false(watcher_ended());
	watcher_wait(&w, false, 0);
	assert_true(watcher_ended());
	watcher_close(&w);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_back),  TEST(test_no_way_back_in_a_pipe),
		TEST(test_speed), TEST(test_asked),
		TEST(test_ended), /* the last one: it stays so */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
