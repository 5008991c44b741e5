/* UTF-8, cell widths, fitting, and the door to the terminal. */
#include "lib/assert.h"

#include <string.h>

#include "base/utf8.h"
#include "lib/gen.h"

#define E_ACUTE "\xC3\xA9"
#define DOT "\xE2\x97\x8F"      /* U+25CF */
#define SUN "\xE6\x97\xA5"      /* U+65E5, wide */
#define RING "\xCC\x8A"         /* U+030A, combining */
#define ZWJ "\xE2\x80\x8D"      /* U+200D */
#define WOMAN "\xF0\x9F\x91\xA9" /* U+1F469 */
#define TONE "\xF0\x9F\x8F\xBD" /* U+1F3FD */
#define FLAG_D "\xF0\x9F\x87\xA9"
#define FLAG_E "\xF0\x9F\x87\xAA"
#define BAD "\xEF\xBF\xBD"      /* U+FFFD */

static void
utf8__every_code_point__round_trip(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x110000; c++) {
		char bytes[4];
		size_t length = utf8_encode(c, bytes);
		uint32_t decoded;
		bool valid;

		assert_int_equal(utf8_decode(bytes, length, &decoded, &valid), length);
		assert_true(valid);
		if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
			assert_int_equal(decoded, UTF8_INVALID);
		else
			assert_int_equal(decoded, c);
		for (size_t cut = 1; cut < length; cut++) {
			assert_int_equal(utf8_decode(bytes, cut, &decoded, &valid), 1);
			assert_false(valid);
			assert_int_equal(decoded, UTF8_INVALID);
		}
	}
}

static void
utf8_decode__ill_formed__one_byte(void **state)
{
	static const char *const bad[] = { "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80",
		"\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80",
		"\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF",
		"\xC3(", "\xE2\x97(", "\xF0\x9F\x91(" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		uint32_t code_point;
		bool valid = true;

		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &code_point, &valid), 1);
		assert_false(valid);
		assert_int_equal(code_point, UTF8_INVALID);
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &code_point, NULL), 1);
	}
}

static void
utf8_valid__first_bad_byte__named(void **state)
{
	size_t bad = 99;

	(void)state;
	assert_true(utf8_valid("", 0, &bad));
	assert_true(utf8_valid("a" SUN "b", 5, &bad));
	assert_int_equal(bad, 99);
	assert_false(utf8_valid("a" SUN "\xFF", 5, &bad));
	assert_int_equal(bad, 4);
	assert_false(utf8_valid("a" SUN, 3, &bad));
	assert_int_equal(bad, 1);
	assert_false(utf8_valid("\xC3", 1, NULL));
}

