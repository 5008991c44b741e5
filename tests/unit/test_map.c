/* The map, read back from what it drew on real runs: it says what the world says. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "lib/golden.h"
#include "lib/map_scan.h"
#include "lib/scenarios.h"
#include "trace/sentence.h"
#include "view/parts.h"
#include "view/pill.h"

#define SHOP_CRASH \
	"seed: 7\n" \
	"clients:\n" \
	"  ana: {name: Ana, script: [login, add book, add pen, view cart, view cart]}\n" \
	"  bob: {name: Bob, start: 100ms, script: [login, add lamp, wait 3s, view cart]}\n" \
	"  cid: {name: Cid, start: 200ms, script: [login, add mug, wait 3s, view cart]}\n" \
	"faults: [{at: 2900ms, do: crash, node: s1}, {at: 5s, do: restart, node: s1}]\n"

#define SHOP_CROWD                                                                                 \
	"seed: 3\n"                                                                                \
	"clients:\n"                                                                               \
	"  ana: {name: Ana, devices: [laptop, phone], script: [login, add book, use phone, "       \
	"login,\n"                                                                                 \
	"        view cart, logout, clear cookies]}\n"                                             \
	"  crowd: {count: 9, every: 30ms, script: [login, add lamp, view cart, logout]}\n"         \
	"servers: {count: 7, queue: 2}\n"                                                          \
	"session: {idle: 3s, on_miss: overwrite}\n"                                                \
	"faults: [{at: 100ms, do: crash, node: s2}, {at: 400ms, do: crash, node: s7}]\n"           \
	"stop: {after: 8s}\n"

static const char *const designs[] = { "local", "sticky", "store", "token", "carry" };
enum { DESIGNS = 5 };

static const struct rect sizes[] = {
	{ .row = 1, .col = 1, .rows = 13, .cols = 78 },
	{ .row = 1, .col = 1, .rows = 36, .cols = 118 },
	{ .row = 1, .col = 1, .rows = 8, .cols = 38 },
	{ .row = 1, .col = 1, .rows = 10, .cols = 78 },
};
enum { SIZES = sizeof(sizes) / sizeof(*sizes) };

/* A run with a lane on it, focus Ana and her cart. */
struct shown {
	struct run run;
	struct world_cursor *cursor;
	struct scene scene;
};

static void
shown_begin(struct shown *shown, const char *keys, const char *design)
{
	run_begin(&shown->run, keys, design);
	run_all(&shown->run);
	shown->cursor = world_cursor_new(&shown->run.trace);
	shown->scene = (struct scene){ .run_count = 1, .message = NONE32, .cursor_event = NONE32,
		.visible_until = NONE32, .inspect = NONE16,
		.client = trace_actor(&shown->run.trace, "ana"),
		.piece = trace_piece(&shown->run.trace, "cart") };
	shown->scene.runs[0] = (struct scene_run){ .design = design, .caption = "",
		.trace = &shown->run.trace, .cursor = shown->cursor };
}

static void
shown_end(struct shown *shown)
{
	world_cursor_free(shown->cursor);
	run_end(&shown->run);
}

static void
shown_at(struct shown *shown, uint32_t position)
{
	shown->scene.runs[0].position = position;
	shown->scene.at_ns = position ? shown->run.trace.events[position - 1].at_ns : 0;
}

/* Everything a failed test should show. */
static void
tell(const struct shown *shown, const struct grid *grid, const char *what, const char *place)
{
	struct str text = STR_INIT;

	grid_write_text(grid, &text);
	print_error("%s at %s, %s, position %u\n", what, place, shown->scene.runs[0].design,
	    shown->scene.runs[0].position);
	fputs(text.text, stdout);
	str_release(&text);
	fail();
}

static bool
same_entry(const struct item *a, const struct item *b)
{
	return a->client == b->client && a->session == b->session;
}

