/* The state map over the story of the crash. */
#include <string.h>

#include "base/str.h"
#include "lib/assert.h"
#include "lib/golden.h"
#include "lib/stories.h"
#include "view/state_map.h"

static struct state_cell
cell_of(const struct scene *scene, enum state_column_kind kind, uint16_t place, uint16_t piece)
{
	struct state_column column = { .kind = kind, .place = place };

	return state_cell_of(scene, &scene->runs[0], &column, piece);
}

static void
state__twins__are_the_kept_screen(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.at_miss, carry.at_miss);
	struct grid grid;

	(void)state;
	grid_init(&grid, &arena, 19, 78, false);
	view_state(&scene, &grid, (struct rect){ .rows = 19, .cols = 78 });
	golden_check("state-twin-78x19", &grid);
	grid_init(&grid, &arena, 9, 38, true);
	view_state(&scene, &grid, (struct rect){ .rows = 9, .cols = 38 });
	golden_check("state-one-38x9-ascii", &grid);
}

static void
state_cell__cart_in_server_memory__is_there_and_then_gone(void **state)
{
	struct scene before = story_scene(&sticky, NULL, sticky.before_crash, 0);
	struct scene after = story_scene(&sticky, NULL, sticky.after_crash, 0);
	struct state_cell cell = cell_of(&before, STATE_PLACE, SHOP_S1, SHOP_CART);

	(void)state;
	assert_true(cell.kept && !cell.gone && !cell.unknown);
	assert_int_equal(cell.bytes, 2048);
	assert_false(cell_of(&before, STATE_PLACE, SHOP_S2, SHOP_CART).kept);
	cell = cell_of(&before, STATE_CLIENT, SHOP_ANA, SHOP_LOGIN);
	assert_true(cell.ticket && !cell.kept);
	cell = cell_of(&after, STATE_PLACE, SHOP_S1, SHOP_CART);
	assert_true(cell.gone && !cell.kept);
	assert_int_equal(cell.bytes, 2048);
}

static void
state_cell__carried_cart__is_with_the_client_and_copied_on_the_wire(void **state)
{
	struct scene scene = story_scene(&carry, NULL, carry.in_flight, 0);
	struct state_cell cell = cell_of(&scene, STATE_CLIENT, SHOP_ANA, SHOP_CART);

	(void)state;
	assert_true(cell.kept);
	cell = cell_of(&scene, STATE_WIRE, NONE16, SHOP_CART);
	assert_true(cell.copy && !cell.kept);
	assert_int_equal(cell.bytes, strlen("[\"book\",\"pen\"]"));
	cell = cell_of(&scene, STATE_PLACE, SHOP_S1, SHOP_CART);
	assert_false(cell.kept || cell.gone);
}

static void
state_cell__token_design__keeps_the_cart_in_the_database(void **state)
{
	struct scene scene = story_scene(&token, NULL, token.end, 0);

	(void)state;
	assert_true(cell_of(&scene, STATE_PLACE, SHOP_DB, SHOP_CART).kept);
	assert_false(cell_of(&scene, STATE_CLIENT, SHOP_ANA, SHOP_CART).kept);
	assert_true(cell_of(&scene, STATE_CLIENT, SHOP_ANA, SHOP_LOGIN).kept);
}

static void
state_cell__closed_lane__says_nothing_of_any_place(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.in_flight, 0);
	struct grid grid;
	struct str text = STR_INIT;

	(void)state;
	scene.bet_open = scene.runs[0].closed = true;
	for (uint16_t place = SHOP_S1; place <= SHOP_DB; place++)
		assert_true(cell_of(&scene, STATE_PLACE, place, SHOP_CART).unknown);
	grid_init(&grid, &arena, 19, 78, false);
	view_state(&scene, &grid, (struct rect){ .rows = 18, .cols = 78 });
	grid_write_text(&grid, &text);
	assert_null(strstr(text.text, "gone 2.0K"));
	assert_null(strstr(text.text, "Bob's"));
	assert_null(strstr(text.text, " lost 1"));
	str_release(&text);
}

static void
state_death__each_place__names_what_would_be_lost(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.after_crash, 0);
	struct state_column column = { .kind = STATE_PLACE, .place = SHOP_S2 };
	struct str text = STR_INIT;

	(void)state;
	state_death(&scene, &scene.runs[0], &column, &text);
	assert_string_equal(text.text, "Bob's");
	str_clear(&text);
	column.place = SHOP_S1;
	state_death(&scene, &scene.runs[0], &column, &text);
	assert_string_equal(text.text, "dead");
	str_clear(&text);
	column.place = SHOP_S3;
	state_death(&scene, &scene.runs[0], &column, &text);
	assert_string_equal(text.text, "nothing");
	str_release(&text);
}

static void
state__any_size_position_and_glyphs__keeps_the_laws(void **state)
{
	static const int sizes[][2] = { { 7, 38 }, { 12, 58 }, { 13, 78 }, { 19, 78 }, { 33, 118 },
		{ 1, 8 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (uint32_t at = 0; at <= sticky.end; at += 11) {
			struct scene scene =
			    story_scene(&sticky, &token, at, at < token.end ? at : token.end);
			struct rect rect = { 1, 2, sizes[i][0], sizes[i][1] };
			struct grid whole, part;

			grid_init(&whole, &arena, rect.rows + 2, rect.cols + 4, at % 2);
			view_state(&scene, &whole, rect);
			golden_assert_sane(&whole, rect);
			grid_init(&part, &arena, rect.rows + 2, rect.cols + 4, at % 2);
			grid_clip(&part, (struct rect){ 2, 5, 4, 9 });
			view_state(&scene, &part, rect);
			for (int row = 2; row < 6 && row < whole.rows; row++) {
				for (int col = 5; col < 14 && col < whole.cols; col++)
					assert_int_equal(part.cells[row * part.cols + col].glyph,
					    whole.cells[row * whole.cols + col].glyph);
			}
		}
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(state__twins__are_the_kept_screen),
		cmocka_unit_test(state_cell__cart_in_server_memory__is_there_and_then_gone),
		cmocka_unit_test(
		    state_cell__carried_cart__is_with_the_client_and_copied_on_the_wire),
		cmocka_unit_test(state_cell__token_design__keeps_the_cart_in_the_database),
		cmocka_unit_test(state_cell__closed_lane__says_nothing_of_any_place),
		cmocka_unit_test(state_death__each_place__names_what_would_be_lost),
		cmocka_unit_test(state__any_size_position_and_glyphs__keeps_the_laws),
	};

	return cmocka_run_group_tests_name("view/state", tests, stories_setup, stories_teardown);
}
