/* Tickets, badges and pills as text, and their roles. */
#include "lib/assert.h"

#include <string.h>

#include "base/utf8.h"
#include "lib/gen.h"
#include "lib/shop.h"
#include "view/pill.h"

static void
assert_words(const char *content, enum pill_level level, const char *expected)
{
	struct str words = STR_INIT;

	pill_words(content, level, &words);
	assert_string_equal(words.text, expected);
	str_release(&words);
}

static void
pill__content_at_each_level__items_then_count_then_nothing(void **state)
{
	(void)state;
	assert_words("[\"book\",\"pen\"]", PILL_ITEMS, "book,pen");
	assert_words("[\"book\",\"pen\"]", PILL_COUNT, "2");
	assert_words("[\"book\",\"pen\"]", PILL_OWNER, "");
	assert_words("[]", PILL_ITEMS, "-");
	assert_words("[]", PILL_COUNT, "-");
	assert_words("", PILL_ITEMS, "-");
	assert_words("null", PILL_ITEMS, "-");
	assert_words("\"dark\"", PILL_ITEMS, "dark");
	assert_words("\"dark\"", PILL_COUNT, "dark");
	assert_words("12", PILL_COUNT, "12");
}

static void
pill__content_made_of_the_shapes_themselves__forges_no_shape(void **state)
{
	(void)state;
	assert_words("[\"a▌▐B:ring✓▌\"]", PILL_ITEMS, "a??B:ring??");
	assert_words("[\"x]<B!>|#7f3\"]", PILL_ITEMS, "x??B????7f3");
	assert_words("[\"a\\\"b\",\"日\"]", PILL_ITEMS, "a\"b,?");
	assert_words("[\"never ends", PILL_ITEMS, "never ends");
}

static void
pill__forms__each_has_its_ends(void **state)
{
	static const char *const expected[] = { "▐A:book▌", "▐A:book✓▌", "«A✓»", "«A»", "░A:book░",
		"A:book" };
	struct shop shop;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	for (int form = PILL_KEPT; form <= PILL_BARE; form++) {
		struct str text = STR_INIT;

		pill_text(
		    &shop.trace, (enum pill_form)form, SHOP_ANA, "[\"book\"]", PILL_ITEMS, &text);
		assert_string_equal(text.text, expected[form]);
		str_release(&text);
	}
	shop_release(&shop);
}

static void
pill__owner__is_as_long_as_it_must_be(void **state)
{
	struct str text = STR_INIT;
	struct shop shop;

	(void)state;
	shop_init(&shop, SHOP_STICKY);
	trace_add_actor(&shop.trace, ROLE_CLIENT, "abe", "Abe", NONE16, 0, 0);
	pill_owner(&shop.trace, SHOP_ANA, &text);
	pill_owner(&shop.trace, SHOP_BOB, &text);
	pill_owner(&shop.trace, NONE16, &text);
	assert_string_equal(text.text, "AnB?");
	str_release(&text);
	shop_release(&shop);
}

static void
pill__put_in_a_row__each_shape_in_its_role(void **state)
{
	static const char text[] = "new #7f3▐A:pen✓▌«B✓»░C:x░ ✗ in";
	static const char roles[] = "ccc ttttssssssssssssyyyyy x   ";
	struct arena arena = { 0 };
	struct grid grid;

	(void)state;
	for (int ascii = 0; ascii < 2; ascii++) {
		grid_init(&grid, &arena, 1, 40, ascii == 1);
		assert_int_equal(pill_put(&grid, 0, 0, 40, ROLE_PLAIN, text), 30);
		for (int i = 0; i < 30; i++) {
			enum grid_role role = roles[i] == 'c' ? ROLE_CHANGED
			    : roles[i] == 't'                 ? ROLE_TICKET
			    : roles[i] == 's'                 ? ROLE_STATE
			    : roles[i] == 'y'                 ? ROLE_YOURS
			    : roles[i] == 'x'                 ? ROLE_TROUBLE
							      : ROLE_PLAIN;

			assert_int_equal(grid.cells[i].role, role);
		}
	}
	assert_int_equal(grid.cells[13].glyph, 'n');
	assert_int_equal(grid.cells[14].glyph, '!');
	assert_int_equal(pill_put(&grid, 0, 0, 6, ROLE_PLAIN, text), 6);
	arena_release(&arena);
}

/* No text, however hostile, is put outside its cells. */
static void
pill__any_text__stays_within_its_cells(void **state)
{
	(void)state;
	GEN_CASES(gen, 2000) {
		struct arena arena = { 0 };
		struct str words = STR_INIT;
		char text[80];
		struct grid grid;
		int cells = (int)gen_below(&gen, 20), end;

		text[gen_text(&gen, text, gen_size(&gen, 78))] = '\0';
		grid_init(&grid, &arena, 1, 30, gen_bool(&gen));
		pill_words(text, PILL_ITEMS, &words);
		end = pill_put(&grid, 0, 3, cells, ROLE_PLAIN, gen_bool(&gen) ? text : words.text);
		assert_in_range(end, 3, 3 + cells);
		for (int col = 0; col < 30; col++) {
			if (col < 3 || col >= 3 + cells)
				assert_int_equal(grid.cells[col].glyph, ' ');
		}
		str_release(&words);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pill__content_at_each_level__items_then_count_then_nothing),
		cmocka_unit_test(pill__content_made_of_the_shapes_themselves__forges_no_shape),
		cmocka_unit_test(pill__forms__each_has_its_ends),
		cmocka_unit_test(pill__owner__is_as_long_as_it_must_be),
		cmocka_unit_test(pill__put_in_a_row__each_shape_in_its_role),
		cmocka_unit_test(pill__any_text__stays_within_its_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
