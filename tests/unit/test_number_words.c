/* Numbers as people say them. */
#include "lib/assert.h"

#include "base/number_words.h"

static void
number_words__what_people_type__is_digits(void **state)
{
	static const struct {
		const char *text, *digits; /* NULL: none */
	} rows[] = { { "25", "25" }, { "25 people", "25 people" }, { "about 25.", "25" },
		{ "~ 25", "25" }, { "twenty-five people", "25 people" }, { "Twenty five", "25" },
		{ "a quarter", "25.0%" }, { "three quarters", "75.0%" },
		{ "half of them", "50.0%" },
		{ "two thirds", "66.6%" }, { "one tenth", "10.0%" }, { "none", "0" },
		{ "nobody", "0" }, { "a hundred", "100" }, { "two hundred and fifty", "250" },
		{ "one thousand two hundred", "1200" }, { "it is three", "3" },
		{ "1,5 ms", "1,5 ms" }, { "nineteen", "19" }, { "a hundred thousand", "100000" },
		{ "ninety nine", "99" }, { "five six", "5 six" }, { "25 percent", "25 %" },
		{ "twenty five per cent", "25 %" }, { "", NULL }, { "s", NULL },
		{ "a page", NULL }, { "about", NULL }, { "hundred", NULL }, { "thousand", NULL },
		{ "and", NULL }, { "x25", NULL }, { "\xff\xfe", NULL }, { "- ", NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str out = STR_INIT;
		bool read = number_words_read(rows[i].text, &out);

		if (read != (rows[i].digits != NULL) ||
		    (read && !str_equal(out.text, rows[i].digits)))
			fail_msg("\"%s\" is \"%s\"", rows[i].text, out.text);
		str_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(number_words__what_people_type__is_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
