/* Whole frames: where things stand, that no size breaks them, that an open bet keeps its secret. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "lib/assert.h"
#include "lib/golden.h"
#include "lib/stories.h"

static const char *const told[] = {
	"s1 crashed at 3.00 s. Ana, who knows nothing of it, asks for her cart.",
};
static const struct frame_words words = { .title = "2 The cart and the crash",
	.where = "step 6 of 14",
	.kind = "bet",
	.narration = told,
	.narration_count = 1,
	.keys = "g t s how sure   ← other answer   [ ] look back   ? help   q home",
	.timeline_note = "event 17   the rest opens with your bet" };
static const struct frame_option bets[] = {
	{ .text = "her cart: s2 fetches it from s1", .cursor = true },
	{ .text = "her cart: the session id brings it along" },
	{ .text = "a page that asks her to log in" },
	{ .text = "an error, until s1 is up again" },
};
static const struct frame_ask bet = { .question = "What comes back to Ana?",
	.options = bets,
	.option_count = 4,
	.prompt = "How sure are you?     g guess     t or Space think so     s sure",
	.prompt_short = "How sure? g guess t/Space think s sure",
	.picture = true };
static const struct frame_option answers[] = {
	{ .text = "her cart: s2 fetches it from s1",
	    .wrong = true,
	    .yours = true,
	    .why = "s2 knows nothing of s1's memory. In this run the two exchanged 0 messages." },
	{ .text = "a page that asks her to log in",
	    .right = true,
	    .why = "s2 looks for 7f3, finds nothing, and answers 401." },
};
static const struct frame_ask why = { .heading = "You bet 1, sure. It was 3.",
	.options = answers,
	.option_count = 2,
	.after_heading = "in general",
	.after = "A session that only one server's memory holds ends when that memory does.",
	.short_frame = true,
	.picture = true };

static struct scene
open_bet(void)
{
	struct scene scene = story_scene(&sticky, &carry, sticky.in_flight, carry.in_flight);

	scene.bet_open = scene.runs[0].closed = scene.runs[1].closed = true;
	return scene;
}

static const char *
row_of(const struct grid *grid, int row)
{
	struct str text = STR_INIT;
	const char *copy;

	for (int col = 0; col < grid->cols; col++)
		str_add_code_point(&text, grid->cells[row * grid->cols + col].glyph);
	copy = arena_strdup(&arena, text.text);
	str_release(&text);
	return copy;
}

static void
frame_ask__open_bet__is_the_kept_screen(void **state)
{
	struct scene scene = open_bet();
	struct grid grid;

	(void)state;
	grid_init(&grid, &arena, 24, 80, false);
	assert_int_equal(frame_ask(&scene, VIEW_LADDER, &words, &bet, &grid), 0);
	golden_check("ask-bet-80x24", &grid);
	grid_init(&grid, &arena, 12, 40, true);
	frame_ask(&scene, VIEW_LADDER, &words, &bet, &grid);
	golden_check("ask-bet-40x12-ascii", &grid);
}

static void
frame_ask__why__is_the_kept_screen(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.at_reply, 0);
	struct grid grid;

	(void)state;
	grid_init(&grid, &arena, 24, 80, false);
	assert_int_equal(frame_ask(&scene, VIEW_MAP, &words, &why, &grid), 0);
	golden_check("ask-why-80x24", &grid);
}

/* SCREENS: title 1, rule 13, timeline 23, keys 24; under a short frame the rule is row 5. */
static void
frame_ask__at_80x24__rows_stand_where_the_eye_knows_them(void **state)
{
	struct scene scene = open_bet();
	struct grid grid;

	(void)state;
	grid_init(&grid, &arena, 24, 80, false);
	frame_ask(&scene, VIEW_MAP, &words, &bet, &grid);
	assert_non_null(strstr(row_of(&grid, 0), "step 6 of 14 · bet"));
	assert_true(
	    str_starts_with(row_of(&grid, 12), " ── where is Ana's cart? ── your bet first "));
	assert_true(str_starts_with(row_of(&grid, 22), " ├"));
	assert_true(str_starts_with(row_of(&grid, 23), " g t s how sure"));
	assert_int_equal(grid.cursor_row, 16);
	grid_init(&grid, &arena, 24, 80, false);
	frame_ask(&scene, VIEW_MAP, &words, &why, &grid);
	assert_true(str_starts_with(row_of(&grid, 4), " ── where is Ana's cart? ── "));
}

