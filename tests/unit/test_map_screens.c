/* The five situations of PICTURES, drawn from real runs and kept in tests/golden. */
#include "lib/assert.h"

#include "lib/golden.h"
#include "lib/scenarios.h"
#include "view/scene.h"

#define CRASH \
	"seed: 7\n" \
	"state: {login: {bytes: 512, key: session}, cart: {bytes: 1536, key: session}}\n" \
	"clients:\n" \
	"  ana: {name: Ana, script: [login, add book, add pen, view cart, view cart]}\n" \
	"  bob: {name: Bob, start: 100ms, script: [login, add lamp]}\n" \
	"  cid: {name: Cid, start: 200ms, script: [login, add mug]}\n" \
	"faults: [{at: 3500ms, do: crash, node: s1}]\n"

struct stage {
	struct run runs[SCENE_RUNS_MAX];
	struct scene scene;
};

static void
stage_begin_with(struct stage *stage, const char *keys, const char *first, const char *second)
{
	const char *const ids[] = { first, second };

	*stage = (struct stage){ 0 };
	for (int i = 0; i < 2 && ids[i]; i++) {
		struct run *run = &stage->runs[i];
		struct str caption = STR_INIT;

		run_begin(run, keys, ids[i]);
		run_all(run);
		scene_caption(run->scenario, true, &caption);
		stage->scene.runs[i] = (struct scene_run){ .design = ids[i],
			.caption = arena_strdup(&run->arena, caption.text), .trace = &run->trace,
			.cursor = world_cursor_new(&run->trace) };
		stage->scene.run_count++;
		str_release(&caption);
	}
	stage->scene.client = trace_actor(&stage->runs[0].trace, "ana");
	stage->scene.piece = trace_piece(&stage->runs[0].trace, "cart");
	stage->scene.message = stage->scene.cursor_event = NONE32;
	stage->scene.visible_until = NONE32;
	stage->scene.inspect = NONE16;
}

static void
stage_begin(struct stage *stage, const char *first, const char *second)
{
	stage_begin_with(stage, CRASH, first, second);
}

static void
stage_end(struct stage *stage)
{
	for (uint32_t i = 0; i < stage->scene.run_count; i++) {
		world_cursor_free(stage->scene.runs[i].cursor);
		run_end(&stage->runs[i]);
	}
}

static void
stage_at(struct stage *stage, uint64_t at_ns)
{
	stage->scene.at_ns = at_ns;
	for (uint32_t i = 0; i < stage->scene.run_count; i++)
		stage->scene.runs[i].position = trace_seek_after(&stage->runs[i].trace, at_ns);
}

/* The map over its strip in rows x cols, with a margin of one. */
static void
check_screen(const struct stage *stage, const char *name, int map_rows, int cols, bool ascii)
{
	int strip = cols >= 60 ? view_strip_rows(&stage->scene) : 0;
	struct rect rect = { .row = 1, .col = 1, .rows = map_rows, .cols = cols };
	struct arena arena = { 0 };
	struct grid grid;

	grid_init(&grid, &arena, map_rows + strip + 2, cols + 2, ascii);
	view_map(&stage->scene, &grid, rect);
	rect.row += map_rows;
	rect.rows = strip;
	if (strip)
		view_strip(&stage->scene, &grid, rect);
	golden_assert_sane(&grid, (struct rect){ .row = 1, .col = 1, .rows = map_rows + strip,
	    .cols = cols });
	golden_check(name, &grid);
	arena_release(&arena);
}

#define MS 1000000ull

static void
screen__before_the_crash__ticket_above_coat(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, "sticky", "carry");
	stage_at(&stage, 3010 * MS); /* the balancer has just handed it on */
	check_screen(&stage, "map_before", 16, 78, false);
	check_screen(&stage, "map_before_ascii", 16, 78, true);
	check_screen(&stage, "map_before_large", 34, 118, false);
	stage_end(&stage);
}

static void
screen__bet_after_the_crash__every_box_is_closed(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, "sticky", "carry");
	for (int i = 0; i < 2; i++)
		stage.scene.runs[i].closed = true;
	stage.scene.bet_open = true;
	stage_at(&stage, 4005 * MS); /* half way to the balancer */
	check_screen(&stage, "map_bet", 16, 78, false);
	check_screen(&stage, "map_bet_ascii", 16, 78, true);
	stage.scene.run_count = 1;
	check_screen(&stage, "map_bet_ask", 10, 78, false);
	check_screen(&stage, "map_bet_pane", 8, 38, false);
	stage.scene.run_count = 2;
	stage_end(&stage);
}

static void
screen__after_the_crash__401_above_200(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, "sticky", "carry");
	stage_at(&stage, 4029 * MS); /* both replies on their last hop */
	check_screen(&stage, "map_after", 16, 78, false);
	check_screen(&stage, "map_after_ascii", 16, 78, true);
	stage.scene.run_count = 1;
	check_screen(&stage, "map_after_pane", 8, 38, false);
	stage.scene.run_count = 2;
	stage_end(&stage);
}

static void
screen__login_and_cart_in_two_homes__badge_and_database(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, "sticky", "token");
	stage_at(&stage, 4023 * MS); /* the database has found her cart */
	check_screen(&stage, "map_token", 16, 78, false);
	check_screen(&stage, "map_token_ascii", 16, 78, true);
	stage_end(&stage);
}

static void
screen__shared_store__a_server_borrows_the_cart(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, "store", NULL);
	stage_at(&stage, 3023 * MS);
	check_screen(&stage, "map_store", 13, 78, false);
	check_screen(&stage, "map_store_pane", 8, 38, true);
	stage_end(&stage);
}

