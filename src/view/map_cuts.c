/* view/map_cuts.c - links that are cut: a mark in the middle of their wire, a word in a title where
 * two servers have no wire.
 *
 *    ├──┤ ✗ ├──│no sessions   │─┤ ✗ store ├─┤     with one of two places behind the bus: which
 *    ┌ s1 ┤✗├ s2 ──────┐                          between servers: each says to whom
 */
#include "view/map.h"

#include "base/utf8.h"

enum { MARK_CELLS = 5, WORD_BEYOND = 6, WORD_CLOSE = 4 };

/* "┤ ✗ store ├", "┤✗ store├" where there is less room, "┤ ✗ ├" without a word. */
static int
word_cells(const char *word, bool close)
{
	return *word == '\0' ? MARK_CELLS : utf8_cells(word) + (close ? WORD_CLOSE : WORD_BEYOND);
}

int
map_cut_cells(int from, int to, const char *word)
{
	if (word_cells(word, false) + 2 <= to - from || *word == '\0')
		return to - from >= MARK_CELLS ? word_cells(word, false) : 1;
	return word_cells(word, true);
}

int
map_cut_cell(int from, int to, const char *word)
{
	return from + (to - from - map_cut_cells(from, to, word)) / 2;
}

static void
draw_mark(struct map_lane *lane, int row, int from, int to, const char *word)
{
	int col = map_cut_cell(from, to, word), cells = map_cut_cells(from, to, word);
	bool close = *word != '\0' && cells == word_cells(word, true);
	int mark = cells == 1 ? col : col + (close ? 1 : 2);

	if (to <= from)
		return;
	if (cells > 1) {
		grid_repeat(lane->grid, row, col, cells, ' ', ROLE_PLAIN);
		grid_glyph(lane->grid, row, col, GLYPH_NAME_TEE_LEFT, ROLE_PLAIN);
		grid_glyph(lane->grid, row, col + cells - 1, GLYPH_NAME_TEE_RIGHT, ROLE_PLAIN);
	}
	grid_glyph(lane->grid, row, mark, GLYPH_NAME_WRONG, ROLE_TROUBLE);
	grid_text(lane->grid, row, mark + 2, ROLE_PLAIN, word);
}

static bool
is_cut(const struct map_lane *lane, uint16_t end, uint16_t other)
{
	return lane->world && end != NONE16 && other != NONE16 &&
	    world_is_cut(lane->world, end, other);
}

const char *
map_cut_word(const struct map_lane *lane, uint16_t server)
{
	bool store = is_cut(lane, server, lane->store);
	bool database = is_cut(lane, server, lane->database);
	int room = map_wire3_end(lane) - lane->layout->wire3;
	const char *word;

	if (!map_has_backing(lane) || (!store && !database))
		return NULL;
	if (!map_has_bus(lane) || (store && database))
		return "";
	word = actor_short(lane->trace, store ? lane->store : lane->database);
	return word_cells(word, true) <= room ? word : NULL;
}

void
map_draw_cuts(struct map_lane *lane)
{
	const struct map_layout *layout = lane->layout;

	for (int slot = 0; slot < layout->slots; slot++) {
		int row = map_wire_row(lane, slot);
		uint16_t server = lane->servers[slot];
		const char *word = server == NONE16 ? NULL : map_cut_word(lane, server);

		if (is_cut(lane, lane->clients[slot], lane->balancer))
			draw_mark(lane, row, layout->wire1, layout->balancer, "");
		if (is_cut(lane, server, lane->balancer))
			draw_mark(lane, row, layout->wire2, layout->server, "");
		if (word != NULL)
			draw_mark(lane, row, layout->wire3, map_wire3_end(lane), word);
	}
}

/* ---- titles ---- */

/* Adds a name to a list of them. */
static void
add_name(const struct map_lane *lane, uint16_t actor, struct str *out)
{
	str_printf(out, "%s%s", out->length ? "," : "", actor_short(lane->trace, actor));
}

void
map_cut_title(const struct map_lane *lane, uint16_t server, int room, struct str *out)
{
	struct str names = STR_INIT;
	bool wire_says = map_cut_word(lane, server) != NULL;
	uint16_t behind[2] = { lane->store, lane->database };
	uint32_t count = 0;

	for (uint32_t i = 0; i < lane->world->cut_count; i++) {
		const struct world_cut *cut = &lane->world->cuts[i];

		if (cut->one != server && cut->other != server)
			continue;
		add_name(lane, cut->one == server ? cut->other : cut->one, &names);
		count++;
	}
	for (int i = 0; i < 2; i++) {
		if (wire_says || !is_cut(lane, server, behind[i]))
			continue;
		add_name(lane, behind[i], &names);
		count++;
	}
	if (count > 0 && utf8_cells(names.text) + 5 <= room)
		str_printf(out, " ┤✗├ %s", names.text);
	else if (count > 0 && room >= 9)
		str_add(out, count + 1 == lane->world->servers ? " ┤✗├ all" : " ┤✗├ some");
	else if (count > 0)
		str_add(out, room >= 4 ? " ┤✗├" : room >= 2 ? " ✗" : "");
	str_release(&names);
}
