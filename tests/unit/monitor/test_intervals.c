/* SPDX-License-Identifier: GPL-2.0 */
/* Intervals: steps back in a recording, the speed of a replay, signals. */
#include "make.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "user/clock.h"
#include "feed/signals.h"
#include "format/output.h"
#include "ui/intervals.h"

#define FRAMES 6

static char path[] = "/tmp/test_intervals.XXXXXX";

/* A recording of FRAMES intervals; the fourth is under another policy. */
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

static void play(struct intervals *iv, int frames)
{
	assert_int_equal(intervals_open(iv, &options), 0);
	for (int i = 0; i < frames; i++)
		assert_int_equal(intervals_next(iv), 0);
}

/* Assert that @iv stands where a recording stands that was played to the interval @nr. */
static void assert_at(const struct intervals *iv, int nr)
{
	struct intervals other;

	play(&other, nr);
	assert_int_equal(iv->model.nr_frames, nr);
	assert_int_equal(iv->frame->end_ns, other.frame->end_ns);
	assert_int_equal(iv->model.nr_columns, other.model.nr_columns);
	assert_int_equal(iv->model.nr_log, other.model.nr_log);
	assert_memory_equal(&iv->model.since, &other.model.since, sizeof(other.model.since));
	assert_false(iv->at_end);
	intervals_close(&other);
}

static void test_back(void **state)
{
	struct intervals iv;

	(void)state;
	play(&iv, FRAMES + 1);
	assert_true(iv.at_end);
	for (int nr = FRAMES - 1; nr >= 1; nr--) {
		assert_int_equal(intervals_back(&iv), 0);
		assert_at(&iv, nr);
	}
	/* The first interval has none before it. */
	assert_int_equal(intervals_back(&iv), 0);
	assert_at(&iv, 1);
	assert_int_equal(intervals_next(&iv), 0);
	assert_at(&iv, 2);
	intervals_close(&iv);
}

static void test_no_way_back_in_a_pipe(void **state)
{
	const struct options from_pipe = {.replay = "-", .filter = ""};
	struct intervals iv;
	int ends[2], file = open(path, O_RDONLY);
	char text[1 << 16];
	ssize_t size;

	(void)state;
	/* A pipe holds only a part of the recording: at least three frames. */
	size = read(file, text, sizeof(text));
	assert_true(size > 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, size), size);
	close(ends[1]);
	close(file);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	assert_int_equal(intervals_open(&iv, &from_pipe), 0);
	assert_int_equal(intervals_next(&iv), 0);
	assert_int_equal(intervals_next(&iv), 0);
	capture_begin();
	assert_int_equal(intervals_back(&iv), -ESPIPE);
	assert_non_null(strstr(capture_end(), "no way back"));
	/* The pipe can still be played on. */
	assert_int_equal(iv.model.nr_frames, 2);
	assert_int_equal(intervals_next(&iv), 0);
	assert_int_equal(iv.model.nr_frames, 3);
	intervals_close(&iv);
}

static void test_speed(void **state)
{
	struct intervals iv;

	(void)state;
	play(&iv, 1);
	assert_int_equal(intervals_span(&iv, 5), iv.frame->span_ns);
	iv.speed = intervals_change_speed(iv.speed, true);
	assert_int_equal(intervals_span(&iv, 5), iv.frame->span_ns / 2);
	iv.speed = intervals_change_speed(intervals_change_speed(iv.speed, false), false);
	assert_int_equal(intervals_span(&iv, 5), iv.frame->span_ns * 2);
	iv.speed = 0;
	assert_int_equal(intervals_span(&iv, 5), 0);
	intervals_close(&iv);
	/* The speed has two ends. Slower than "without waiting" is the upper one. */
	assert_true(intervals_change_speed(MOST_SPEED, true) == MOST_SPEED);
	assert_true(intervals_change_speed(1.0 / 16, false) == 1.0 / 16);
	assert_true(intervals_change_speed(0, false) == MOST_SPEED);
	assert_true(intervals_change_speed(0, true) == 0);
}

/* SIGUSR1 cuts the wait short, also when it came before the wait. It is reported once. */
static void test_asked(void **state)
{
	struct intervals iv;
	__u64 begin;

	(void)state;
	play(&iv, 1);
	begin = clock_ns();
	raise(SIGUSR1);
	assert_false(signals_asked_for_interval());
	intervals_wait(&iv, false, 10000);
	assert_true(clock_ms_since(begin) < 5000);
	assert_true(signals_asked_for_interval());
	assert_false(signals_asked_for_interval());
	assert_false(signals_asked_to_end());
	intervals_close(&iv);
}

/* A wait of 0 ms sees a signal too, as at the highest speed. */
static void test_ended(void **state)
{
	struct intervals iv;

	(void)state;
	play(&iv, 1);
	raise(SIGTERM);
	assert_false(signals_asked_to_end());
	intervals_wait(&iv, false, 0);
	assert_true(signals_asked_to_end());
	intervals_close(&iv);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_back),  TEST(test_no_way_back_in_a_pipe),
		TEST(test_speed), TEST(test_asked),
		TEST(test_ended), /* the last test: the flag stays set */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
