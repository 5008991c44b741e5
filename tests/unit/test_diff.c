/* Where two designs part: the story of the crash by hand, and runs of the engine. */
#include "view/diff.h"

#include <string.h>

#include "base/utf8.h"
#include "lib/assert.h"
#include "lib/golden.h"
#include "lib/scenarios.h"
#include "lib/stories.h"

#define CRASH                                                                                      \
	"clients: {ana: {every: 1s, script: [login, add book, view cart, view cart]}}\n"           \
	"servers: {count: 2}\n"                                                                    \
	"faults: [{at: 1900ms, do: crash, node: s1}]\n"
#define CALM "clients: {ana: {every: 1s, script: [login, add book, view cart, view cart]}}\n"

static void
draw(const struct scene *scene, struct grid *grid, int rows, int cols, bool ascii)
{
	grid_init(grid, &arena, rows, cols, ascii);
	view_diff(scene, grid, (struct rect){ .rows = rows, .cols = cols });
}

/* The marks of all pairs: "~==!". */
static const char *
marks_of(const struct diff *diff)
{
	char *marks = arena_array(&arena, diff->pair_count + 1u, 1);

	for (uint32_t i = 0; i < diff->pair_count; i++)
		marks[i] = "=~!."[diff->pairs[i].mark];
	return marks;
}

/* A row whose text on one side is `text`, or NULL. */
static const struct diff_row *
row_of(const struct diff *diff, int side, const char *text)
{
	for (uint32_t i = 0; i < diff->row_count; i++) {
		const char *said = diff->rows[i].text[side];

		if (said && strcmp(said, text) == 0)
			return &diff->rows[i];
	}
	return NULL;
}

static struct scene
scene_of(const struct run *first, const struct run *second)
{
	struct scene scene = { .run_count = 2, .visible_until = NONE32 };
	const struct run *runs[2] = { first, second };

	for (uint32_t i = 0; i < 2; i++)
		scene.runs[i] = (struct scene_run){ .design = runs[i]->scenario->design,
			.trace = &runs[i]->trace,
			.position = runs[i]->trace.event_count };
	scene.at_ns = first->trace.end_ns;
	return scene;
}

static void
diff__twins__are_the_kept_screens(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	struct grid grid;

	(void)state;
	draw(&scene, &grid, 19, 78, false);
	golden_check("diff-twin-78x19", &grid);
	draw(&scene, &grid, 19, 78, true);
	golden_check("diff-twin-78x19-ascii", &grid);
	draw(&scene, &grid, 8, 38, false);
	golden_check("diff-twin-38x8", &grid);
	scene = story_scene(&carry, &token, carry.end, token.end);
	draw(&scene, &grid, 32, 98, false);
	golden_check("diff-twin-98x32", &grid);
}

static void
diff_build__a_crash_of_the_holder__parts_at_the_request_after_it(void **state)
{
	struct run first, second;
	struct scene scene;
	struct diff diff;

	(void)state;
	run_begin(&first, CRASH, "sticky");
	run_all(&first);
	run_begin(&second, CRASH, "carry");
	run_all(&second);
	scene = scene_of(&first, &second);
	diff_build(&scene, &diff);
	/* login, add, view: 401, forced login, the view again, the last view */
	assert_string_equal(marks_of(&diff), "~~!!!!");
	assert_int_equal(diff.first, 2);
	assert_int_equal(diff.chosen, 2);
	assert_int_equal(diff.differences, 4);
	assert_int_equal(diff.pairs[3].request[1], NONE32);
	assert_int_equal(diff.pairs[4].request[1], NONE32);
	assert_true(diff.pairs[5].request[1] != NONE32);
	assert_non_null(row_of(&diff, 1, "no such request: still logged in"));
	assert_int_equal(row_of(&diff, 0, "401 log in first")->mark, DIFF_OTHER);
	assert_true(row_of(&diff, 0, "401 log in first")->answer);
	assert_string_equal(row_of(&diff, 0, "401 log in first")->text[1], "200 cart: book");
	assert_int_equal(row_of(&diff, 0, "1.90 s ✗ s1 crashes")->mark, DIFF_SAME);
	diff_release(&diff);
	run_end(&first);
	run_end(&second);
}

static void
diff_build__a_run_against_itself__is_the_same_throughout(void **state)
{
	struct run run;
	struct scene scene;
	struct diff diff;

	(void)state;
	run_begin(&run, CRASH, "sticky");
	run_all(&run);
	scene = scene_of(&run, &run);
	diff_build(&scene, &diff);
	assert_string_equal(marks_of(&diff), "======");
	assert_int_equal(diff.chosen, NONE32);
	for (uint32_t i = 0; i < diff.row_count; i++)
		assert_true(diff.rows[i].mark == DIFF_SAME);
	/* The first in full as an example, the others folded. */
	assert_non_null(row_of(&diff, 0, "r2-r6  5 requests"));
	diff_release(&diff);
	run_end(&run);
}

