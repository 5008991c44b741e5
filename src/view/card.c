/* view/card.c - a moment as a small card: the hand above, the place that keeps the cart below. */
#include "view/card.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/glyphs.h"

static void
box(struct grid *grid, struct rect rect, bool alone, const char *title, const char *content)
{
	uint32_t h = alone ? GLYPH_DOUBLE_H : GLYPH_LINE_H,
		 v = alone ? GLYPH_DOUBLE_V : GLYPH_LINE_V;
	int last = rect.row + rect.rows - 1, right = rect.col + rect.cols - 1;

	grid_repeat(grid, rect.row, rect.col, rect.cols, h, ROLE_PLAIN);
	grid_repeat(grid, last, rect.col, rect.cols, h, ROLE_PLAIN);
	grid_put(grid, rect.row, rect.col, alone ? GLYPH_DOUBLE_TL : GLYPH_CORNER_TL, ROLE_PLAIN);
	grid_put(grid, rect.row, right, alone ? GLYPH_DOUBLE_TR : GLYPH_CORNER_TR, ROLE_PLAIN);
	grid_put(grid, last, rect.col, alone ? GLYPH_DOUBLE_BL : GLYPH_CORNER_BL, ROLE_PLAIN);
	grid_put(grid, last, right, alone ? GLYPH_DOUBLE_BR : GLYPH_CORNER_BR, ROLE_PLAIN);
	grid_put(grid, rect.row + 1, rect.col, v, ROLE_PLAIN);
	grid_put(grid, rect.row + 1, right, v, ROLE_PLAIN);
	grid_text_cut(grid, rect.row, rect.col + 2, rect.cols - 4, ROLE_BOLD, title);
	grid_text_cut(grid, rect.row + 1, rect.col + 2, rect.cols - 4, ROLE_STATE, content);
}

/* `["book","pen"]` as `book,pen`. */
static void
add_content(const struct trace *trace, uint32_t text, struct str *out)
{
	const char *at = text != NONE32 ? trace_text(trace, text) : "";

	for (; *at; at++)
		if (!strchr("[]\"", *at))
			str_add_char(out, *at);
}

static void
add_pill(const struct world *world, const struct holding *cart, uint16_t client, bool sealed,
    struct str *out)
{
	str_add(out, "\xe2\x96\x90");
	str_add_bytes(out, world->trace->actors[client].name, 1);
	str_add_char(out, ':');
	add_content(world->trace, cart->text, out);
	str_add(out, sealed ? "\xe2\x9c\x93\xe2\x96\x8c" : "\xe2\x96\x8c");
}

/* The servers by name, and how many of the client's entries they keep in this world. */
static void
add_servers(const struct world *world, uint16_t client, struct str *title, struct str *keeps)
{
	const struct trace *trace = world->trace;
	uint32_t entries = 0, servers = 0;

	for (uint32_t i = 0; i < trace->actor_count; i++) {
		if (trace->actors[i].role != ROLE_SERVER || !world_is_there(world, (uint16_t)i))
			continue;
		str_printf(title, "%s%s", servers++ ? " or " : "", trace->actors[i].name);
		for (uint16_t piece = 0; piece < trace->scenario->piece_count; piece++)
			entries += world_holds(world, (uint16_t)i, piece, client) == WORLD_YES;
	}
	if (entries)
		str_printf(keeps, "keeps %u pieces", entries);
	else
		str_add(keeps, "keeps nothing");
}

void
view_card(const struct world *world, uint16_t client, struct grid *grid, struct rect rect)
{
	const struct trace *trace = world->trace;
	uint16_t piece = trace_piece(trace, "cart"), device = world_device(world, client);
	const struct holding *cart = world_entry(world, piece, client);
	const struct holding *ticket = world_ticket(world, device);
	struct rect hand = { rect.row, rect.col, 3, rect.cols },
		    place = { rect.row + 3, rect.col, 3, rect.cols };
	struct str holds = STR_INIT, keeps = STR_INIT, title = STR_INIT;
	bool carried = cart && (cart->home == HOME_TOKEN || cart->home == HOME_CLIENT);
	char digits[33];

	if (ticket) {
		trace_ticket(trace, ticket->session, digits);
		str_printf(&holds, "#%s", digits);
	}
	if (carried)
		add_pill(world, cart, client, cart->home == HOME_TOKEN, &holds);
	else if (world_token(world, device) != NONE32)
		str_printf(&holds, "\xc2\xab%c\xe2\x9c\x93\xc2\xbb", trace->actors[client].name[0]);
	box(grid, hand, carried, trace->actors[client].name, holds.text);
	if (!cart || carried) {
		add_servers(world, client, &title, &keeps);
	} else {
		str_add(&title, trace->actors[cart->place].name);
		if (ticket)
			str_printf(&keeps, "#%s ", digits);
		add_pill(world, cart, client, false, &keeps);
	}
	box(grid, place, cart && !carried, title.text, keeps.text);
	grid_put(grid, rect.row + 2, rect.col + rect.cols - 4, GLYPH_TEE_DOWN, ROLE_PLAIN);
	grid_put(grid, rect.row + 3, rect.col + rect.cols - 4, GLYPH_ARROW_DOWN, ROLE_PLAIN);
	str_release(&holds);
	str_release(&keeps);
	str_release(&title);
}
