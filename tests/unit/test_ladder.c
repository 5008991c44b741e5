/* Ladders over the story of the crash: one design, twins, every size. */
#include <string.h>

#include "base/str.h"
#include "lib/assert.h"
#include "lib/golden.h"
#include "lib/stories.h"
#include "view/ladder.h"

static void
draw(const struct scene *scene, struct grid *grid, int rows, int cols, bool ascii)
{
	grid_init(grid, &arena, rows, cols, ascii);
	view_ladder(scene, grid, (struct rect){ .rows = rows, .cols = cols });
}

static void
ladder__one_design__is_the_kept_screen(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.end, 0);
	struct grid grid;

	(void)state;
	draw(&scene, &grid, 20, 78, false);
	golden_check("ladder-one-78x20", &grid);
	draw(&scene, &grid, 20, 78, true);
	golden_check("ladder-one-78x20-ascii", &grid);
	draw(&scene, &grid, 8, 38, false);
	golden_check("ladder-one-38x8", &grid);
}

static void
ladder__twins__stand_on_one_clock(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	struct grid grid;

	(void)state;
	draw(&scene, &grid, 20, 78, false);
	golden_check("ladder-twin-78x20", &grid);
	draw(&scene, &grid, 32, 118, false);
	golden_check("ladder-twin-118x32", &grid);
}

/* Before anything was sent there is a word in place of rows; behind an open bet there is none. */
static void
ladder__client_has_sent_nothing__says_so(void **state)
{
	static const char said[] = "Ana has sent nothing so far.";
	struct scene scene = story_scene(&sticky, &carry, 0, 0);
	struct grid grid;

	(void)state;
	draw(&scene, &grid, 20, 78, false);
	assert_non_null(strstr(stories_text(&grid), said));
	assert_non_null(strstr(strstr(stories_text(&grid), said) + 1, said));
	scene.run_count = 1;
	draw(&scene, &grid, 8, 38, true);
	assert_non_null(strstr(stories_text(&grid), said));
	scene.runs[0].closed = true;
	draw(&scene, &grid, 8, 38, true);
	assert_null(strstr(stories_text(&grid), said));
	scene = story_scene(&sticky, NULL, sticky.end, 0);
	draw(&scene, &grid, 20, 78, false);
	assert_null(strstr(stories_text(&grid), said));
}

/* A receive is the head of its arrow, a choice of server the words beside its send. */
static void
ladder_build__hops_and_choices__share_a_row(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.end, 0);
	struct ladder ladder;
	int arrows = 0, choices = 0;

	(void)state;
	ladder_build(&scene, &scene.runs[0], &ladder);
	for (int i = 0; i < ladder.count; i++) {
		const struct event *event = &sticky.shop.trace.events[ladder.rows[i].event];

		assert_int_not_equal(event->kind, EVENT_RECEIVE);
		assert_int_not_equal(event->kind, EVENT_ROUTE);
		arrows += event->kind == EVENT_SEND && ladder.rows[i].end != NONE32;
		choices += ladder.rows[i].via != NONE32;
	}
	assert_true(arrows > 10);
	assert_int_equal(choices, 6);
	assert_int_equal(ladder.current, ladder.count - 1);
}

static void
ladder_build__all_events__has_a_row_for_each(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.end, 0);
	struct ladder ladder;

	(void)state;
	scene.all_events = true;
	ladder_build(&scene, &scene.runs[0], &ladder);
	assert_int_equal(ladder.count, sticky.end);
}

/* What has not happened is not drawn: an arrow under way has no head, and no later event shows. */
static void
ladder__before_the_arrival__shows_no_future(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.in_flight, 0);
	struct grid grid;
	char *text;

	(void)state;
	draw(&scene, &grid, 20, 78, false);
	text = stories_text(&grid);
	assert_non_null(strstr(text, "━#7f3●─"));
	assert_null(strstr(text, "refused"));
	assert_null(strstr(text, "401"));
	assert_null(strstr(text, "miss"));
}