/* Without trouble designs differ in how, never in what a person is answered. */
static void
diff_build__a_calm_run__has_no_difference_in_answers(void **state)
{
	static const char *const designs[] = { "store", "token", "carry" };
	struct run first;

	(void)state;
	run_begin(&first, CALM, "sticky");
	run_all(&first);
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct run second;
		struct scene scene;

		run_begin(&second, CALM, designs[i]);
		run_all(&second);
		scene = scene_of(&first, &second);
		assert_int_equal(diff_count(&scene), 0);
		run_end(&second);
	}
	run_end(&first);
}

/* What was lost on its way is answered in neither run: alike; in one alone: another outcome. */
static void
diff_build__answers_that_never_come__are_alike_or_not(void **state)
{
	static const char keys[] =
	    CALM "network: {loss: {client: {request: 100%}}}\nstop: {after: 6s}\n";
	struct run first, second;
	struct scene scene;
	struct diff diff;

	(void)state;
	run_begin(&first, keys, "sticky");
	run_all(&first);
	run_begin(&second, keys, "carry");
	run_all(&second);
	scene = scene_of(&first, &second);
	diff_build(&scene, &diff);
	assert_true(diff.pair_count > 0);
	assert_int_equal(diff.differences, 0);
	assert_int_equal(diff.pairs[0].mark, DIFF_SAME);
	diff_release(&diff);
	run_end(&second);
	run_begin(&second, CALM, "carry");
	run_all(&second);
	scene = scene_of(&first, &second);
	diff_build(&scene, &diff);
	assert_int_equal(diff.pairs[0].mark, DIFF_OTHER);
	diff_release(&diff);
	run_end(&second);
	run_end(&first);
}

/* What is under way in one of them is not told yet, and nothing looks ahead. */
static void
diff_build__any_position__marks_only_what_was_answered_in_both(void **state)
{
	(void)state;
	for (uint32_t at = 0; at < sticky.end; at++) {
		uint32_t other = trace_seek_after(
		    &carry.shop.trace, at ? sticky.shop.trace.events[at - 1].at_ns : 0);
		struct scene scene = story_scene(&sticky, &carry, at, other);
		struct diff diff;

		diff_build(&scene, &diff);
		for (uint32_t i = 0; i < diff.pair_count; i++) {
			const struct diff_pair *pair = &diff.pairs[i];

			if (pair->request[0] == NONE32 || pair->request[1] == NONE32)
				continue;
			if (diff_end(&scene.runs[0], pair->request[0]) == NONE32 ||
			    diff_end(&scene.runs[1], pair->request[1]) == NONE32)
				assert_int_equal(pair->mark, DIFF_OPEN);
			else
				assert_int_not_equal(pair->mark, DIFF_OPEN);
		}
		if (at <= sticky.at_miss)
			assert_int_equal(diff.differences, 0);
		diff_release(&diff);
	}
	assert_true(
	    diff_count(&(struct scene){ .run_count = 2,
		.runs = { story_run(&sticky, sticky.end), story_run(&carry, carry.end) } }) > 0);
}

static void
diff__the_next_difference__is_in_view_with_the_cursor(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	uint32_t count = diff_count(&scene);

	(void)state;
	assert_true(count > 1);
	for (scene.difference = 0; scene.difference < count; scene.difference++) {
		int cursors = 0;
		struct grid grid;

		draw(&scene, &grid, 8, 78, false);
		for (int row = 0; row < 8; row++)
			cursors += grid.cells[row * 78].role == ROLE_YOURS;
		assert_int_equal(cursors, 1);
	}
}

static void
diff__open_bet_or_one_design__is_a_sentence(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	struct grid grid;
	char *text;

	(void)state;
	scene.runs[0].closed = true;
	draw(&scene, &grid, 19, 78, false);
	text = stories_text(&grid);
	assert_non_null(strstr(text, "Your bet first"));
	assert_null(strstr(text, "401"));
	assert_null(strstr(text, "lost"));
	scene = story_scene(&sticky, NULL, sticky.end, 0);
	draw(&scene, &grid, 19, 78, false);
	assert_non_null(strstr(stories_text(&grid), "needs two designs"));
}

static void
diff_say__the_crash__names_the_first_difference_and_its_steps(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	struct str text = STR_INIT;

	(void)state;
	diff_say(&scene, &text);
	assert_non_null(strstr(text.text, "First difference in what a person sees: r6, 401"));
	assert_non_null(strstr(text.text, "requests end alike"));
	assert_non_null(strstr(text.text, "STICKY: 401 log in first."));
	str_release(&text);
}

