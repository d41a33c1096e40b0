/* SPDX-License-Identifier: GPL-2.0 */
/* Text from outside as JSON: whatever its bytes are, the result is a string that JSON can hold. */
#include "unit.h"
#include "user/text.h"

static void assert_becomes(const char *text, const char *expected)
{
	json_t *json = text_json(text);

	assert_non_null(json);
	assert_string_equal(json_string_value(json), expected);
	json_decref(json);
}

static void test_good(void **state)
{
	static const char *const texts[] = {
		"",
		"kworker/0:1",
		"\x7f",
		"\xc2\x80",
		"gr\xc3\xbc\xc3\x9f",
		"\xe0\xa0\x80",
		"\xe2\x82\xac",
		"\xed\x9f\xbf",
		"\xef\xbf\xbf",
		"\xf0\x90\x80\x80",
		"\xf0\x9f\x90\xa7",
		"\xf4\x8f\xbf\xbf",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_becomes(texts[i], texts[i]);
}

/* Only the bytes that are wrong are replaced, each by itself. */
static void test_bad(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"a\xff\xfe z", "a?? z"},
		{"\x80", "?"},
		{"gr\xc3\xbc\xdf", "gr\xc3\xbc?"}, /* one good, one Latin-1 */
		{"\xc0\xaf", "??"},		   /* '/' in two bytes */
		{"\xe0\x9f\xbf", "???"},	   /* too long a form */
		{"\xed\xa0\x80", "???"},	   /* a surrogate */
		{"\xf0\x8f\xbf\xbf", "????"},	   /* too long a form */
		{"\xf4\x90\x80\x80", "????"},	   /* beyond U+10FFFF */
		{"\xf5\x80\x80\x80", "????"},
		{"cut \xe2\x82", "cut ??"}, /* as a comm of 15 bytes may be */
		{"\xe2\x82 \xe2\x82\xac", "?? \xe2\x82\xac"},
		{"\xf0\x9f\x90", "???"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_becomes(cases[i].text, cases[i].expected);
}

/* Every sequence of up to three bytes is taken, and printed it can be read again. */
static void test_any(void **state)
{
	char text[4] = "", *dump;
	json_t *json, *again;

	(void)state;
	for (unsigned int n = 0; n < 1 << 24; n += 1 + (n * 7919) % 97) {
		text[0] = (char)(n >> 16);
		text[1] = (char)(n >> 8);
		text[2] = (char)n;
		json = text_json(text);
		assert_non_null(json);
		dump = json_dumps(json, JSON_ENCODE_ANY);
		assert_non_null(dump);
		for (const char *c = dump; *c; c++)
			assert_false((unsigned char)*c < ' ');
		again = json_loads(dump, JSON_DECODE_ANY, NULL);
		assert_true(json_equal(json, again));
		json_decref(json);
		json_decref(again);
		free(dump);
	}
}

/* Control characters are kept, and escaped where they are printed. */
static void test_control(void **state)
{
	json_t *json = text_json("a\x1b[2J\n\x01");
	char *dump = json_dumps(json, JSON_ENCODE_ANY);

	(void)state;
	assert_string_equal(dump, "\"a\\u001B[2J\\n\\u0001\"");
	free(dump);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_any),
		cmocka_unit_test(test_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
