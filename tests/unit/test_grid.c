/* Cells, clipping, text made safe, wrapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "view/grid.h"

static struct arena arena;

static struct grid
grid_of(int rows, int cols, bool ascii)
{
	struct grid grid;

	grid_init(&grid, &arena, rows, cols, ascii);
	return grid;
}

static void
assert_screen(const struct grid *grid, const char *expected)
{
	struct str out = STR_INIT;

	grid_write_text(grid, &out);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static uint32_t
glyph_of(const struct grid *grid, int row, int col)
{
	return grid->cells[row * grid->cols + col].glyph;
}

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void
grid__new__is_blank(void **state)
{
	struct grid grid = grid_of(2, 3, false);

	(void)state;
	assert_screen(&grid, "\n\n");
	assert_int_equal(grid.cursor_row, -1);
	assert_int_equal(glyph_of(&grid, 1, 2), ' ');
}

static void
grid_text__past_the_edge__is_dropped_and_counted(void **state)
{
	struct grid grid = grid_of(1, 4, false);

	(void)state;
	assert_int_equal(grid_text(&grid, 0, 2, ROLE_PLAIN, "abcd"), 6);
	assert_int_equal(grid_text(&grid, 7, 0, ROLE_PLAIN, "ab"), 2);
	assert_int_equal(grid_text(&grid, 0, -1, ROLE_PLAIN, "xy"), 1);
	assert_screen(&grid, "y ab\n");
}

static void
grid_text__hostile__never_reaches_a_cell(void **state)
{
	struct grid grid = grid_of(1, 20, false);

	(void)state;
	grid_text(&grid, 0, 0, ROLE_PLAIN,
	    "a\033[2Jb\xE2\x80\xAE"
	    "c\xFFz\n");
	for (int col = 0; col < 20; col++) {
		uint32_t glyph = glyph_of(&grid, 0, col);

		assert_true(glyph >= 32 && glyph != 127);
		assert_false(glyph >= 0x80 && glyph < 0xA0);
		assert_false(glyph >= 0x202A && glyph <= 0x202E);
	}
	assert_int_equal(glyph_of(&grid, 0, 0), 'a');
	assert_int_equal(glyph_of(&grid, 0, 2), '[');
}

static void
grid_text__wide_and_combining__keep_one_glyph_a_cell(void **state)
{
	struct grid grid = grid_of(1, 8, false);

	(void)state;
	/* A wide letter, an e with a combining accent. */
	assert_int_equal(grid_text(&grid, 0, 0, ROLE_PLAIN,
			     "\xE6\xBC\xA2"
			     "e\xCC\x81x"),
	    4);
	assert_screen(&grid, "??ex\n");
}

static void
grid_text__check_mark__is_seal_only_inside_a_shape(void **state)
{
	struct grid grid = grid_of(1, 30, true);

	(void)state;
	grid_text(&grid, 0, 0, ROLE_PLAIN, "▐A:book✓▌ «A✓» k1 ✓ valid ✗");
	assert_screen(&grid, "[A:book!] <A!> k1 y valid x\n");
}

static void
grid_put__in_ascii__is_mapped(void **state)
{
	struct grid grid = grid_of(1, 4, true);

	(void)state;
	grid_put(&grid, 0, 0, GLYPH_DOUBLE_TL, ROLE_PLAIN);
	grid_glyph(&grid, 0, 1, GLYPH_NAME_SEAL, ROLE_PLAIN);
	grid_glyph(&grid, 0, 2, GLYPH_NAME_RIGHT, ROLE_PLAIN);
	grid_put(&grid, 0, 3, 0x1F600, ROLE_PLAIN);
	assert_screen(&grid, "+!y?\n");
}

static void
grid_clip__nested__is_the_intersection(void **state)
{
	struct grid grid = grid_of(3, 6, false);
	struct rect outer, inner;

	(void)state;
	outer = grid_clip(&grid, (struct rect){ .row = 1, .col = 1, .rows = 2, .cols = 3 });
	inner = grid_clip(&grid, (struct rect){ .row = 0, .col = 2, .rows = 2, .cols = 9 });
	for (int row = -1; row < 4; row++)
		grid_repeat(&grid, row, -2, 12, 'x', ROLE_PLAIN);
	grid_unclip(&grid, inner);
	grid_put(&grid, 2, 1, 'y', ROLE_PLAIN);
	grid_unclip(&grid, outer);
	grid_put(&grid, 0, 5, 'z', ROLE_PLAIN);
	assert_screen(&grid, "     z\n  xx\n y\n");
}