#define TROUBLE \
	"clients:\n" \
	"  ana: {name: Ana, script: [login, add book, view cart, view cart, view cart]}\n" \
	"  bob: {name: Bob, start: 120ms, script: [login, add pen, view cart, view cart], " \
	"retry: {timeout: 400ms}}\n" \
	"servers: {count: 3}\nstore: {copies: 2, copy_lag: 1s}\n" \
	"designs: {table: {base: sticky, balancer: {affinity: table}}, store: {}, token: {}}\n" \
	"faults: [{at: 1500ms, do: slow, node: s2, factor: 8}, {at: 1600ms, do: cut, from: bob, " \
	"to: lb}, {at: 1700ms, do: cut, from: s3, to: lb}, {at: 2200ms, do: crash, node: store}, " \
	"{at: 2500ms, do: hang, node: s1}, {at: 3300ms, do: failover}, {at: 3400ms, do: hang, " \
	"node: store}, {at: 3600ms, do: slow, node: lb, factor: 4}, {at: 3700ms, do: hang, " \
	"node: lb}, {at: 3800ms, do: crash, node: lb}]\n"

/* Of a store with copies: what they lack, that they live on, that one takes over. */
static void
screen__store_with_copies__what_they_know(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin_with(&stage, TROUBLE, "store", NULL);
	stage_at(&stage, 1150 * MS);
	check_screen(&stage, "map_copies_lack", 14, 78, false);
	check_screen(&stage, "map_copies_lack_large", 34, 118, false);
	check_screen(&stage, "map_copies_lack_pane", 9, 38, false);
	stage_at(&stage, 2300 * MS);
	check_screen(&stage, "map_copies_live", 14, 78, false);
	check_screen(&stage, "map_copies_live_ascii", 14, 78, true);
	stage_end(&stage);
}

/* Slow, hanging, cut off, dead: each place says so itself. */
static void
screen__places_in_trouble__say_what_it_is(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin_with(&stage, TROUBLE, "table", "store");
	stage_at(&stage, 1750 * MS);
	check_screen(&stage, "map_trouble_cut", 14, 78, false);
	stage_at(&stage, 3650 * MS);
	check_screen(&stage, "map_trouble_slow", 14, 78, false);
	stage_at(&stage, 3750 * MS);
	check_screen(&stage, "map_trouble_hangs", 14, 78, false);
	check_screen(&stage, "map_trouble_hangs_large", 34, 118, false);
	stage_at(&stage, 3850 * MS);
	check_screen(&stage, "map_trouble_dead", 14, 78, false);
	check_screen(&stage, "map_trouble_dead_ascii", 14, 78, true);
	stage.scene.run_count = 1;
	check_screen(&stage, "map_trouble_dead_pane", 9, 38, false);
	stage.scene.run_count = 2;
	stage_end(&stage);
}

/* A link to the store, to the database, to both; the links between servers. */
#define CUTS \
	"clients:\n" \
	"  ana: {name: Ana, script: [login, add book, view cart, view cart]}\n" \
	"  bob: {name: Bob, start: 300ms, script: [login, add pen, checkout]}\n" \
	"servers: {count: 3}\n" \
	"designs: {store: {}, replica: {}}\n" \
	"faults: [{at: 2s, do: cut, from: s1, to: store}, {at: 2s, do: cut, from: s2, to: db}, " \
	"{at: 2s, do: cut, from: s3, to: store}, {at: 2s, do: cut, from: s3, to: db}, " \
	"{at: 2s, do: cut, from: s1, to: s2}, {at: 2s, do: cut, from: s3, to: s1}, " \
	"{at: 3500ms, do: heal, from: s2, to: s1}, {at: 3500ms, do: heal, from: s3, to: db}]\n"

static void
screen__links_that_are_cut__say_what_lies_behind(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin_with(&stage, CUTS, "store", NULL);
	stage_at(&stage, 2900 * MS); /* what she asked of the store was lost on that wire */
	check_screen(&stage, "map_cut_store", 14, 78, false);
	check_screen(&stage, "map_cut_store_ascii", 14, 78, true);
	check_screen(&stage, "map_cut_store_large", 34, 118, false);
	check_screen(&stage, "map_cut_store_pane", 9, 38, false);
	stage_at(&stage, 3600 * MS);
	check_screen(&stage, "map_cut_healed", 14, 78, false);
	stage_end(&stage);
	stage_begin_with(&stage, CUTS, "replica", NULL);
	stage_at(&stage, 2900 * MS);
	check_screen(&stage, "map_cut_peers", 14, 78, false);
	check_screen(&stage, "map_cut_peers_pane", 9, 38, true);
	stage_at(&stage, 3600 * MS);
	check_screen(&stage, "map_cut_peers_healed", 14, 78, false);
	stage_end(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screen__before_the_crash__ticket_above_coat),
		cmocka_unit_test(screen__bet_after_the_crash__every_box_is_closed),
		cmocka_unit_test(screen__after_the_crash__401_above_200),
		cmocka_unit_test(screen__login_and_cart_in_two_homes__badge_and_database),
		cmocka_unit_test(screen__shared_store__a_server_borrows_the_cart),
		cmocka_unit_test(screen__store_with_copies__what_they_know),
		cmocka_unit_test(screen__places_in_trouble__say_what_it_is),
		cmocka_unit_test(screen__links_that_are_cut__say_what_lies_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