/* How many sessions and users `place` keeps something of, and how many of them have a cart. */
static void
count_kept(const struct shown *shown, uint16_t place, int *entries, int *carts, int *hers)
{
	const struct trace *trace = &shown->run.trace;
	const struct world *world = run_world(&shown->scene.runs[0]);
	uint16_t login = trace_piece(trace, "login");

	*entries = *carts = *hers = 0;
	for (const struct holding *h = world_first(world, place); h; h = world_next(world, h)) {
		const struct item *item = &trace->items[h->item];
		bool twin = false;

		if (item->piece == shown->scene.piece) {
			(*carts)++;
			*hers += item->client == shown->scene.client &&
			    (item->session == NONE32 || trace->sessions[item->session].logged_in);
		}
		for (const struct holding *o = world_first(world, place); o;
		     o = world_next(world, o))
			twin = twin || (trace->items[o->item].piece == shown->scene.piece &&
			    same_entry(&trace->items[o->item], item));
		*entries += item->piece == shown->scene.piece || (item->piece == login && !twin);
	}
}

/* What her ticket opens stands first in its box, and says what is in it. */
static void
check_first(const struct shown *shown, const struct grid *grid, uint16_t place,
    const struct scan_box *box)
{
	const struct trace *trace = &shown->run.trace;
	const struct holding *entry =
	    world_entry(run_world(&shown->scene.runs[0]), shown->scene.piece, shown->scene.client);
	const struct scan_pill *first = &box->pills[0];
	struct str items = STR_INIT, count = STR_INIT;
	uint32_t session;

	if (!entry || entry->place != place)
		return;
	session = trace->items[entry->item].session;
	if (box->pill_count == 0 || strcmp(first->owner, session == NONE32 ||
	    trace->sessions[session].logged_in ? "A" : "?") != 0)
		tell(shown, grid, "another entry first", trace->actors[place].id);
	pill_words(trace_text(trace, entry->text), PILL_ITEMS, &items);
	pill_words(trace_text(trace, entry->text), PILL_COUNT, &count);
	if (first->has_content && strcmp(first->content, items.text) != 0 &&
	    strcmp(first->content, count.text) != 0)
		tell(shown, grid, "another content", trace->actors[place].id);
	str_release(&items);
	str_release(&count);
}

/* The balancer's port to a server: open when it believes it up, whatever is so; the wire to a dead
 * one is dashed and ends in a mark. */
static void
check_port(
    const struct shown *shown, const struct grid *grid, uint16_t place, const struct scan_box *box)
{
	const struct place_state *state = &run_world(&shown->scene.runs[0])->places[place];
	const struct cell *row = &grid->cells[box->inside.row * grid->cols];
	struct scan_box balancer;
	uint32_t port;

	if (shown->run.trace.actors[place].role != ROLE_SERVER)
		return;
	if (!scan_box(grid, 1, grid->rows - 1, "balancer", &balancer) &&
	    !scan_box(grid, 1, grid->rows - 1, "lb", &balancer) &&
	    !scan_box(grid, 1, grid->rows - 1, grid->ascii ? "- lb" : "─ lb", &balancer))
		return; /* its title stands in a wide border */
	port = row[balancer.inside.col + balancer.inside.cols].glyph;
	if ((port == (grid->ascii ? 'x' : GLYPH_WRONG)) == state->believed_up)
		tell(shown, grid, "a port against the belief", shown->run.trace.actors[place].id);
	port = row[box->inside.col - 2].glyph;
	if (!state->up && port != (grid->ascii ? 'x' : GLYPH_WRONG) &&
	    port != (grid->ascii ? '>' : GLYPH_HEAD_RIGHT))
		tell(shown, grid, "a wire into a dead box", shown->run.trace.actors[place].id);
}

static bool
lost_anything(const struct shown *shown, uint16_t place)
{
	const struct world *world = run_world(&shown->scene.runs[0]);
	const struct trace *trace = &shown->run.trace;

	for (uint32_t i = 0; i < world->loss_count; i++) {
		if (world->losses[i].place == place &&
		    trace->items[world->losses[i].holding.item].piece <
		        trace->scenario->piece_count)
			return true;
	}
	return false;
}

