/* Answers that were typed: the same, a slip, another; and where they differ. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <string.h>

#include "base/str.h"
#include "study/typed.h"

static void
judge__by_table__same_slip_or_other(void **state)
{
	static const struct {
		const char *given, *right;
		enum typed_verdict verdict;
	} rows[] = {
		{ "session id", "session id", TYPED_EXACT },
		{ "  Session   ID. ", "session id", TYPED_EXACT },
		{ "sesion id", "session id", TYPED_SLIP },
		{ "sessoin id", "session id", TYPED_SLIP }, /* two letters exchanged: one slip */
		{ "sea lion", "session id", TYPED_OTHER },
		{ "ticket", "session id | ticket", TYPED_EXACT },
		{ "stateful", "stateless", TYPED_OTHER },
		{ "403", "401", TYPED_OTHER },
		{ "PUT", "GET", TYPED_OTHER },
		{ "a", "b", TYPED_OTHER },
		{ "crat", "cart", TYPED_SLIP },
		{ "hat", "cat", TYPED_OTHER }, /* a short word keeps its first letter */
		{ "cab", "cat", TYPED_SLIP },
		{ "", "cat", TYPED_OTHER },
		{ "d\xc3\xa9j\xc3\xa0", "D\xc3\x89J\xc3\x80", TYPED_EXACT },
		{ "The database", "database", TYPED_EXACT },
		{ "a", "a", TYPED_EXACT }, /* an article alone is what it says */
		{ "54 bytes", "54", TYPED_EXACT },
		{ "54B", "54", TYPED_EXACT },
		{ "It stays 54 bytes.", "54", TYPED_EXACT },
		{ "~54", "54", TYPED_EXACT },
		{ "4,096 B", "4096", TYPED_EXACT },
		{ "21 ms", "21", TYPED_EXACT },
		{ "2.5 ms", "2.5", TYPED_EXACT },
		{ "not 54", "54", TYPED_OTHER },
		{ "it isn't 54", "54", TYPED_OTHER },
		{ "54 or 190", "54", TYPED_OTHER }, /* who names two has not chosen */
		{ "540", "54", TYPED_OTHER },
		{ "x54", "54", TYPED_OTHER },
		{ "5 4", "54", TYPED_OTHER },
		{ "-54", "54", TYPED_OTHER },
		{ "bytes", "54", TYPED_OTHER },
	};
	struct str meant = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (typed_judge(rows[i].given, rows[i].right, &meant) != rows[i].verdict)
			fail_msg("\"%s\" for \"%s\"", rows[i].given, rows[i].right);
	assert_int_equal(typed_rating(TYPED_EXACT), RATING_GOOD);
	assert_int_equal(typed_rating(TYPED_SLIP), RATING_HARD);
	assert_int_equal(typed_rating(TYPED_OTHER), RATING_AGAIN);
	str_release(&meant);
}

static void
diff__a_letter_less_and_one_too_much__each_marked(void **state)
{
	struct str meant = STR_INIT, given = STR_INIT;

	(void)state;
	typed_diff("sesion idd", "session id", &meant, &given);
	assert_string_equal(meant.text, "ses[s]ion id");
	assert_string_equal(given.text, "sesion id(d)");
	str_release(&meant);
	str_release(&given);
}

static void
strip(struct str *text, const char *marks)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->length; i++)
		if (!strchr(marks, text->text[i]))
			text->text[kept++] = text->text[i];
	str_cut(text, kept);
}

/* Without its marks each line is the text again, and what is unmarked is the same in both. */
static void
diff__any_two_texts__marks_only_what_differs(void **state)
{
	(void)state;
	GEN_CASES(gen, 3000) {
		char a[40], b[40];
		struct str of_a = STR_INIT, of_b = STR_INIT;
		size_t la = gen_size(&gen, 30), lb = gen_size(&gen, 30);

		for (size_t i = 0; i < la; i++)
			a[i] = (char)('a' + gen_below(&gen, 4));
		for (size_t i = 0; i < lb; i++)
			b[i] = (char)('a' + gen_below(&gen, 4));
		a[la] = b[lb] = 0;
		typed_diff(b, a, &of_a, &of_b);
		strip(&of_a, "[]");
		strip(&of_b, "()");
		assert_string_equal(of_a.text, a);
		assert_string_equal(of_b.text, b);
		str_release(&of_a);
		str_release(&of_b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judge__by_table__same_slip_or_other),
		cmocka_unit_test(diff__a_letter_less_and_one_too_much__each_marked),
		cmocka_unit_test(diff__any_two_texts__marks_only_what_differs),
	};

	return cmocka_run_group_tests_name("study/typed", tests, NULL, NULL);
}
