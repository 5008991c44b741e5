/* The strip: marks home by home, the sentence, the bytes, against the world of real runs. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "lib/golden.h"
#include "lib/map_scan.h"
#include "lib/scenarios.h"
#include "view/scene.h"

#define CRASH \
	"seed: 7\n" \
	"clients: {ana: {name: Ana, script: [login, add book, add pen, view cart, view cart]}}\n" \
	"servers: {count: 2}\n" \
	"faults: [{at: 2900ms, do: crash, node: s1}, {at: 5s, do: restart, node: s1}]\n" \
	"stop: {after: 7s}\n"

struct shown {
	struct run run;
	struct scene scene;
	struct arena arena;
	struct grid grid;
};

static void
shown_begin(struct shown *shown, const char *keys, const char *design, bool ascii)
{
	*shown = (struct shown){ 0 };
	run_begin(&shown->run, keys, design);
	run_all(&shown->run);
	shown->scene = (struct scene){ .run_count = 1,
		.message = NONE32,
		.cursor_event = NONE32,
		.visible_until = NONE32,
		.inspect = NONE16,
		.client = trace_actor(&shown->run.trace, "ana"),
		.piece = trace_piece(&shown->run.trace, "cart") };
	shown->scene.runs[0] = (struct scene_run){ .design = design,
		.trace = &shown->run.trace,
		.cursor = world_cursor_new(&shown->run.trace) };
	grid_init(&shown->grid, &shown->arena, 5, 80, ascii);
}

static void
shown_end(struct shown *shown)
{
	world_cursor_free(shown->scene.runs[0].cursor);
	run_end(&shown->run);
	arena_release(&shown->arena);
}

/* Draws the moment; row 0 heads, then the rows of the design, as text. */
static void
shown_at(struct shown *shown, uint64_t at_ns, char text[3][400])
{
	struct rect rect = {
		.row = 1, .col = 1, .rows = view_strip_rows(&shown->scene), .cols = 78
	};

	shown->scene.at_ns = at_ns;
	shown->scene.runs[0].position = trace_seek_after(&shown->run.trace, at_ns);
	grid_clear(&shown->grid);
	view_strip(&shown->scene, &shown->grid, rect);
	golden_assert_sane(&shown->grid, rect);
	for (int row = 0; row < 3; row++)
		scan_text(&shown->grid, 1 + row, 1, 79, text[row], 400);
}

static void
assert_says(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("\"%s\" is not in \"%s\"", words, text);
}

#define MS 1000000ull

static void
strip__session_in_memory__here_then_nowhere_then_new_and_empty(void **state)
{
	struct shown shown;
	char text[3][400];

	(void)state;
	shown_begin(&shown, CRASH, "sticky", false);
	shown_at(&shown, 1, text);
	assert_says(text[1], "nowhere yet");
	shown_at(&shown, 2500 * MS, text);
	assert_says(text[0], "Ana  wire  lb   s1   s2  where is Ana's cart?");
	assert_says(text[1], " #    ·    ·   ▐█▌   ·   in s1 and only s1");
	shown_at(&shown, 2901 * MS, text);
	assert_says(text[1], " #    ·    ·    ✗    ·   nowhere: died with s1");
	shown_at(&shown, 3005 * MS, text);
	assert_says(text[1], " #    #    ·    ✗    ·   nowhere: died with s1 ");
	assert_says(text[1], "54 B");
	shown_at(&shown, 4500 * MS, text);
	assert_says(text[1], " #    ·    ·    ✗   ▐█▌  in s2, new and empty");
	shown_at(&shown, 6900 * MS, text);
	assert_says(text[1], " #    ·    ·    ·   ▐█▌  in s2 and only s2");
	shown_end(&shown);
}

static void
strip__carried__with_her_and_a_copy_while_it_travels(void **state)
{
	struct shown shown;
	char text[3][400];

	(void)state;
	shown_begin(&shown, CRASH, "carry", false);
	shown_at(&shown, 2500 * MS, text);
	assert_says(text[1], "▐█▌   ·    ·    ·    ·   with Ana  ");
	assert_says(text[1], " 0 B");
	shown_at(&shown, 3005 * MS, text);
	assert_says(text[1], "▐█▌  ▐▒▌   ·    ·    ·   with Ana, copy sent");
	assert_says(text[1], "190 B");
	shown_end(&shown);
}