static void
check_place(const struct shown *shown, const struct grid *grid, uint16_t place)
{
	const struct world *world = run_world(&shown->scene.runs[0]);
	const char *id = shown->run.trace.actors[place].id;
	int entries, carts, hers, drawn = 0, drawn_hers = 0;
	struct scan_box box;
	bool alone = false;

	if (!scan_box(grid, 1, grid->rows - 1, id, &box)) {
		const struct holding *entry = world_entry(world, shown->scene.piece,
		    shown->scene.client);

		if (entry && entry->place == place)
			tell(shown, grid, "her cart is in a box that is not drawn", id);
		return;
	}
	for (const struct holding *h = world_first(world, place); h; h = world_next(world, h))
		alone = alone || world_alone(world, h);
	count_kept(shown, place, &entries, &carts, &hers);
	for (int i = 0; i < box.pill_count; i++) {
		drawn += !box.pills[i].badge;
		drawn_hers += !box.pills[i].badge && strcmp(box.pills[i].owner, "A") == 0;
	}
	check_port(shown, grid, place, &box);
	if (!world->places[place].up) {
		if (box.pill_count > 0 || !strstr(box.title, "DOWN"))
			tell(shown, grid, "a dead box", id);
		if (box.border != SCAN_DASHED)
			tell(shown, grid, "a dead box that is not dashed", id);
		if ((strncmp(box.text, "gone", 4) == 0) != lost_anything(shown, place))
			tell(shown, grid, "a dead box that lost something else", id);
		return;
	}
	if (box.border == SCAN_DASHED || (!grid->ascii && (box.border == SCAN_DOUBLE) != alone))
		tell(shown, grid, "a border", id);
	if (strstr(box.text, "gone "))
		return; /* the row that an entry left says so for one event */
	if (drawn > carts || box.pill_count + box.more != entries)
		tell(shown, grid, "other carts than the world's", id);
	if ((drawn_hers > 0) != (hers > 0) && (hers == 0 || box.more == 0))
		tell(shown, grid, "her cart", id);
	check_first(shown, grid, place, &box);
}

static void
check_hand(const struct shown *shown, const struct grid *grid, struct rect rect, uint16_t device)
{
	const struct trace *trace = &shown->run.trace;
	const struct world *world = run_world(&shown->scene.runs[0]);
	const char *name = trace->actors[device].name;
	int row = scan_name(grid, 1, grid->rows - 1, rect.col, name); /* -1 too when it is cut */
	int end = scan_corner(grid, rect.row + 1), count, drawn = 0;
	struct scan_pill pills[SCAN_PILLS];
	uint16_t owner = trace_client_of(trace, device);
	bool held = world_holds(world, device, shown->scene.piece, owner) == WORLD_YES;

	if (row < 0)
		return;
	assert_true(end > 0);
	count = scan_pills(grid, row + 1, rect.col, end, pills, SCAN_PILLS);
	for (int i = 0; i < count; i++)
		drawn += !pills[i].badge;
	if (drawn != held)
		tell(shown, grid, "a cart in a hand", name);
	if (held && !pills[count - 1].sealed)
		tell(shown, grid, "a coat without its seal", name);
}

/* Every box and hand of every position of a run, in one size and set. */
static void
scan_run(struct shown *shown, struct rect rect, bool ascii)
{
	const struct trace *trace = &shown->run.trace;
	struct arena arena = { 0 };
	struct grid grid;

	grid_init(&grid, &arena, rect.rows + 2, rect.cols + 2, ascii);
	for (uint32_t position = 0; position <= trace->event_count; position++) {
		shown_at(shown, position);
		grid_clear(&grid);
		view_map(&shown->scene, &grid, rect);
		golden_assert_sane(&grid, rect);
		for (uint32_t i = 0; i < trace->actor_count; i++) {
			enum role role = trace->actors[i].role;

			if (role == ROLE_SERVER || role == ROLE_STORE || role == ROLE_DATABASE)
				check_place(shown, &grid, (uint16_t)i);
			else if (role == ROLE_DEVICE)
				check_hand(shown, &grid, rect, (uint16_t)i);
		}
	}
	arena_release(&arena);
}

static void
map__every_position_of_five_designs__carts_at_home(void **state)
{
	(void)state;
	for (int design = 0; design < DESIGNS; design++) {
		struct shown shown;

		shown_begin(&shown, SHOP_CRASH, designs[design]);
		for (int size = 0; size < SIZES; size++) {
			scan_run(&shown, sizes[size], false);
			scan_run(&shown, sizes[size], true);
		}
		shown_end(&shown);
	}
}