static void
frame_ask__too_many_words__scroll_and_say_so(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.at_reply, 0);
	struct frame_ask ask = why;
	struct grid top, bottom;
	const char *long_text =
	    "One. Two. Three.\nFour.\nFive.\nSix.\nSeven.\nEight.\nNine.\nTen.\n"
	    "Eleven.\nTwelve.\nThirteen.\nFourteen.\nLast of all.";
	int over;

	(void)state;
	ask.after = long_text;
	grid_init(&top, &arena, 24, 80, false);
	over = frame_ask(&scene, VIEW_MAP, &words, &ask, &top);
	assert_true(over > 0);
	assert_non_null(strstr(stories_text(&top), "↓ more"));
	assert_null(strstr(stories_text(&top), "Last of all."));
	ask.scroll = over + 50;
	grid_init(&bottom, &arena, 24, 80, false);
	assert_int_equal(frame_ask(&scene, VIEW_MAP, &words, &ask, &bottom), over);
	assert_non_null(strstr(stories_text(&bottom), "Last of all."));
	assert_non_null(strstr(stories_text(&bottom), "↑ more"));
}

static void
frame_ask__without_a_run__is_a_page_of_words(void **state)
{
	struct frame_ask ask = bet;
	struct scene none = { .run_count = 0 };
	struct grid grid, same;

	(void)state;
	ask.picture = false;
	grid_init(&grid, &arena, 24, 80, false);
	grid_init(&same, &arena, 24, 80, false);
	frame_ask(NULL, VIEW_MAP, &words, &ask, &grid);
	frame_ask(&none, VIEW_MAP, &words, &ask, &same);
	assert_string_equal(stories_text(&grid), stories_text(&same));
	assert_non_null(strstr(stories_text(&grid), "What comes back to Ana?"));
}

/* An open bet gives nothing away: what the servers hold, what comes back, who lost what. */
static void
frames__open_bet__say_nothing_of_what_is_asked(void **state)
{
	static const char *const secrets[] = { "lost 0", "lost 1", "gone #", "gone 2", "gone 6",
		"401", "200 ", "#a02▐", "miss", "nothing to lose", "no sessions", "2.0K", "2.1K" };
	struct scene scene = open_bet();

	(void)state;
	for (int view = VIEW_MAP; view <= VIEW_STATE; view++) {
		if (view == VIEW_LADDER) /* keeps what has happened before the bet */
			continue;
		for (int ask = 0; ask < 2; ask++) {
			struct grid grid;

			grid_init(&grid, &arena, 40, 120, false);
			if (ask)
				frame_ask(&scene, (enum view_kind)view, &words, &bet, &grid);
			else
				frame_watch(&scene, (enum view_kind)view, &words, &grid);
			for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
				const char *found = strstr(stories_text(&grid), secrets[i]);

				if (found)
					fail_msg("view %d says \"%.30s\"", view, found);
			}
		}
	}
}

/* The same picture when the events to come are not there at all: nothing looks ahead. */
static void
frames__events_to_come__change_nothing(void **state)
{
	struct trace *trace = &sticky.shop.trace;
	uint32_t all = trace->event_count;

	(void)state;
	for (uint32_t at = 1; at < all; at += 3) {
		for (int view = VIEW_MAP; view <= VIEW_WIRE; view++) {
			struct scene scene = story_scene(&sticky, NULL, at, 0);
			struct grid whole, cut;

			grid_init(&whole, &arena, 24, 80, false);
			frame_watch(&scene, (enum view_kind)view, &words, &whole);
			trace->event_count = at;
			scene.runs[0].cursor = world_cursor_new(trace);
			grid_init(&cut, &arena, 24, 80, false);
			/* Columns of a map come from the whole run, so that nothing jumps. */
			if (view != VIEW_MAP)
				frame_watch(&scene, (enum view_kind)view, &words, &cut);
			world_cursor_free(scene.runs[0].cursor);
			trace->event_count = all;
			for (int row = 0; view != VIEW_MAP && row < 22; row++)
				assert_string_equal(row_of(&cut, row), row_of(&whole, row));
		}
		arena_release(&arena);
	}
}

static void
assert_frame_sane(const struct scene *scene, int rows, int cols, bool ascii, enum view_kind view)
{
	struct rect all = { .rows = rows, .cols = cols };
	struct grid grid;

	grid_init(&grid, &arena, rows, cols, ascii);
	frame_watch(scene, view, &words, &grid);
	golden_assert_sane(&grid, all);
	for (int row = 0; row < rows && rows >= SIZE_MIN_ROWS; row++) {
		assert_int_equal(grid.cells[row * cols].glyph, ' ');
		assert_int_equal(grid.cells[row * cols + cols - 1].glyph, ' ');
	}
	grid_init(&grid, &arena, rows, cols, ascii);
	frame_ask(scene, view, &words, scene->bet_open ? &bet : &why, &grid);
	golden_assert_sane(&grid, all);
	assert_in_range(grid.cursor_row + 1, 0, rows);
}