/* A clipped drawing is the crop of the whole one: every put goes through one door. */
static void
grid_clip__any_rectangle__equals_crop(void **state)
{
	struct grid whole = grid_of(4, 9, false);

	(void)state;
	grid_wrap(&whole, (struct rect){ .rows = 4, .cols = 9 }, ROLE_PLAIN,
	    "the coat **burns with** the room");
	for (int row = -1; row < 4; row++) {
		for (int col = -1; col < 9; col++) {
			struct grid part = grid_of(4, 9, false);
			struct rect clip = { .row = row, .col = col, .rows = 2, .cols = 3 };

			grid_clip(&part, clip);
			grid_wrap(&part, (struct rect){ .rows = 4, .cols = 9 }, ROLE_PLAIN,
			    "the coat **burns with** the room");
			for (int r = 0; r < 4; r++) {
				for (int c = 0; c < 9; c++) {
					bool inside =
					    r >= row && r < row + 2 && c >= col && c < col + 3;

					assert_int_equal(glyph_of(&part, r, c),
					    inside ? glyph_of(&whole, r, c) : ' ');
				}
			}
		}
	}
}

static void
grid_text_cut__too_long__stops(void **state)
{
	struct grid grid = grid_of(1, 8, false);

	(void)state;
	assert_int_equal(grid_text_cut(&grid, 0, 1, 3, ROLE_PLAIN, "abcdef"), 4);
	assert_int_equal(grid_text_cut(&grid, 0, 6, 0, ROLE_PLAIN, "abcdef"), 6);
	assert_int_equal(grid_text_cut(&grid, 0, 6, 2, ROLE_PLAIN, NULL), 6);
	assert_screen(&grid, " abc\n");
}

static void
grid_wrap__words__break_at_blanks_and_bold_goes_on(void **state)
{
	struct grid grid = grid_of(4, 10, false);
	struct rect rect = { .row = 0, .col = 1, .rows = 4, .cols = 8 };
	const char *text = "s2 has **no session** 7f3\nat all";

	(void)state;
	assert_int_equal(grid_wrap_rows(text, 8), 5);
	assert_int_equal(grid_wrap(&grid, rect, ROLE_PLAIN, text), 4);
	assert_screen(&grid, " s2 has\n no\n session\n 7f3\n");
	assert_int_equal(grid.cells[1 * 10 + 1].role, ROLE_BOLD);
	assert_int_equal(grid.cells[2 * 10 + 7].role, ROLE_BOLD);
	assert_int_equal(grid.cells[3 * 10 + 1].role, ROLE_PLAIN);
}

static void
grid_wrap__long_word_or_no_room__ends(void **state)
{
	struct grid grid = grid_of(3, 5, false);

	(void)state;
	assert_int_equal(
	    grid_wrap(&grid, (struct rect){ .rows = 3, .cols = 4 }, ROLE_PLAIN, "abcdefghijklmnop"),
	    3);
	assert_screen(&grid, "abcd\nefgh\nijkl\n");
	assert_int_equal(grid_wrap_rows("abcdefghijklmnop", 4), 4);
	assert_int_equal(grid_wrap_rows("ab", 0), 0);
	assert_int_equal(grid_wrap_rows("\xE6\xBC\xA2\xE6\xBC\xA2", 1), 2);
	assert_int_equal(grid_wrap_rows("", 9), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(grid__new__is_blank, teardown),
		cmocka_unit_test_teardown(
		    grid_text__past_the_edge__is_dropped_and_counted, teardown),
		cmocka_unit_test_teardown(grid_text__hostile__never_reaches_a_cell, teardown),
		cmocka_unit_test_teardown(
		    grid_text__wide_and_combining__keep_one_glyph_a_cell, teardown),
		cmocka_unit_test_teardown(
		    grid_text__check_mark__is_seal_only_inside_a_shape, teardown),
		cmocka_unit_test_teardown(grid_put__in_ascii__is_mapped, teardown),
		cmocka_unit_test_teardown(grid_clip__nested__is_the_intersection, teardown),
		cmocka_unit_test_teardown(grid_clip__any_rectangle__equals_crop, teardown),
		cmocka_unit_test_teardown(grid_text_cut__too_long__stops, teardown),
		cmocka_unit_test_teardown(
		    grid_wrap__words__break_at_blanks_and_bold_goes_on, teardown),
		cmocka_unit_test_teardown(grid_wrap__long_word_or_no_room__ends, teardown),
	};

	return cmocka_run_group_tests_name("view/grid", tests, NULL, NULL);
}