static void
map__more_nodes_than_rows__hers_shown_others_counted(void **state)
{
	(void)state;
	for (int design = 0; design < DESIGNS; design++) {
		struct shown shown;

		shown_begin(&shown, SHOP_CROWD, designs[design]);
		for (int size = 0; size < SIZES; size++)
			scan_run(&shown, sizes[size], size % 2 == 1);
		shown_end(&shown);
	}
}

/* A viewport is the crop of the whole: a narrower clip changes nothing inside it. */
static void
map__drawn_through_a_viewport__is_the_crop_of_the_whole(void **state)
{
	struct rect rect = sizes[0];
	struct arena arena = { 0 };
	struct grid whole, part;
	struct shown shown;

	(void)state;
	shown_begin(&shown, SHOP_CRASH, "sticky");
	grid_init(&whole, &arena, 15, 80, false);
	grid_init(&part, &arena, 15, 80, false);
	for (uint32_t position = 0; position <= shown.run.trace.event_count; position++) {
		struct rect view = { .row = (int)(position % 9), .col = (int)(position * 7 % 60),
			.rows = 5, .cols = 19 };

		shown_at(&shown, position);
		grid_clear(&whole);
		grid_clear(&part);
		view_map(&shown.scene, &whole, rect);
		grid_clip(&part, view);
		view_map(&shown.scene, &part, rect);
		for (int i = 0; i < 15 * 80; i++) {
			int row = i / 80, col = i % 80;
			bool inside = row >= view.row && row < view.row + view.rows &&
			    col >= view.col && col < view.col + view.cols;

			assert_int_equal(part.cells[i].glyph, inside ? whole.cells[i].glyph : ' ');
		}
	}
	shown_end(&shown);
	arena_release(&arena);
}

/* ASCII is the same layout: every cell the glyph's one character. */
static void
map__in_ascii__is_cell_for_cell_the_same_picture(void **state)
{
	struct arena arena = { 0 };
	struct grid rich, plain;
	struct shown shown;

	(void)state;
	shown_begin(&shown, SHOP_CRASH, "carry");
	grid_init(&rich, &arena, 15, 80, false);
	grid_init(&plain, &arena, 15, 80, true);
	for (uint32_t position = 0; position <= shown.run.trace.event_count; position++) {
		shown_at(&shown, position);
		grid_clear(&rich);
		grid_clear(&plain);
		view_map(&shown.scene, &rich, sizes[0]);
		view_map(&shown.scene, &plain, sizes[0]);
		for (int i = 0; i < 15 * 80; i++) {
			uint32_t glyph = rich.cells[i].glyph;
			char drawn = (char)plain.cells[i].glyph;

			assert_true(drawn == glyph_ascii(glyph) ||
			    (glyph == GLYPH_SEAL && (drawn == '!' || drawn == 'y')) ||
			    (glyph == GLYPH_PILL_RIGHT && drawn == ']'));
			assert_int_equal(rich.cells[i].role, plain.cells[i].role);
		}
	}
	shown_end(&shown);
	arena_release(&arena);
}

static void
check_closed(const struct shown *shown, const struct grid *grid, uint16_t place)
{
	static const char *const telling[] = { "hit", "miss", "valid", "lost" };
	const struct actor *actor = &shown->run.trace.actors[place];
	struct scan_box box;

	if ((actor->role != ROLE_SERVER && actor->role != ROLE_STORE &&
	    actor->role != ROLE_DATABASE) || !scan_box(grid, 1, grid->rows, actor->id, &box))
		return;
	if (box.pill_count || box.border == SCAN_DOUBLE || !strchr(box.text, '?') ||
	    strstr(box.text, "gone"))
		tell(shown, grid, "a closed box that talks", actor->id);
	for (size_t i = 0; i < sizeof(telling) / sizeof(*telling); i++) {
		if (strstr(box.title, telling[i]))
			tell(shown, grid, "a closed title that talks", actor->id);
	}
}

