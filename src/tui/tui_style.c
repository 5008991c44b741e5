/* tui/tui_style.c - one colour for state, one for trouble, one for yours; every role has a form
 * too. */
#include "tui/tui_style.h"

#include <curses.h>

enum {
	PAIR_STATE = 1,
	PAIR_TROUBLE,
	PAIR_YOURS,
	PAIR_STATE_FILL,
	PAIR_TROUBLE_FILL,
	PAIR_YOURS_FILL
};
#define FILL (PAIR_STATE_FILL - PAIR_STATE) /* from a pair to that of block elements */

static const struct {
	enum grid_role role;
	attr_t colour, mono, projector;
	short pair;
} table[] = {
	{ ROLE_PLAIN, A_NORMAL, A_NORMAL, A_NORMAL, 0 },
	{ ROLE_STATE, A_NORMAL, A_REVERSE, A_BOLD, PAIR_STATE },
	{ ROLE_TICKET, A_UNDERLINE | A_BOLD, A_UNDERLINE, A_UNDERLINE | A_BOLD, 0 },
	{ ROLE_REQUEST, A_BOLD, A_BOLD, A_BOLD, 0 },
	{ ROLE_REPLY, A_NORMAL, A_NORMAL, A_BOLD, 0 },
	{ ROLE_TROUBLE, A_BOLD, A_REVERSE | A_BOLD, A_BOLD, PAIR_TROUBLE },
	{ ROLE_GOOD, A_BOLD, A_BOLD, A_BOLD, 0 },
	{ ROLE_YOURS, A_NORMAL, A_REVERSE, A_BOLD, PAIR_YOURS },
	{ ROLE_CHANGED, A_BOLD, A_BOLD, A_BOLD | A_UNDERLINE, 0 },
	{ ROLE_DIM, A_DIM, A_NORMAL, A_NORMAL, 0 },
	{ ROLE_BOLD, A_BOLD, A_BOLD, A_BOLD, 0 },
	{ ROLE_KEY, A_BOLD, A_BOLD, A_BOLD, 0 },
	{ ROLE_CURRENT, A_REVERSE, A_REVERSE, A_REVERSE, 0 },
};

void
tui_style_init(struct tui_style *style, bool colour, bool projector)
{
	style->colour = colour && has_colors() && start_color() == OK && COLORS >= 8;
	if (style->colour) {
		use_default_colors();
		init_pair(PAIR_STATE, COLOR_BLACK, COLOR_YELLOW);
		init_pair(PAIR_TROUBLE, COLOR_WHITE, COLOR_RED);
		init_pair(PAIR_YOURS, COLOR_BLACK, COLOR_CYAN);
		init_pair(PAIR_STATE_FILL, COLOR_YELLOW, -1);
		init_pair(PAIR_TROUBLE_FILL, COLOR_RED, -1);
		init_pair(PAIR_YOURS_FILL, COLOR_CYAN, -1);
	}
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		enum grid_role role = table[i].role;
		style->attributes[role] = projector       ? table[i].projector
					  : style->colour ? table[i].colour
							  : table[i].mono;
		style->pairs[role] = style->colour ? table[i].pair : 0;
	}
}

/* Block elements fill their cell themselves: they take a role's colour as foreground, unreversed.
 */
void
tui_style_put(const struct tui_style *style, int row, int col, uint32_t glyph, enum grid_role role)
{
	wchar_t text[2] = { (wchar_t)glyph, 0 };
	attr_t attributes = (attr_t)style->attributes[role];
	short pair = style->pairs[role];
	cchar_t cell;

	if (grid_glyph_fills(glyph)) {
		attributes &= ~(attr_t)A_REVERSE;
		pair = pair ? (short)(pair + FILL) : pair;
	}
	if (setcchar(&cell, text, attributes, pair, NULL) == OK)
		mvadd_wch(row, col, &cell);
}
