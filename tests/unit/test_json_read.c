/* JSON from outside: what the grammar allows is read, all else is refused where it stands. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <string.h>

#include "base/json.h"
#include "base/json_read.h"

/* Reads any value; NULL, or what is wrong. */
static const char *
problem_of(const char *text, size_t length, uint32_t *column)
{
	struct json_reader reader;
	const char *problem;
	uint32_t line;

	json_read_begin(&reader, text, length);
	(void)json_pass(&reader);
	problem = json_read_end(&reader, &line, column);
	json_read_release(&reader);
	return problem;
}

static void
values__by_the_grammar__read_and_all_else_refused(void **state)
{
	static const char *const good[] = { "{}", "[]",
		(" [ 1 , -2.5e+3, \"a\\u00e9\\ud83d\\ude00\", "
		 "true, false, null, {\"a\":[{}]} ] "), "0", "-0",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"" };
	static const struct {
		const char *text;
		uint32_t column;
	} bad[] = { { "", 1 }, { "[1,]", 4 }, { "[1 2]", 4 }, { "{\"a\"}", 5 }, { "{a:1}", 2 },
		{ "01", 3 }, { "1.", 3 }, { "[1", 3 }, { "\"a", 3 }, { "\"\\x\"", 4 },
		{ "nul", 1 },
		{ "\"\t\"", 2 }, { "{} x", 4 }, { "\"\\ud83d\"", 8 }, { "\"\\u0000\"", 8 },
		{ "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", 17 }, { "{\"a\":1,}", 8 },
		{ "\"\xff\"", 2 } };
	uint32_t column;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(problem_of(good[i], strlen(good[i]), &column));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_non_null(problem_of(bad[i].text, strlen(bad[i].text), &column));
		if (column != bad[i].column)
			fail_msg("%s: column %u, not %u", bad[i].text, column, bad[i].column);
	}
}

static void
members__taken_one_by_one__with_their_values(void **state)
{
	static const char text[] =
	    "{\"a\": -9223372036854775808, \"b\": [0.1, \"x\"], \"c\": null}";
	struct json_reader reader;
	const char *key, *word = "";
	int64_t whole = 0;
	double real = 0;
	uint32_t line, column;

	(void)state;
	json_read_begin(&reader, text, strlen(text));
	assert_true(json_enter(&reader, '{'));
	assert_true(json_next(&reader, &key));
	assert_string_equal(key, "a");
	assert_true(json_take_int(&reader, &whole));
	assert_true(whole == INT64_MIN);
	assert_true(json_next(&reader, &key));
	assert_true(json_enter(&reader, '['));
	assert_true(json_next(&reader, NULL) && json_take_real(&reader, &real));
	assert_same_double(real, .1);
	assert_true(json_next(&reader, NULL) && json_take_text(&reader, &word));
	assert_string_equal(word, "x");
	assert_false(json_next(&reader, NULL));
	assert_true(json_next(&reader, &key) && json_take_null(&reader));
	assert_false(json_next(&reader, &key));
	assert_null(json_read_end(&reader, &line, &column));
	json_read_release(&reader);
}

static void
whole_numbers__with_a_fraction_or_too_large__refused(void **state)
{
	static const char *const bad[] = { "1.5", "1e3", "9223372036854775808",
		"-9223372036854775809", "\"1\"", "1e999" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct json_reader reader;
		int64_t value;

		json_read_begin(&reader, bad[i], strlen(bad[i]));
		assert_false(json_take_int(&reader, &value));
		assert_non_null(reader.problem);
		json_read_release(&reader);
	}
}

/* A good text with one byte changed: read or refused, never more; and cut anywhere: refused. */
static void
mutations__of_a_good_text__never_break_the_reader(void **state)
{
	static const char good[] =
	    "{\"reviews\":[{\"at\":1e5,\"t\":\"\\u00e9\\n\"},{}],\"x\":[null]}";
	char text[sizeof good];
	uint32_t column;

	(void)state;
	for (size_t cut = 0; cut + 1 < sizeof good; cut++)
		assert_non_null(problem_of(good, cut, &column));
	GEN_CASES(gen, 5000) {
		memcpy(text, good, sizeof good);
		for (uint64_t n = 1 + gen_below(&gen, 3); n > 0; n--)
			text[gen_below(&gen, sizeof good - 1)] = (char)gen_below(&gen, 256);
		(void)problem_of(text, sizeof good - 1, &column);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values__by_the_grammar__read_and_all_else_refused),
		cmocka_unit_test(members__taken_one_by_one__with_their_values),
		cmocka_unit_test(whole_numbers__with_a_fraction_or_too_large__refused),
		cmocka_unit_test(mutations__of_a_good_text__never_break_the_reader),
	};

	return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
