/* The wire view over the story of the crash: true bytes, rulers under what they mark. */
#include <string.h>

#include "base/str.h"
#include "lib/assert.h"
#include "lib/golden.h"
#include "lib/story.h"
#include "trace/http.h"
#include "view/wire_lines.h"

static struct story stories[3];
static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	story_tell(&stories[0], SHOP_STICKY);
	story_tell(&stories[1], SHOP_CARRY);
	story_tell(&stories[2], SHOP_TOKEN);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		story_forget(&stories[i]);
	arena_release(&arena);
	return 0;
}

static void
wire__twins__are_the_kept_screen(void **state)
{
	struct scene scene =
	    story_scene(&stories[0], &stories[1], stories[0].in_flight, stories[1].in_flight);
	struct grid grid;

	(void)state;
	grid_init(&grid, &arena, 19, 78, false);
	view_wire(&scene, &grid, (struct rect){ .rows = 19, .cols = 78 });
	golden_check("wire-twin-78x19", &grid);
	scene = story_scene(&stories[2], NULL, stories[2].in_flight, 0);
	grid_init(&grid, &arena, 19, 78, true);
	view_wire(&scene, &grid, (struct rect){ .rows = 19, .cols = 78 });
	golden_check("wire-badge-78x19-ascii", &grid);
	grid_init(&grid, &arena, 9, 38, false);
	view_wire(&scene, &grid, (struct rect){ .rows = 9, .cols = 38 });
	golden_check("wire-badge-38x9", &grid);
}

/* The rows of HTTP, line ends between parts, are the message byte for byte; a call to a store is
 * said as its command, with its true length. */
static void
wire_lines__every_message__are_its_bytes(void **state)
{
	(void)state;
	for (int s = 0; s < 3; s++) {
		const struct trace *trace = &stories[s].shop.trace;
		struct scene scene = story_scene(&stories[s], NULL, stories[s].end, 0);

		for (uint32_t m = 0; m < trace->message_count; m++) {
			struct str shown = STR_INIT, sent = STR_INIT;
			struct wire wire;
			uint32_t bytes = 0;

			wire_lines(&scene, &scene.runs[0], m, 64, &arena, &wire);
			for (int i = 0; i < wire.count; i++) {
				if (wire.lines[i].kind != WIRE_TEXT)
					continue;
				str_add(&shown, wire.lines[i].text);
				bytes += wire.lines[i].bytes;
			}
			http_text(trace, &trace->messages[m], &sent);
			assert_int_equal(bytes, sent.length);
			for (const char *at = trace->messages[m].kind <= MESSAGE_REPLY ? sent.text
										       : "",
					*to = shown.text;
			     *at; at++) {
				if (*at != '\r' && *at != '\n')
					assert_int_equal(*at, *to++);
			}
			str_release(&shown);
			str_release(&sent);
		}
	}
}

/* The cells ruled as the focus piece decode to that piece: the ruler tells the truth. */
static void
wire_lines__ruler_of_a_coat__covers_the_cart(void **state)
{
	struct scene scene = story_scene(&stories[1], NULL, stories[1].in_flight, 0);
	uint32_t event = wire_event(&scene, &scene.runs[0]);
	struct wire wire;
	int kept = 0, header = 0;

	(void)state;
	wire_lines(
	    &scene, &scene.runs[0], stories[1].shop.trace.events[event].message, 64, &arena, &wire);
	for (int i = 0; i < wire.count; i++) {
		for (int c = 0; wire.lines[i].kind == WIRE_RULER && c < WIRE_CELLS_MAX; c++) {
			kept += wire.lines[i].cells[c] == GLYPH_KEPT;
			header += wire.lines[i].cells[c] == GLYPH_LINE_H;
		}
	}
	/* "cart":["book","pen"] is 21 bytes: 28 or 29 letters, 6 of them under its name. */
	assert_in_range(kept, 22, 23);
	assert_true(header > 30);
	assert_string_equal(wire.header, "Cookie");
}

static void
wire_event__position__is_never_passed(void **state)
{
	(void)state;
	for (uint32_t at = 0; at <= stories[0].end; at++) {
		struct scene scene = story_scene(&stories[0], NULL, at, 0);
		uint32_t event = wire_event(&scene, &scene.runs[0]);

		assert_true(event == NONE32 || event < at);
		scene.message = at; /* not yet: the newest that has been */
		assert_int_equal(wire_event(&scene, &scene.runs[0]), event);
	}
}

static void
wire__any_size_message_and_glyphs__keeps_the_laws(void **state)
{
	static const int sizes[][2] = { { 7, 38 }, { 12, 58 }, { 13, 78 }, { 19, 78 }, { 33, 118 },
		{ 2, 12 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (uint32_t at = 0; at <= stories[2].end; at += 3) {
			struct scene scene = story_scene(&stories[2], &stories[1], at,
			    at < stories[1].end ? at : stories[1].end);
			struct rect rect = { 1, 2, sizes[i][0], sizes[i][1] };
			struct grid whole, part;

			grid_init(&whole, &arena, rect.rows + 2, rect.cols + 4, at % 2);
			view_wire(&scene, &whole, rect);
			golden_assert_sane(&whole, rect);
			grid_init(&part, &arena, rect.rows + 2, rect.cols + 4, at % 2);
			grid_clip(&part, (struct rect){ 2, 5, 4, 9 });
			view_wire(&scene, &part, rect);
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
		cmocka_unit_test(wire__twins__are_the_kept_screen),
		cmocka_unit_test(wire_lines__every_message__are_its_bytes),
		cmocka_unit_test(wire_lines__ruler_of_a_coat__covers_the_cart),
		cmocka_unit_test(wire_event__position__is_never_passed),
		cmocka_unit_test(wire__any_size_message_and_glyphs__keeps_the_laws),
	};

	return cmocka_run_group_tests_name("view/wire", tests, setup, teardown);
}