/* While a bet is open, two runs that differ only in what the bet asks about look the same. */
static void
map__closed_lane__no_box_says_anything(void **state)
{
	(void)state;
	for (int design = 0; design < DESIGNS; design++) {
		struct arena arena = { 0 };
		struct shown shown;
		struct grid grid;

		shown_begin(&shown, SHOP_CRASH, designs[design]);
		shown.scene.runs[0].closed = shown.scene.bet_open = true;
		grid_init(&grid, &arena, 15, 80, false);
		for (uint32_t position = 0; position <= shown.run.trace.event_count; position++) {
			shown_at(&shown, position);
			grid_clear(&grid);
			view_map(&shown.scene, &grid, sizes[0]);
			for (uint32_t i = 0; i < shown.run.trace.actor_count; i++)
				check_closed(&shown, &grid, (uint16_t)i);
		}
		shown_end(&shown);
		arena_release(&arena);
	}
}

/* The actor of an event, drawn in its picture, is named by its sentence. */
static void
map__sentence_of_an_event__names_an_actor_that_the_picture_shows(void **state)
{
	(void)state;
	for (int design = 0; design < DESIGNS; design++) {
		struct arena arena = { 0 };
		struct shown shown;
		struct grid grid;

		shown_begin(&shown, SHOP_CRASH, designs[design]);
		grid_init(&grid, &arena, 38, 120, false);
		for (uint32_t i = 0; i < shown.run.trace.event_count; i++) {
			const struct event *event = &shown.run.trace.events[i];
			const struct actor *actor = &shown.run.trace.actors[event->actor];
			struct str sentence = STR_INIT, drawn = STR_INIT;
			const char *name = actor->role == ROLE_BALANCER ? "alancer" :
			    actor->role == ROLE_STORE ? "tore" :
			    actor->role == ROLE_DATABASE ? "atabase" : actor->name;
			const char *shape = actor->role == ROLE_BALANCER ? "balancer" :
			    actor->role == ROLE_DEVICE ? actor->name : actor->id;

			shown_at(&shown, i + 1);
			grid_clear(&grid);
			view_map(&shown.scene, &grid, sizes[1]);
			sentence_event(&shown.run.trace, i, &sentence);
			grid_write_text(&grid, &drawn);
			if (!strstr(sentence.text, name))
				tell(&shown, &grid, sentence.text, name);
			/* A database that no request uses is left out. */
			if (!strstr(drawn.text, shape) && actor->role != ROLE_DATABASE)
				tell(&shown, &grid, "an actor that is not drawn", shape);
			str_release(&sentence);
			str_release(&drawn);
		}
		shown_end(&shown);
		arena_release(&arena);
	}
}

/* No size, however small, breaks the drawing; what does not fit is said in words. */
static void
map__any_rect__draws_inside_it(void **state)
{
	struct arena arena = { 0 };
	struct shown shown;
	struct grid grid;

	(void)state;
	shown_begin(&shown, SHOP_CRASH, "token");
	grid_init(&grid, &arena, 40, 124, false);
	shown_at(&shown, shown.run.trace.event_count / 2);
	for (int rows = 0; rows < 38; rows += rows < 14 ? 1 : 5) {
		for (int cols = 0; cols < 120; cols += 3) {
			struct rect rect = { .row = 2, .col = 3, .rows = rows, .cols = cols };

			grid_clear(&grid);
			view_map(&shown.scene, &grid, rect);
			golden_assert_sane(&grid, rect);
			view_strip(&shown.scene, &grid, rect);
			golden_assert_sane(&grid, rect);
		}
	}
	shown_end(&shown);
	arena_release(&arena);
}

