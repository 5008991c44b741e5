/* What two designs paid: the story of the crash by hand, and runs of the engine. */
#include "view/costs.h"

#include <string.h>

#include "base/utf8.h"
#include "lib/assert.h"
#include "lib/golden.h"
#include "lib/scenarios.h"
#include "lib/stories.h"

#define CRASH                                                                                      \
	"clients: {ana: {every: 1s, script: [login, add book, view cart, view cart]}}\n"           \
	"servers: {count: 2}\n"                                                                    \
	"faults: [{at: 1900ms, do: crash, node: holder-of ana}]\n"

static void
draw(const struct scene *scene, struct grid *grid, int rows, int cols, bool ascii)
{
	grid_init(grid, &arena, rows, cols, ascii);
	view_costs(scene, grid, (struct rect){ .rows = rows, .cols = cols });
}

static const struct cost *
cost_of(const struct costs *costs, const char *label)
{
	for (int i = 0; i < costs->count; i++) {
		if (strcmp(costs->rows[i].label, label) == 0)
			return &costs->rows[i];
	}
	fail_msg("no cost \"%s\"", label);
	return NULL;
}

static const char *
margin_of(double a, double b, int run)
{
	struct cost cost = { .known = { true, true }, .value = { a, b } };
	struct str text = STR_INIT;
	char *copy;

	cost_margin(&cost, run, &text);
	copy = arena_strdup(&arena, text.length ? text.text : "");
	str_release(&text);
	return copy;
}

/* A scene of engine runs at their end. */
static struct scene
scene_of(const struct run *first, const struct run *second)
{
	struct scene scene = { .run_count = second ? 2 : 1, .visible_until = NONE32 };
	const struct run *runs[2] = { first, second };

	for (uint32_t i = 0; i < scene.run_count; i++)
		scene.runs[i] = (struct scene_run){ .design = runs[i]->scenario->design,
			.trace = &runs[i]->trace,
			.position = runs[i]->trace.event_count };
	scene.at_ns = first->trace.end_ns;
	return scene;
}

static void
costs__twins__are_the_kept_screens(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	struct grid grid;

	(void)state;
	draw(&scene, &grid, 19, 78, false);
	golden_check("costs-twin-78x19", &grid);
	draw(&scene, &grid, 19, 78, true);
	golden_check("costs-twin-78x19-ascii", &grid);
	draw(&scene, &grid, 8, 38, false);
	golden_check("costs-twin-38x8", &grid);
	scene = story_scene(&carry, NULL, carry.end, 0);
	draw(&scene, &grid, 19, 78, false);
	golden_check("costs-one-78x19", &grid);
}

static void
costs_of__measures_of_the_runs__are_those_of_the_whole_trace(void **state)
{
	struct run first, second;
	const struct cost *lost;
	struct scene scene;
	struct costs costs;

	(void)state;
	run_begin(&first, CRASH, "sticky");
	run_all(&first);
	run_begin(&second, CRASH, "carry");
	run_all(&second);
	scene = scene_of(&first, &second);
	costs_of(&scene, COSTS_MAX, &costs);
	assert_true(costs.whole);
	lost = cost_of(&costs, "sessions lost");
	assert_true(lost->value[0] == run_measure(&first, "sessions_lost"));
	assert_true(lost->value[0] == 1);
	assert_true(lost->value[1] == 0);
	assert_true(cost_of(&costs, "time p95")->value[1] == run_measure(&second, "time_ns.p95"));
	assert_true(
	    cost_of(&costs, "state on wire")->value[1] == run_measure(&second, "state_wire_bytes"));
	assert_int_equal(cost_of(&costs, "store calls")->kind, COST_ZERO);
	run_end(&first);
	run_end(&second);
}

/* Nothing that is still to come is counted. */
static void
costs_of__before_the_crash__no_session_is_lost_yet(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.before_crash, 0);
	struct costs costs;

	(void)state;
	costs_of(&scene, COSTS_MAX, &costs);
	assert_false(costs.whole);
	assert_int_equal(cost_of(&costs, "sessions lost")->kind, COST_ZERO);
	scene = story_scene(&sticky, NULL, sticky.after_crash, 0);
	costs_of(&scene, COSTS_MAX, &costs);
	assert_int_equal(cost_of(&costs, "sessions lost")->kind, COST_SHOWN);
	scene = story_scene(&sticky, NULL, 0, 0);
	costs_of(&scene, COSTS_MAX, &costs);
	assert_int_equal(cost_of(&costs, "time p95")->kind, COST_UNKNOWN);
}

/* At any room: nothing alike is shown while something that differs is left out. */
static void
costs_of__little_room__keeps_what_differs(void **state)
{
	struct scene scene = story_scene(&carry, &token, carry.end, token.end);
	struct costs all, some;

	(void)state;
	costs_of(&scene, COSTS_MAX, &all);
	assert_true(all.shown > 3);
	for (int room = -2; room <= all.shown; room++) {
		int alike_shown = 0, other_left = 0;

		costs_of(&scene, room, &some);
		assert_int_equal(some.shown, room < 0 ? 0 : room);
		for (int i = 0; i < some.count; i++) {
			bool same = some.rows[i].value[0] == some.rows[i].value[1];

			alike_shown += some.rows[i].kind == COST_SHOWN && same;
			other_left += some.rows[i].kind == COST_LEFT && !same;
		}
		assert_true(alike_shown == 0 || other_left == 0);
	}
}