static void
ladder__closed_lane__says_its_name_and_down_only(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.in_flight, 0);
	struct grid grid;
	char *text;

	(void)state;
	scene.bet_open = scene.runs[0].closed = true;
	draw(&scene, &grid, 20, 78, false);
	text = stories_text(&grid);
	assert_null(strstr(text, "lost"));
	assert_null(strstr(text, "gone"));
	assert_non_null(strstr(text, "✗ DOWN ?"));
}

static void
ladder__selected_event__is_in_view_and_its_causes_bright(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.end, 0);
	struct grid grid;
	int current = -1, dim = 0, bold = 0;

	(void)state;
	scene.cursor_event = 30;
	scene.cause_chain = true;
	draw(&scene, &grid, 12, 78, false);
	for (int row = 2; row < 12; row++) {
		enum grid_role role = (enum grid_role)grid.cells[row * 78 + 20].role;

		if (role == ROLE_CURRENT)
			current = row;
		dim += role == ROLE_DIM;
		bold += role == ROLE_BOLD;
	}
	assert_in_range(current, 2, 11);
	assert_true(dim > 0);
	assert_true(bold > 0);
}

static void
ladder__a_jump_in_time__folds_into_one_row(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.end, 0);
	struct grid grid;

	(void)state;
	draw(&scene, &grid, 20, 78, false);
	assert_non_null(strstr(stories_text(&grid), "978 ms later"));
}

/* Laws, over sizes, glyph sets, positions: sane cells, nothing outside, crop. */
static void
assert_laws(const struct scene *scene, int rows, int cols, bool ascii)
{
	struct rect rect = { .row = 2, .col = 3, .rows = rows, .cols = cols };
	struct rect clip = { .row = 4, .col = 10, .rows = rows / 2, .cols = cols / 2 };
	struct grid whole, part;

	grid_init(&whole, &arena, rows + 4, cols + 6, ascii);
	grid_init(&part, &arena, rows + 4, cols + 6, ascii);
	view_ladder(scene, &whole, rect);
	golden_assert_sane(&whole, rect);
	grid_clip(&part, clip);
	view_ladder(scene, &part, rect);
	golden_assert_sane(&part, clip);
	for (int row = clip.row; row < clip.row + clip.rows; row++) {
		for (int col = clip.col; col < clip.col + clip.cols; col++) {
			size_t at = (size_t)row * (size_t)whole.cols + (size_t)col;

			assert_int_equal(part.cells[at].glyph, whole.cells[at].glyph);
			assert_int_equal(part.cells[at].role, whole.cells[at].role);
		}
	}
}

static void
ladder__any_size_position_and_glyphs__keeps_the_laws(void **state)
{
	static const int sizes[][2] = { { 7, 38 }, { 9, 58 }, { 13, 78 }, { 17, 78 }, { 33, 118 },
		{ 1, 10 }, { 50, 118 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (uint32_t at = 0; at <= sticky.end; at += 7) {
			uint32_t other = at < token.end ? at : token.end;
			struct scene one = story_scene(&sticky, NULL, at, 0);
			struct scene two = story_scene(&sticky, &token, at, other);

			two.all_events = at % 2;
			assert_laws(&one, sizes[i][0], sizes[i][1], at % 3 == 0);
			assert_laws(&two, sizes[i][0], sizes[i][1], at % 3 == 1);
		}
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ladder__one_design__is_the_kept_screen),
		cmocka_unit_test(ladder__twins__stand_on_one_clock),
		cmocka_unit_test(ladder__client_has_sent_nothing__says_so),
		cmocka_unit_test(ladder_build__hops_and_choices__share_a_row),
		cmocka_unit_test(ladder_build__all_events__has_a_row_for_each),
		cmocka_unit_test(ladder__before_the_arrival__shows_no_future),
		cmocka_unit_test(ladder__closed_lane__says_its_name_and_down_only),
		cmocka_unit_test(ladder__selected_event__is_in_view_and_its_causes_bright),
		cmocka_unit_test(ladder__a_jump_in_time__folds_into_one_row),
		cmocka_unit_test(ladder__any_size_position_and_glyphs__keeps_the_laws),
	};

	return cmocka_run_group_tests_name("view/ladder", tests, stories_setup, stories_teardown);
}