static void
utf8_width__ranges_that_matter__known(void **state)
{
	static const struct {
		uint32_t code_point;
		int width;
	} known[] = {
		{ 0, -1 }, { 0x1B, -1 }, { 0x7F, -1 }, { 0x80, -1 }, { 0x9F, -1 }, { ' ', 1 },
		{ '~', 1 }, { 0xA0, 1 }, { 0xAD, 1 }, { 0xE9, 1 }, { 0x300, 0 }, { 0x36F, 0 },
		{ 0x370, 1 }, { 0x5D0, 1 }, { 0x591, 0 }, { 0x600, 1 }, { 0x1100, 2 },
		{ 0x1160, 0 }, { 0x200B, 0 }, { 0x200D, 0 }, { 0x2014, 1 }, { 0x20AC, 1 },
		{ 0x2190, 1 }, { 0x2500, 1 }, { 0x2588, 1 }, { 0x25CF, 1 }, { 0x2717, 1 },
		{ 0x231A, 2 }, { 0x2705, 2 }, { 0x3000, 2 }, { 0x3042, 2 }, { 0x3099, 0 },
		{ 0x4E00, 2 }, { 0x9FFF, 2 }, { 0xA000, 2 }, { 0xAC00, 2 }, { 0xD7A3, 2 },
		{ 0xE000, 1 }, { 0xFE0F, 0 }, { 0xFF01, 2 }, { 0xFF61, 1 }, { 0xFFFD, 1 },
		{ 0x1F1E9, 1 }, { 0x1F469, 2 }, { 0x1F600, 2 }, { 0x20000, 2 }, { 0x3FFFD, 2 },
		{ 0xE0100, 0 }, { 0x10FFFD, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (utf8_width(known[i].code_point) != known[i].width)
			fail_msg("U+%04X: %d", (unsigned)known[i].code_point,
			    utf8_width(known[i].code_point));
}

static void
utf8_cells__mixed__sum_without_controls(void **state)
{
	(void)state;
	assert_int_equal(utf8_cells(""), 0);
	assert_int_equal(utf8_cells("coat"), 4);
	assert_int_equal(utf8_cells("a" SUN "b"), 4);
	assert_int_equal(utf8_cells("a" RING), 1);
	assert_int_equal(utf8_cells("a\tb\x1b\n"), 2);
	assert_int_equal(utf8_cells("\xFF\xFF"), 2);
	assert_int_equal(utf8_count("a" SUN RING "\xFF", 7), 4);
	assert_int_equal(utf8_count("a\0b", 3), 3);
}

static void
utf8_fit__clusters__never_split(void **state)
{
	static const struct {
		const char *text;
		int cells;
		size_t bytes;
	} cases[] = {
		{ "", 5, 0 }, { "coat", 0, 0 }, { "coat", 2, 2 }, { "coat", 9, 4 },
		{ SUN SUN, 1, 0 }, { SUN SUN, 2, 3 }, { SUN SUN, 3, 3 }, { SUN SUN, 4, 6 },
		{ "a" RING "b", 1, 3 }, { "a" RING RING, 1, 5 }, { "a" RING, 0, 0 },
		{ WOMAN ZWJ WOMAN "x", 2, 0 }, { WOMAN ZWJ WOMAN "x", 4, 11 },
		{ WOMAN TONE "x", 2, 0 }, { WOMAN TONE "x", 4, 8 },
		{ FLAG_D FLAG_E FLAG_D FLAG_E, 1, 0 }, { FLAG_D FLAG_E FLAG_D FLAG_E, 2, 8 },
		{ FLAG_D FLAG_E FLAG_D FLAG_E, 3, 8 }, { "coat", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (utf8_fit(cases[i].text, cases[i].cells) != cases[i].bytes)
			fail_msg("case %zu: %zu bytes", i, utf8_fit(cases[i].text, cases[i].cells));
}

static void
utf8_fit__any_text__fits_and_is_longest(void **state)
{
	(void)state;
	GEN_CASES(gen, 5000) {
		char text[81], prefix[81];
		int cells = (int)gen_below(&gen, 40);
		size_t fit;

		gen_text(&gen, text, gen_size(&gen, 80));
		fit = utf8_fit(text, cells);
		assert_true(fit <= strlen(text));
		memcpy(prefix, text, fit);
		prefix[fit] = '\0';
		assert_true(utf8_cells(prefix) <= cells);
		assert_int_equal(utf8_fit(prefix, cells), fit);
		assert_int_equal(utf8_fit(text, utf8_cells(text)), strlen(text));
		assert_true(utf8_fit(text, cells + 1) >= fit);
	}
}

static void
assert_sanitised(const char *text, bool keep_newlines, bool ascii, const char *expected)
{
	struct str out = STR_INIT;

	utf8_sanitise(&out, text, strlen(text), keep_newlines, ascii);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static void
utf8_sanitise__what_terminals_obey__replaced(void **state)
{
	(void)state;
	assert_sanitised("coat\x1b[31m", false, false, "coat" BAD "[31m");
	assert_sanitised("a\nb", false, false, "a" BAD "b");
	assert_sanitised("a\nb\r", true, false, "a\nb" BAD);
	assert_sanitised("a\tb\x7f", true, false, "a" BAD "b" BAD);
	assert_sanitised("\xC2\x9B" "31m", false, false, BAD "31m");
	assert_sanitised("\xE2\x80\xAE" "abc\xE2\x81\xA6", false, false, BAD "abc" BAD);
	assert_sanitised("\xE2\x80\xA8\xE2\x80\xA9", true, false, BAD BAD);
	assert_sanitised("\xFF\xC3", false, false, BAD BAD);
	assert_sanitised(SUN E_ACUTE DOT, false, false, SUN E_ACUTE DOT);
	assert_sanitised("\x1b\xFF\xE2\x80\xAE", false, true, "???");
	assert_sanitised("caf" E_ACUTE " \xE2\x80\x94 " SUN "a" RING, false, true, "cafe - ??a");
}

static void
utf8_sanitise__every_code_point__kept_or_replaced(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		char bytes[4];
		size_t length = utf8_encode(c, bytes);
		bool unsafe = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
		    (c >= 0x2066 && c <= 0x2069) || (c >= 0xD800 && c < 0xE000);

		str_clear(&out);
		utf8_sanitise(&out, bytes, length, false, false);
		if (unsafe)
			assert_string_equal(out.text, BAD);
		else
			assert_memory_equal(out.text, bytes, length);
		str_clear(&out);
		utf8_sanitise(&out, bytes, length, false, true);
		assert_true(out.length <= 2);
		for (size_t i = 0; i < out.length; i++)
			assert_in_range(out.text[i], 0x20, 0x7E);
	}
	str_release(&out);
}

static void
utf8_sanitise__any_bytes__safe_and_idempotent(void **state)
{
	(void)state;
	GEN_CASES(gen, 5000) {
		char text[121];
		size_t length = gen_text(&gen, text, gen_size(&gen, 120));
		bool ascii = gen_bool(&gen), newlines = gen_bool(&gen);
		struct str once = STR_INIT, twice = STR_INIT;

		utf8_sanitise(&once, text, length, newlines, ascii);
		assert_int_equal(strlen(once.text), once.length);
		assert_true(utf8_valid(once.text, once.length, NULL));
		for (size_t at = 0; at < once.length;) {
			uint32_t c;

			at += utf8_decode(once.text + at, once.length - at, &c, NULL);
			assert_true((c == '\n' && newlines) || utf8_width(c) >= 0);
			assert_false(c >= 0x2028 && c <= 0x202E);
			assert_false(c >= 0x2066 && c <= 0x2069);
			assert_true(!ascii || c < 0x7F);
		}
		utf8_sanitise(&twice, once.text, once.length, newlines, ascii);
		assert_string_equal(twice.text, once.text);
		str_release(&once);
		str_release(&twice);
	}
}

static void
utf8_ascii_fold__all__one_printable_or_none(void **state)
{
	(void)state;
	assert_int_equal(utf8_ascii_fold(0x2019), '\'');
	assert_int_equal(utf8_ascii_fold(0x201C), '"');
	assert_int_equal(utf8_ascii_fold(0x2014), '-');
	assert_int_equal(utf8_ascii_fold(0xE9), 'e');
	assert_int_equal(utf8_ascii_fold(0x141), 'L');
	assert_int_equal(utf8_ascii_fold(0xDF), 's');
	assert_int_equal(utf8_ascii_fold(0x2192), '>');
	assert_int_equal(utf8_ascii_fold(0x2502), '|');
	assert_int_equal(utf8_ascii_fold(0x253C), '+');
	assert_int_equal(utf8_ascii_fold(0xA0), ' ');
	assert_int_equal(utf8_ascii_fold(0x4E00), 0);
	assert_int_equal(utf8_ascii_fold(0x10FFFF), 0);
	for (uint32_t c = 0x80; c <= 0x10FFFF; c++) {
		char folded = utf8_ascii_fold(c);

		assert_true(folded == 0 || (folded >= 0x20 && folded < 0x7F && folded != '@'));
		if (folded != 0)
			assert_in_range(utf8_width(c), 0, 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8__every_code_point__round_trip),
		cmocka_unit_test(utf8_decode__ill_formed__one_byte),
		cmocka_unit_test(utf8_valid__first_bad_byte__named),
		cmocka_unit_test(utf8_width__ranges_that_matter__known),
		cmocka_unit_test(utf8_cells__mixed__sum_without_controls),
		cmocka_unit_test(utf8_fit__clusters__never_split),
		cmocka_unit_test(utf8_fit__any_text__fits_and_is_longest),
		cmocka_unit_test(utf8_sanitise__what_terminals_obey__replaced),
		cmocka_unit_test(utf8_sanitise__every_code_point__kept_or_replaced),
		cmocka_unit_test(utf8_sanitise__any_bytes__safe_and_idempotent),
		cmocka_unit_test(utf8_ascii_fold__all__one_printable_or_none),
	};

	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