/* While a run plays, a load is where its time says, counted from the node it left. */
static void
map__between_send_and_arrival__load_is_where_its_time_says(void **state)
{
	struct arena arena = { 0 };
	struct shown shown;
	struct grid grid;
	uint32_t tried = 0;

	(void)state;
	shown_begin(&shown, SHOP_CRASH, "sticky");
	shown.scene.settle = 1;
	grid_init(&grid, &arena, 15, 80, false);
	for (uint32_t i = 0; i < shown.run.trace.event_count; i++) {
		const struct event *event = &shown.run.trace.events[i];
		uint16_t hers = trace_actor(&shown.run.trace, "ana-browser");
		int end, begin = 1 + 4, last = -1;

		if (event->kind != EVENT_SEND || event->actor != hers)
			continue;
		for (uint64_t at = event->at_ns; at < event->value; at += 437017) {
			int row, expected, cell = -1;

			shown.scene.at_ns = at;
			shown.scene.runs[0].position = trace_seek_after(&shown.run.trace, at);
			grid_clear(&grid);
			view_map(&shown.scene, &grid, sizes[0]);
			end = scan_corner(&grid, 2);
			row = scan_name(&grid, 1, 15, 1, "Ana");
			for (int col = begin; col < end; col++) {
				if (grid.cells[row * 80 + col].glyph == GLYPH_REQUEST)
					cell = col - begin;
			}
			expected = (int)((at - event->at_ns) * (uint64_t)(end - begin - 1) /
			    (event->value - event->at_ns));
			if (expected > end - begin - 2)
				expected = end - begin - 2;
			assert_int_equal(cell, expected);
			assert_true(cell >= last);
			last = cell;
			tried++;
		}
	}
	assert_true(tried > 20);
	shown_end(&shown);
	arena_release(&arena);
}

/* Boxes, wires and hands stand at the same columns all through a run. */
static void
map__all_through_a_run__columns_stay(void **state)
{
	struct arena arena = { 0 };
	struct shown shown;
	struct grid grid;
	int col = -1;

	(void)state;
	shown_begin(&shown, SHOP_CRASH, "sticky");
	grid_init(&grid, &arena, 15, 80, false);
	for (uint32_t position = 0; position <= shown.run.trace.event_count; position++) {
		struct scan_box box;

		shown_at(&shown, position);
		grid_clear(&grid);
		view_map(&shown.scene, &grid, sizes[0]);
		assert_true(scan_box(&grid, 1, 15, "s1", &box));
		if (col < 0)
			col = box.inside.col;
		assert_int_equal(box.inside.col, col);
	}
	shown_end(&shown);
	arena_release(&arena);
}

/* A count of requests is said once in a box, also while its server works for somebody. */
static void
map__a_count_of_requests__is_said_once(void **state)
{
	struct arena arena = { 0 };
	struct shown shown;
	struct grid grid;
	uint32_t seen = 0;

	(void)state;
	shown_begin(&shown,
	    "clients: {ana: {name: Ana, every: 50ms, relogin: off, script: [login, view cart], "
	    "repeat: view cart}}\n"
	    "stop: {after: 400ms}\n"
	    "servers: {count: 1}\n"
	    "designs: {own: {base: token, limiter: {home: server, limit: 3/m}}}\n", "own");
	grid_init(&grid, &arena, 15, 80, false);
	for (uint32_t position = 0; position <= shown.run.trace.event_count; position++) {
		struct str text = STR_INIT;
		const char *count;

		shown_at(&shown, position);
		grid_clear(&grid);
		view_map(&shown.scene, &grid, sizes[0]);
		grid_write_text(&grid, &text);
		count = strstr(text.text, "2/3");
		seen += count != NULL;
		if (count != NULL && strstr(count + 1, "2/3") != NULL)
			tell(&shown, &grid, "the count is said twice", "s1");
		str_release(&text);
	}
	assert_true(seen > 0);
	shown_end(&shown);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(map__every_position_of_five_designs__carts_at_home),
		cmocka_unit_test(map__more_nodes_than_rows__hers_shown_others_counted),
		cmocka_unit_test(map__drawn_through_a_viewport__is_the_crop_of_the_whole),
		cmocka_unit_test(map__in_ascii__is_cell_for_cell_the_same_picture),
		cmocka_unit_test(map__closed_lane__no_box_says_anything),
		cmocka_unit_test(map__sentence_of_an_event__names_an_actor_that_the_picture_shows),
		cmocka_unit_test(map__any_rect__draws_inside_it),
		cmocka_unit_test(map__between_send_and_arrival__load_is_where_its_time_says),
		cmocka_unit_test(map__all_through_a_run__columns_stay),
		cmocka_unit_test(map__a_count_of_requests__is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
