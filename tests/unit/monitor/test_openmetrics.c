/* SPDX-License-Identifier: GPL-2.0 */
/* The OpenMetrics exposition: its grammar line by line, its figures compared with raw samples. */
#include "make.h"
#include <ctype.h>
#include <math.h>
#include "format/output.h"

#define CPUS 3
#define SAMPLES 3000
#define MAX_FAMILIES 64

static struct model model;

static int setup(void **state)
{
	(void)state;
	return model_init(&model);
}

static int teardown(void **state)
{
	(void)state;
	model_free(&model);
	return 0;
}

/* Add @f to the model and print the exposition. The caller frees the text. */
static char *exposition(struct frame *f)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(model_add(&model, f), 0);
	assert_int_equal(output_openmetrics(out, &model, f), 0);
	fclose(out);
	frame_free(f);
	return text;
}

/* The value of the sample that begins with @series. Asserts that there is just one. */
static double value_of(const char *text, const char *series)
{
	char line[128];
	const char *at;

	snprintf(line, sizeof(line), "\n%s", series);
	at = strstr(text, line);
	if (!at)
		fail_msg("there is no %s", series);
	assert_null(strstr(at + 1, line));
	return strtod(at + strlen(line), NULL);
}

/* Skip a name of letters, digits and '_' that begins without a digit. Returns what follows. */
static const char *skip_name(const char *at)
{
	assert_true(isalpha(*at) || *at == '_');
	while (isalnum(*at) || *at == '_')
		at++;
	return at;
}

/* Skip {name="value",…} with \\, \" and \n escaped. Returns what follows. */
static const char *skip_labels(const char *at)
{
	assert_int_equal(*at, '{');
	do {
		at = skip_name(at + 1);
		assert_memory_equal(at, "=\"", 2);
		for (at += 2; *at != '"'; at++) {
			assert_true(*at && *at != '\n');
			if (*at == '\\')
				assert_non_null(strchr("\\\"n", *++at));
		}
		at++;
	} while (*at == ',');
	assert_int_equal(*at, '}');
	return at + 1;
}

/* The suffix of our samples of @type. */
static const char *suffix_of(const char *type)
{
	static const char *const suffixes[][2] = {
		{"info", "_info"}, {"gauge", ""}, {"counter", "_total"}, {"histogram", "_bucket"}};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (!strcmp(type, suffixes[i][0]))
			return suffixes[i][1];
	fail_msg("type %s is not expected", type);
	return NULL;
}

struct family {
	char name[64], type[16];
};

/* "# TYPE" begins a new family, which all lines belong to until the next "# TYPE". */
static void begin_family(struct family *families, int *nr, const char *line)
{
	struct family *f = &families[*nr];

	assert_true(*nr < MAX_FAMILIES);
	assert_int_equal(sscanf(line, "# TYPE %63s %15s", f->name, f->type), 2);
	for (int i = 0; i < *nr; i++)
		assert_string_not_equal(families[i].name, f->name);
	++*nr;
}

static void check_sample(const struct family *f, const char *line)
{
	const char *at = skip_name(line);
	char name[96], *end;

	snprintf(name, sizeof(name), "%s%s", f->name, suffix_of(f->type));
	assert_int_equal(at - line, strlen(name));
	assert_memory_equal(line, name, strlen(name));
	if (*at == '{')
		at = skip_labels(at);
	assert_int_equal(*at, ' ');
	assert_true(isdigit(at[1]));
	strtod(at + 1, &end);
	assert_int_equal(*end, '\0');
}

/* Assert that OpenMetrics 1.0 knows every line and allows the order. Returns the families. */
static int check_grammar(const char *text)
{
	static const char unit[] = "_seconds";
	struct family families[MAX_FAMILIES], *f;
	char *copy = strdup(text), *rest = copy, *line;
	int nr = 0;

	while (strcmp(line = strsep(&rest, "\n"), "# EOF")) {
		assert_non_null(rest);
		if (!strncmp(line, "# TYPE ", 7)) {
			begin_family(families, &nr, line);
			continue;
		}
		assert_true(nr > 0);
		f = &families[nr - 1];
		if (!strncmp(line, "# ", 2)) {
			assert_true(!strncmp(line + 2, "HELP ", 5) ||
				    !strncmp(line + 2, "UNIT ", 5));
			assert_memory_equal(line + 7, f->name, strlen(f->name));
			assert_int_equal(line[7 + strlen(f->name)], ' ');
			/* A unit ends the name. */
			if (line[2] == 'U')
				assert_string_equal(f->name + strlen(f->name) - strlen(unit), unit);
			continue;
		}
		check_sample(f, line);
	}
	assert_non_null(rest); /* "# EOF" ends the last line */
	assert_string_equal(rest, "");
	free(copy);
	return nr;
}

static void test_grammar(void **state)
{
	char *text = exposition(make_frame(CPUS, 1, "latency"));

	(void)state;
	/* The families of the machine, of histograms, of counters, and of each CPU. */
	assert_int_equal(check_grammar(text), 3 + 2 + NR_COUNTERS + 1);
	free(text);
	text = exposition(make_frame(CPUS, 2, "fifo"));
	check_grammar(text);
	assert_non_null(strstr(text, "policy=\"latency\""));
	assert_non_null(strstr(text, "policy=\"fifo\""));
	free(text);
}

