/* The glyph table: one cell each, ASCII within bytes 33-126, two roles told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "view/glyphs.h"

static void
glyphs__every_one__is_one_cell(void **state)
{
	(void)state;
	assert_true(glyphs_fit(utf8_width));
	for (int name = 0; name < GLYPH_NAME_COUNT; name++)
		assert_int_equal(utf8_width(glyph_code((enum glyph_name)name, false)), 1);
}

static void
glyphs__every_ascii_form__is_printable(void **state)
{
	(void)state;
	for (int name = 0; name < GLYPH_NAME_COUNT; name++) {
		uint32_t code = glyph_code((enum glyph_name)name, true);

		assert_in_range(code, 33, 126);
	}
	for (int eighths = -3; eighths < 12; eighths++) {
		assert_in_range(glyph_bar(eighths, true), 33, 126);
		assert_in_range(glyph_column(eighths, true), 33, 126);
	}
}

static int
wide_heavy(uint32_t code_point)
{
	return code_point == GLYPH_HEAVY_H ? 2 : 1;
}

static void
glyphs_fit__one_wide_glyph__says_no(void **state)
{
	(void)state;
	assert_false(glyphs_fit(wide_heavy));
}

static void
glyphs__two_roles_of_one_code_point__have_two_ascii_forms(void **state)
{
	(void)state;
	assert_int_equal(glyph_code(GLYPH_NAME_SEAL, false), glyph_code(GLYPH_NAME_RIGHT, false));
	assert_int_equal(glyph_code(GLYPH_NAME_SEAL, true), '!');
	assert_int_equal(glyph_code(GLYPH_NAME_RIGHT, true), 'y');
	assert_int_equal(glyph_code(GLYPH_NAME_PILL_RIGHT, true), ']');
	assert_int_equal(glyph_bar(4, false), glyph_code(GLYPH_NAME_PILL_RIGHT, false));
	assert_int_equal(glyph_bar(4, true), '=');
}

static void
glyph_ascii__table_folds_and_unknown__is_always_a_letter(void **state)
{
	(void)state;
	assert_int_equal(glyph_ascii('a'), 'a');
	assert_int_equal(glyph_ascii(GLYPH_HEAD_RIGHT), '>');
	assert_int_equal(glyph_ascii(GLYPH_DASH_V), ':');
	assert_int_equal(glyph_ascii(0x2588), '=');
	assert_int_equal(glyph_ascii(0x258E), '-');
	assert_int_equal(glyph_ascii(0x2584), '.');
	assert_int_equal(glyph_ascii(0x00E9), 'e');
	assert_int_equal(glyph_ascii(0x6F22), '?');
	assert_int_equal(glyph_ascii(7), '?');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(glyphs__every_one__is_one_cell),
		cmocka_unit_test(glyphs__every_ascii_form__is_printable),
		cmocka_unit_test(glyphs_fit__one_wide_glyph__says_no),
		cmocka_unit_test(glyphs__two_roles_of_one_code_point__have_two_ascii_forms),
		cmocka_unit_test(glyph_ascii__table_folds_and_unknown__is_always_a_letter),
	};

	return cmocka_run_group_tests_name("view/glyphs", tests, NULL, NULL);
}
