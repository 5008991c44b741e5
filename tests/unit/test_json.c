/* The JSON writer: commas, nesting, escapes, numbers. */
#include "lib/assert.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/json.h"
#include "base/utf8.h"
#include "lib/gen.h"

static void
write_sample(struct str *out, int indent)
{
	struct json json;

	json_init(&json, out, indent);
	json_begin_object(&json);
	json_key(&json, "design");
	json_string(&json, "sticky");
	json_key(&json, "lost");
	json_uint(&json, 3);
	json_key(&json, "runs");
	json_begin_array(&json);
	json_int(&json, -1);
	json_bool(&json, true);
	json_bool(&json, false);
	json_null(&json);
	json_begin_object(&json);
	json_end_object(&json);
	json_begin_array(&json);
	json_end_array(&json);
	json_end_array(&json);
	json_key(&json, "share");
	json_double(&json, 0.25);
	json_end_object(&json);
}

static void
json__nested__commas_in_place(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	write_sample(&out, 0);
	assert_string_equal(out.text,
	    "{\"design\":\"sticky\",\"lost\":3,"
	    "\"runs\":[-1,true,false,null,{},[]],\"share\":0.25}");
	str_clear(&out);
	write_sample(&out, 2);
	assert_string_equal(out.text,
	    "{\n"
	    "  \"design\": \"sticky\",\n"
	    "  \"lost\": 3,\n"
	    "  \"runs\": [\n"
	    "    -1,\n"
	    "    true,\n"
	    "    false,\n"
	    "    null,\n"
	    "    {},\n"
	    "    []\n"
	    "  ],\n"
	    "  \"share\": 0.25\n"
	    "}");
	str_release(&out);
}

static void
assert_string_is(const char *text, const char *expected)
{
	struct str out = STR_INIT;
	struct json json;

	json_init(&json, &out, 0);
	json_string(&json, text);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static void
json_string__awkward_bytes__escaped(void **state)
{
	(void)state;
	assert_string_is("", "\"\"");
	assert_string_is("say \"coat\" \\ /", "\"say \\\"coat\\\" \\\\ /\"");
	assert_string_is("a\nb\tc\rd", "\"a\\nb\\tc\\rd\"");
	assert_string_is("\x01\x1b[31m\x7f", "\"\\u0001\\u001b[31m\\u007f\"");
	assert_string_is("\xC2\x9B", "\"\\u009b\"");
	assert_string_is("\xE2\x97\x8F \xF0\x9F\x98\x80", "\"\xE2\x97\x8F \xF0\x9F\x98\x80\"");
	assert_string_is("a\xFF\xC3", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
	assert_string_is("\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
	assert_string_is(NULL, "null");
}

static void
json_string__any_bytes__valid_and_without_controls(void **state)
{
	(void)state;
	GEN_CASES(gen, 2000) {
		char text[101];
		struct str out = STR_INIT;
		struct json json;

		gen_text(&gen, text, gen_size(&gen, 100));
		json_init(&json, &out, 0);
		json_string(&json, text);
		assert_true(utf8_valid(out.text, out.length, NULL));
		for (size_t i = 0; i < out.length; i++)
			assert_true((unsigned char)out.text[i] >= 0x20 && out.text[i] != 0x7f);
		for (size_t i = 1; i + 1 < out.length; i++) {
			if (out.text[i] == '\\')
				i++; /* an escape takes its next byte along */
			else
				assert_int_not_equal(out.text[i], '"');
		}
		str_release(&out);
	}
}

static void
assert_double_is(double value, const char *expected)
{
	struct str out = STR_INIT;
	struct json json;

	json_init(&json, &out, 0);
	json_double(&json, value);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static void
json_double__known__shortest(void **state)
{
	(void)state;
	assert_double_is(0, "0");
	assert_double_is(-0.0, "-0");
	assert_double_is(1, "1");
	assert_double_is(500, "500");
	assert_double_is(-1200000, "-1200000");
	assert_double_is(1e15, "1e+15");
	assert_double_is(0.1, "0.1");
	assert_double_is(1.0 / 3, "0.3333333333333333");
	assert_double_is(1e22, "1e+22");
	assert_double_is(5e-324, "5e-324");
	assert_double_is(1.7976931348623157e308, "1.7976931348623157e+308");
	assert_double_is((double)NAN, "null");
	assert_double_is((double)INFINITY, "null");
	assert_double_is(-(double)INFINITY, "null");
}

static void
json_double__any__reads_back_equal(void **state)
{
	(void)state;
	GEN_CASES(gen, 5000) {
		uint64_t bits = gen_word(&gen);
		struct str out = STR_INIT;
		struct json json;
		double value;

		memcpy(&value, &bits, sizeof(value));
		if (!isfinite(value))
			continue;
		json_init(&json, &out, 0);
		json_double(&json, value);
		assert_same_double(strtod(out.text, NULL), value);
		assert_true(out.length <= 24);
		str_release(&out);
	}
}

static void
json_int__extremes__whole(void **state)
{
	struct str out = STR_INIT;
	struct json json;

	(void)state;
	json_init(&json, &out, 0);
	json_begin_array(&json);
	json_int(&json, INT64_MIN);
	json_uint(&json, UINT64_MAX);
	json_end_array(&json);
	assert_string_equal(out.text, "[-9223372036854775808,18446744073709551615]");
	str_release(&out);
}

static void
nest_too_deep(void *unused)
{
	struct str out = STR_INIT;
	struct json json;

	(void)unused;
	json_init(&json, &out, 0);
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		json_begin_array(&json);
}

static void
end_after_key(void *unused)
{
	struct str out = STR_INIT;
	struct json json;

	(void)unused;
	json_init(&json, &out, 0);
	json_begin_object(&json);
	json_key(&json, "a");
	json_end_object(&json);
}

static void
json__misuse__a_failed_check(void **state)
{
	char text[512];

	(void)state;
	assert_true(WIFSIGNALED(test_run_child(nest_too_deep, NULL, text, sizeof(text))));
	assert_true(WIFSIGNALED(test_run_child(end_after_key, NULL, text, sizeof(text))));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json__nested__commas_in_place),
		cmocka_unit_test(json_string__awkward_bytes__escaped),
		cmocka_unit_test(json_string__any_bytes__valid_and_without_controls),
		cmocka_unit_test(json_double__known__shortest),
		cmocka_unit_test(json_double__any__reads_back_equal),
		cmocka_unit_test(json_int__extremes__whole),
		cmocka_unit_test(json__misuse__a_failed_check),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