static void
frames__any_size_glyphs_and_position__keep_the_laws(void **state)
{
	static const int sizes[][2] = { { 12, 40 }, { 13, 41 }, { 19, 59 }, { 20, 60 }, { 23, 79 },
		{ 24, 80 }, { 24, 100 }, { 30, 90 }, { 40, 120 }, { 60, 200 }, { 5, 20 },
		{ 1, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (uint32_t at = 0; at <= sticky.end; at += 13) {
			uint32_t other = at < carry.end ? at : carry.end;
			struct scene scene = story_scene(&sticky, &carry, at, other);
			enum view_kind view = (enum view_kind)(at % VIEW_KIND_COUNT);

			scene.lane = at % 2;
			scene.bet_open = scene.runs[0].closed = scene.runs[1].closed = at % 3 == 0;
			assert_frame_sane(&scene, sizes[i][0], sizes[i][1], at % 2, view);
		}
		arena_release(&arena);
	}
}

/* The layout never depends on the glyph set; keys that are arrows have names there, for "<" and "v"
 * are keys of their own. */
static void
frames__ascii__has_each_glyph_in_the_same_cell(void **state)
{
	struct scene scene = story_scene(&sticky, &token, sticky.at_reply, token.at_reply);

	(void)state;
	for (int view = VIEW_MAP; view < VIEW_KIND_COUNT; view++) {
		struct grid utf8, ascii;

		grid_init(&utf8, &arena, 24, 80, false);
		grid_init(&ascii, &arena, 24, 80, true);
		frame_watch(&scene, (enum view_kind)view, &words, &utf8);
		frame_watch(&scene, (enum view_kind)view, &words, &ascii);
		for (int i = 0; i < 23 * 80; i++) {
			assert_int_equal(utf8.cells[i].role, ascii.cells[i].role);
			assert_int_equal(utf8.cells[i].glyph == ' ', ascii.cells[i].glyph == ' ');
		}
	}
}

static void
view_keys__in_ascii__names_the_arrows(void **state)
{
	struct grid grid;
	struct str text = STR_INIT;

	(void)state;
	grid_init(&grid, &arena, 2, 80, true);
	view_keys(&grid, 1, "Space go on   \xe2\x86\x90 \xe2\x86\x92 step   "
			    "\xe2\x86\x91 \xe2\x86\x93 choose   v view");
	for (int i = 80; i < 160; i++)
		str_add_char(&text, (char)grid.cells[i].glyph);
	assert_non_null(strstr(text.text, "Left Right step   Up Down choose   v view"));
	/* they are keys, and are drawn as such */
	assert_int_equal(grid.cells[80 + 15].role, ROLE_KEY);
	assert_int_equal(grid.cells[80 + 26].role, ROLE_PLAIN);
	str_release(&text);
}

static void
frame_too_small__says_both_sizes(void **state)
{
	struct grid grid;

	(void)state;
	grid_init(&grid, &arena, 8, 31, false);
	frame_too_small(&grid);
	golden_check("too-small-31x8", &grid);
	for (int rows = 1; rows < 12; rows++) {
		for (int cols = 1; cols < 40; cols += 3) {
			grid_init(&grid, &arena, rows, cols, rows % 2);
			frame_too_small(&grid);
			golden_assert_sane(&grid, (struct rect){ .rows = rows, .cols = cols });
		}
	}
}

static void
frame_page__leaves_the_body_to_the_caller(void **state)
{
	struct grid grid;
	struct rect body;

	(void)state;
	grid_init(&grid, &arena, 24, 160, false);
	body = frame_page(&words, &grid);
	assert_int_equal(body.col, 21);
	assert_int_equal(body.cols, 78);
	assert_int_equal(body.row, 2);
	assert_int_equal(body.row + body.rows, 23);
}

static void
view_keys__short_of_room__keeps_first_help_and_leave(void **state)
{
	struct grid grid;

	(void)state;
	grid_init(&grid, &arena, 1, 40, false);
	view_keys(&grid, 0, "Space go on   → ← step   x break   ? help   q lesson");
	assert_string_equal(stories_text(&grid), " Space go on   ? help   q lesson\n");
	assert_int_equal(grid.cells[1].role, ROLE_KEY);
	assert_int_equal(grid.cells[7].role, ROLE_PLAIN);
	grid_init(&grid, &arena, 1, 22, false);
	view_keys(&grid, 0, "Space go on   → ← step   ? help   q lesson");
	assert_string_equal(stories_text(&grid), " Space go on   ?   q\n");
}

static void
view_timeline__a_fault__is_hidden_by_nothing_and_never_early(void **state)
{
	struct grid grid;
	struct scene scene = story_scene(&sticky, NULL, sticky.before_crash, 0);

	(void)state;
	grid_init(&grid, &arena, 1, 80, false);
	view_timeline(&scene, &grid, 0, NULL);
	assert_null(strstr(stories_text(&grid), "✗"));
	assert_non_null(strstr(stories_text(&grid), "┄"));
	scene = story_scene(&sticky, NULL, sticky.after_crash, 0);
	grid_init(&grid, &arena, 1, 80, false);
	view_timeline(&scene, &grid, 0, NULL);
	assert_non_null(strstr(stories_text(&grid), "✗◆┄"));
	scene.visible_until = NONE32;
	grid_init(&grid, &arena, 1, 80, false);
	view_timeline(&scene, &grid, 0, NULL);
	assert_null(strstr(stories_text(&grid), "┄"));
}

static void
scene_facts__say_who_holds_what_and_who_is_down(void **state)
{
	struct scene scene = story_scene(&sticky, NULL, sticky.after_crash, 0);
	struct str facts = STR_INIT;

	(void)state;
	scene_facts(&scene, &facts);
	assert_non_null(strstr(facts.text, "s1 down\n"));
	assert_non_null(strstr(facts.text, "s1 lost cart of ana: book, pen\n"));
	assert_non_null(strstr(facts.text, "s2 holds cart of bob: lamp\n"));
	assert_non_null(strstr(facts.text, "ana-laptop holds ticket 7f3\n"));
	str_clear(&facts);
	scene.runs[0].closed = scene.bet_open = true;
	scene_facts(&scene, &facts);
	assert_null(strstr(facts.text, "lost"));
	assert_null(strstr(facts.text, "s2 holds"));
	assert_non_null(strstr(facts.text, "s2 closed\n"));
	assert_non_null(strstr(facts.text, "ana-laptop holds ticket 7f3\n"));
	str_release(&facts);
}

static void
scene_caption__each_design__says_what_is_kept_where(void **state)
{
	static const struct {
		enum shop_design design;
		bool words;
		const char *caption;
	} rows[] = {
		{ SHOP_STICKY, true, "session in server memory (coat); cookie: its id (ticket)" },
		{ SHOP_LOCAL, false, "session in server memory, no stickiness" },
		{ SHOP_STORE, false, "sessions in one shared store, the id in a cookie" },
		{ SHOP_CARRY, true, "signed session in a cookie (sealed coat), any server" },
		{ SHOP_CARRY, false, "signed session in a cookie, any server" },
		{ SHOP_TOKEN, true, "signed claim as a Bearer (badge), cart in database" },
		{ SHOP_LOOSE, false, "login in server memory, cart in the client, unsigned" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct shop shop;
		struct str caption = STR_INIT;

		shop_init(&shop, rows[i].design);
		scene_caption(&shop.scenario, rows[i].words, &caption);
		assert_string_equal(caption.text, rows[i].caption);
		str_release(&caption);
		shop_release(&shop);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frame_ask__open_bet__is_the_kept_screen),
		cmocka_unit_test(frame_ask__why__is_the_kept_screen),
		cmocka_unit_test(frame_ask__at_80x24__rows_stand_where_the_eye_knows_them),
		cmocka_unit_test(frame_ask__too_many_words__scroll_and_say_so),
		cmocka_unit_test(frame_ask__without_a_run__is_a_page_of_words),
		cmocka_unit_test(frames__open_bet__say_nothing_of_what_is_asked),
		cmocka_unit_test(frames__events_to_come__change_nothing),
		cmocka_unit_test(frames__any_size_glyphs_and_position__keep_the_laws),
		cmocka_unit_test(frames__ascii__has_each_glyph_in_the_same_cell),
		cmocka_unit_test(view_keys__in_ascii__names_the_arrows),
		cmocka_unit_test(frame_too_small__says_both_sizes),
		cmocka_unit_test(frame_page__leaves_the_body_to_the_caller),
		cmocka_unit_test(view_keys__short_of_room__keeps_first_help_and_leave),
		cmocka_unit_test(view_timeline__a_fault__is_hidden_by_nothing_and_never_early),
		cmocka_unit_test(scene_facts__say_who_holds_what_and_who_is_down),
		cmocka_unit_test(scene_caption__each_design__says_what_is_kept_where),
	};

	return cmocka_run_group_tests_name("view/frame", tests, stories_setup, stories_teardown);
}