/* Laws, over sizes, glyph sets, positions: sane cells, nothing outside, crop, the same cells. */
static void
assert_laws(const struct scene *scene, int rows, int cols)
{
	struct rect rect = { .row = 2, .col = 3, .rows = rows, .cols = cols };
	struct rect clip = { .row = 4, .col = 10, .rows = rows / 2, .cols = cols / 2 };
	struct grid whole, part, ascii;

	grid_init(&whole, &arena, rows + 4, cols + 6, false);
	grid_init(&part, &arena, rows + 4, cols + 6, false);
	grid_init(&ascii, &arena, rows + 4, cols + 6, true);
	view_diff(scene, &whole, rect);
	golden_assert_sane(&whole, rect);
	view_diff(scene, &ascii, rect);
	golden_assert_sane(&ascii, rect);
	grid_clip(&part, clip);
	view_diff(scene, &part, rect);
	golden_assert_sane(&part, clip);
	for (int i = 0; i < whole.rows * whole.cols; i++) {
		assert_int_equal(whole.cells[i].role, ascii.cells[i].role);
		assert_int_equal(whole.cells[i].glyph == ' ', ascii.cells[i].glyph == ' ');
	}
	for (int row = clip.row; row < clip.row + clip.rows; row++) {
		for (int col = clip.col; col < clip.col + clip.cols; col++) {
			size_t at = (size_t)row * (size_t)whole.cols + (size_t)col;

			assert_int_equal(part.cells[at].glyph, whole.cells[at].glyph);
			assert_int_equal(part.cells[at].role, whole.cells[at].role);
		}
	}
}

static void
diff__any_size_position_and_glyphs__keeps_the_laws(void **state)
{
	static const int sizes[][2] = { { 8, 38 }, { 9, 58 }, { 13, 78 }, { 19, 78 }, { 34, 118 },
		{ 1, 10 }, { 2, 3 }, { 55, 198 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (uint32_t at = 0; at <= sticky.end; at += 9) {
			uint32_t other = at < token.end ? at : token.end;
			struct scene scene = story_scene(&sticky, &token, at, other);

			scene.difference = at % 4;
			assert_laws(&scene, sizes[i][0], sizes[i][1]);
		}
		arena_release(&arena);
	}
}

/* Hundreds of requests: marks in one cell each, the chosen one in view, nothing outside. */
static void
diff__a_crowd__keeps_the_laws(void **state)
{
	static const char crowd[] =
	    "clients: {crowd: {count: 60, every: 100ms, script: [login, add book, view cart, "
	    "view cart]}}\n"
	    "faults: [{at: 250ms, do: crash, node: s1}]\n";
	struct run first, second;
	struct scene scene;
	uint32_t count;

	(void)state;
	run_begin(&first, crowd, "sticky");
	run_all(&first);
	run_begin(&second, crowd, "carry");
	run_all(&second);
	scene = scene_of(&first, &second);
	scene.runs[0].cursor = world_cursor_new(&first.trace);
	scene.runs[1].cursor = world_cursor_new(&second.trace);
	count = diff_count(&scene);
	assert_true(count > 20);
	for (scene.difference = 0; scene.difference < count; scene.difference += 17)
		assert_laws(&scene, 19, 78);
	scene.difference = UINT32_MAX;
	assert_laws(&scene, 19, 78);
	world_cursor_free(scene.runs[0].cursor);
	world_cursor_free(scene.runs[1].cursor);
	run_end(&first);
	run_end(&second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diff__twins__are_the_kept_screens),
		cmocka_unit_test(diff_build__a_crash_of_the_holder__parts_at_the_request_after_it),
		cmocka_unit_test(diff_build__a_run_against_itself__is_the_same_throughout),
		cmocka_unit_test(diff_build__a_calm_run__has_no_difference_in_answers),
		cmocka_unit_test(diff_build__answers_that_never_come__are_alike_or_not),
		cmocka_unit_test(diff_build__any_position__marks_only_what_was_answered_in_both),
		cmocka_unit_test(diff__the_next_difference__is_in_view_with_the_cursor),
		cmocka_unit_test(diff__open_bet_or_one_design__is_a_sentence),
		cmocka_unit_test(diff_say__the_crash__names_the_first_difference_and_its_steps),
		cmocka_unit_test(diff__any_size_position_and_glyphs__keeps_the_laws),
		cmocka_unit_test(diff__a_crowd__keeps_the_laws),
	};

	return cmocka_run_group_tests_name("view/diff", tests, stories_setup, stories_teardown);
}