/* A label may hold any text: foreign schedulers and recordings choose their names. */
static void test_labels_are_escaped(void **state)
{
	struct frame *f = make_frame(1, 1, "a\"b\\c\nd\xff");
	char *text;

	(void)state;
	strcpy(f->machine.ops, "\"} 1\n# EOF\n");
	text = exposition(f);
	check_grammar(text);
	assert_non_null(strstr(text, "policy=\"a\\\"b\\\\c?d?\""));
	free(text);
}

/* A bucket has just as many samples as are not longer than its bound. */
static void check_buckets(const char *text, const char *labels, const __u64 *samples, int nr)
{
	char start[160];
	double last = 0;
	int buckets = 0, infinite = 0;

	snprintf(start, sizeof(start), "%s,le=\"", labels);
	for (const char *at = strstr(text, start); at; at = strstr(at + 1, start)) {
		char *end;
		double bound = strtod(at + strlen(start), &end);
		__u64 bound_ns = isinf(bound) ? UINT64_MAX : (__u64)llround(bound * 1e9), below = 0;

		for (int i = 0; i < nr; i++)
			below += samples[i] <= bound_ns;
		assert_memory_equal(end, "\"} ", 3);
		assert_int_equal(strtoull(end + 3, NULL, 10), below);
		assert_true(bound > last);
		assert_false(infinite);
		last = bound;
		infinite = isinf(bound);
		buckets++;
	}
	assert_true(infinite);
	/* The bounds are 2^10 - 1 to 2^34 - 1 ns, and +Inf. */
	assert_int_equal(buckets, 34 - 10 + 1 + 1);
}

static void test_buckets_are_exact(void **state)
{
	static __u64 samples[NR_WAIT_CAUSES][SAMPLES];
	static const char *const causes[] = {"wakeup", "preempted", "slice_end"};
	struct frame *f = make_frame(CPUS, 1, "latency");
	char *text, labels[128];

	(void)state;
	memset(&f->policies[0].stats, 0, sizeof(f->policies[0].stats));
	for (int cause = 0; cause < NR_WAIT_CAUSES; cause++) {
		for (int i = 0; i < SAMPLES; i++) {
			/* Next to the bounds a sample in the wrong bucket would show. */
			samples[cause][i] = i < 200 ? (1ULL << i % 36) - 1 + i / 100
						    : random_wait() << cause * 3;
			hist_record(&f->policies[0].stats.wait[cause], samples[cause][i]);
		}
	}
	text = exposition(f);
	for (int cause = 0; cause < NR_WAIT_CAUSES; cause++) {
		snprintf(labels, sizeof(labels),
			 "scx_wait_seconds_bucket{source=\"suite\",policy=\"latency\",cause=\"%s\"",
			 causes[cause]);
		check_buckets(text, labels, samples[cause], SAMPLES);
	}
	free(text);
}

static void test_counters_add_up(void **state)
{
	struct frame *first = make_frame(CPUS, 1, "latency"), *f = make_frame(CPUS, 2, "latency");
	__u64 enqueued = first->total.count[COUNT_enqueued] + f->total.count[COUNT_enqueued];
	struct hist waits;
	double runs = 0;
	char *text, series[64];

	(void)state;
	free(exposition(first));
	text = exposition(f);
	cpu_stats_waits(&waits, &model.since);
	for (int cpu = 0; cpu < CPUS; cpu++) {
		snprintf(series, sizeof(series), "scx_cpu_runs_total{source=\"suite\",cpu=\"%d\"} ",
			 cpu);
		runs += value_of(text, series);
	}
	assert_true(runs == hist_count(&waits));
	assert_true(value_of(text, "scx_enqueued_total{source=\"suite\",policy=\"latency\"} ") ==
		    enqueued);
	assert_true(value_of(text, "scx_attachments_total ") == 3);
	assert_true(value_of(text, "scx_enabled ") == 1);
	free(text);
}

/* The counts of the suite are gone when the probe counts. */
static void test_sources_are_not_mixed(void **state)
{
	struct frame *f = make_frame(CPUS, 2, "");
	__u64 on_cpu_0;
	struct hist waits;
	char *text;

	(void)state;
	free(exposition(make_frame(CPUS, 1, "latency")));
	f->source = SOURCE_PROBE;
	strcpy(f->machine.ops, "");
	strcpy(f->policies[0].name, "default");
	cpu_stats_waits(&waits, &f->cpus[0].stats);
	on_cpu_0 = hist_count(&waits);
	text = exposition(f);
	check_grammar(text);
	assert_null(strstr(text, "latency\""));
	assert_null(strstr(text, "source=\"suite\""));
	assert_true(value_of(text, "scx_cpu_runs_total{source=\"probe\",cpu=\"0\"} ") == on_cpu_0);
	assert_true(value_of(text, "scx_enabled ") == 0);
	free(text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_grammar),
		TEST(test_labels_are_escaped),
		TEST(test_buckets_are_exact),
		TEST(test_counters_add_up),
		TEST(test_sources_are_not_mixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