static void
cost_margin__the_cheaper_run__says_how_much_less(void **state)
{
	(void)state;
	assert_string_equal(margin_of(35, 10, 1), "3.5x less");
	assert_string_equal(margin_of(35, 10, 0), "");
	assert_string_equal(margin_of(10, 640, 0), "64x less");
	assert_string_equal(margin_of(0, 4, 0), "none");
	assert_string_equal(margin_of(0, 4, 1), "");
	assert_string_equal(margin_of(32.0, 32.1, 1), "alike");
	assert_string_equal(margin_of(32.0, 32.1, 0), "");
}

static void
costs__labels__fit_their_column(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.end, 0);
	struct costs costs;
	struct cost words;

	(void)state;
	costs_of(&scene, COSTS_MAX, &costs);
	assert_true(costs.count > 8);
	for (int i = 0; i < costs.count; i++) {
		assert_in_range(utf8_cells(costs.rows[i].label), 1, COST_LABEL_CELLS);
		assert_in_range(utf8_cells(costs.rows[i].short_means), 1, COST_LABEL_CELLS);
		assert_in_range(utf8_cells(costs.rows[i].means), 1, 50);
		assert_true(cost_words(i, &words));
		assert_string_equal(words.label, costs.rows[i].label);
		assert_string_equal(words.means, costs.rows[i].means);
	}
	assert_false(cost_words(costs.count, &words));
}

static void
costs_knob__effective_scenarios__name_what_differs(void **state)
{
	struct scenario a = sticky.shop.scenario, b = carry.shop.scenario;
	struct client ana = { .script_count = 1 };
	struct script_step view = { .word = SCRIPT_ACTION, .piece = SHOP_CART };
	struct str text = STR_INIT;

	(void)state;
	view.action = scenario_action(&a, "view");
	ana.script = &view;
	a.clients = b.clients = &ana;
	a.client_count = b.client_count = 1;
	a.balancer.affinity = b.balancer.affinity;
	a.balancer.place = b.balancer.place;
	costs_knob(&a, &b, &text);
	assert_string_equal(text.text, "one knob: home of login and cart");
	a.balancer.affinity = AFFINITY_COOKIE;
	b.balancer.affinity = AFFINITY_NONE;
	str_clear(&text);
	costs_knob(&a, &b, &text);
	assert_string_equal(
	    text.text, "one knob: home of login and cart, with the routing it asks for");
	str_clear(&text);
	b = a;
	b.balancer.affinity = AFFINITY_NONE;
	costs_knob(&a, &b, &text);
	assert_string_equal(text.text, "one knob: affinity, cookie against none");
	str_clear(&text);
	costs_knob(&a, &a, &text);
	assert_string_equal(text.text, "homes and routing are the same in both");
	str_release(&text);
}

static void
costs__open_bet__tells_nothing(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	struct grid grid;
	char *text;

	(void)state;
	scene.bet_open = true;
	draw(&scene, &grid, 19, 78, false);
	text = stories_text(&grid);
	assert_non_null(strstr(text, "Your bet first"));
	assert_null(strstr(text, "lost"));
	assert_null(strstr(text, "knob"));
	scene.bet_open = false;
	scene.runs[1].closed = true;
	draw(&scene, &grid, 19, 78, false);
	assert_null(strstr(stories_text(&grid), "lost"));
}

static void
costs__two_designs_that_begin_alike__are_numbered(void **state)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.end, carry.end);
	struct grid grid;
	char *text;

	(void)state;
	scene.runs[1].design = "store";
	draw(&scene, &grid, 19, 78, false);
	text = stories_text(&grid);
	assert_non_null(strstr(text, "1 STICKY ─ 2 STORE"));
	assert_non_null(strstr(text, "sessions lost 1 │█"));
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
	view_costs(scene, &whole, rect);
	golden_assert_sane(&whole, rect);
	grid_clip(&part, clip);
	view_costs(scene, &part, rect);
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
costs__any_size_position_and_glyphs__keeps_the_laws(void **state)
{
	static const int sizes[][2] = { { 8, 38 }, { 9, 58 }, { 13, 78 }, { 19, 78 }, { 34, 118 },
		{ 1, 10 }, { 2, 3 }, { 55, 198 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (uint32_t at = 0; at <= sticky.end; at += 13) {
			uint32_t other = at < carry.end ? at : carry.end;
			struct scene one = story_scene(&sticky, NULL, at, 0);
			struct scene two = story_scene(&sticky, &carry, at, other);

			assert_laws(&one, sizes[i][0], sizes[i][1], at % 2 == 0);
			assert_laws(&two, sizes[i][0], sizes[i][1], at % 2 == 1);
		}
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(costs__twins__are_the_kept_screens),
		cmocka_unit_test(costs_of__measures_of_the_runs__are_those_of_the_whole_trace),
		cmocka_unit_test(costs_of__before_the_crash__no_session_is_lost_yet),
		cmocka_unit_test(costs_of__little_room__keeps_what_differs),
		cmocka_unit_test(cost_margin__the_cheaper_run__says_how_much_less),
		cmocka_unit_test(costs__labels__fit_their_column),
		cmocka_unit_test(costs_knob__effective_scenarios__name_what_differs),
		cmocka_unit_test(costs__open_bet__tells_nothing),
		cmocka_unit_test(costs__two_designs_that_begin_alike__are_numbered),
		cmocka_unit_test(costs__any_size_position_and_glyphs__keeps_the_laws),
	};

	return cmocka_run_group_tests_name("view/costs", tests, stories_setup, stories_teardown);
}