static void
strip__login_and_cart_apart__a_row_each(void **state)
{
	struct shown shown;
	char text[3][400];

	(void)state;
	shown_begin(&shown, CRASH, "token", true);
	assert_int_equal(view_strip_rows(&shown.scene), 3);
	shown_at(&shown, 3005 * MS, text);
	assert_says(text[1], "TOKEN    [=]  [%]");
	assert_says(text[1], "login  with Ana (badge), copy sent");
	assert_says(text[2], "[=]  cart   in the database");
	shown_end(&shown);
}

static void
strip__store__the_cart_passes_on_the_wire_between(void **state)
{
	struct shown shown;
	char text[3][400];

	(void)state;
	shown_begin(&shown, CRASH, "store", false);
	shown_at(&shown, 3005 * MS, text);
	assert_says(text[1], " #    #    ·    ·    ·   ▐█▌  in the store");
	shown_at(&shown, 3022 * MS + MS / 2, text);
	assert_says(text[1], " #   ▐▒▌   ·    ·    ·   ▐█▌  in the store");
	shown_end(&shown);
}

static void
strip__several_sessions_of_hers__says_which_her_ticket_opens(void **state)
{
	struct shown shown;
	char text[3][400];

	(void)state;
	shown_begin(&shown,
	    "clients: {ana: {name: Ana, script: [login, view cart]}}\nservers: {count: 3}\n",
	    "local", false);
	shown_at(&shown, shown.run.trace.end_ns, text);
	assert_says(text[1], "in s1 and s3, hers s3");
	shown_end(&shown);
}

static void
strip__closed_lane__says_your_bet_first_and_nothing_else(void **state)
{
	static const char *const designs[] = { "sticky", "store", "token", "carry" };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct shown shown;
		char text[3][400];

		shown_begin(&shown, CRASH, designs[i], false);
		shown.scene.runs[0].closed = shown.scene.bet_open = true;
		for (uint64_t at = 0; at < 7000; at += 7) {
			shown_at(&shown, at * MS, text);
			assert_says(text[1], "  ?    ?    ?    ?    ?   ");
			assert_says(text[1], "your bet first");
			assert_null(strstr(text[1], "█▌  "));
			assert_null(strstr(text[1], "#"));
			assert_null(strstr(text[1], "in s"));
		}
		shown_end(&shown);
	}
}

/* At every position of a run, a column is marked as kept exactly when its place keeps the cart. */
static void
strip__every_position__kept_where_the_world_says(void **state)
{
	static const char *const designs[] = { "local", "sticky", "store", "token", "carry" };
	static const char *const places[] = { "ana", NULL, NULL, "s1", "s2", NULL };

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct shown shown;

		shown_begin(&shown, CRASH, designs[i], false);
		for (uint32_t position = 0; position <= shown.run.trace.event_count; position++) {
			int rows = view_strip_rows(&shown.scene);
			const struct world *world;

			shown.scene.runs[0].position = position;
			grid_clear(&shown.grid);
			view_strip(&shown.scene, &shown.grid,
			    (struct rect){ .row = 1, .col = 1, .rows = rows, .cols = 78 });
			world = world_at(shown.scene.runs[0].cursor, position);
			for (int column = 0; places[column] || column < 3; column++) {
				int cell = rows * 80 + 1 + 8 + column * 5 + 2;
				bool kept = shown.grid.cells[cell].glyph == GLYPH_KEPT;

				if (!places[column])
					assert_false(kept);
				else
					assert_int_equal(kept, world_holds(world,
					    trace_actor(&shown.run.trace, places[column]),
					    shown.scene.piece, shown.scene.client) == WORLD_YES);
			}
		}
		shown_end(&shown);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strip__session_in_memory__here_then_nowhere_then_new_and_empty),
		cmocka_unit_test(strip__carried__with_her_and_a_copy_while_it_travels),
		cmocka_unit_test(strip__login_and_cart_apart__a_row_each),
		cmocka_unit_test(strip__store__the_cart_passes_on_the_wire_between),
		cmocka_unit_test(strip__several_sessions_of_hers__says_which_her_ticket_opens),
		cmocka_unit_test(strip__closed_lane__says_your_bet_first_and_nothing_else),
		cmocka_unit_test(strip__every_position__kept_where_the_world_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
