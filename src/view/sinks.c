/* view/sinks.c - a grid as text, as text with SGR attributes, as a drawing.
 *
 * All three write the same characters; roles become attributes or classes.  Block elements carry a
 * role's colour as foreground, everything else as background (grid_glyph_fills).
 */
#include "view/grid.h"

#include <string.h>

#include "base/utf8.h"

static const struct cell *
row_cells(const struct grid *grid, int row)
{
	return &grid->cells[(size_t)row * (size_t)grid->cols];
}

/* Cells up to the last one that is not blank: a role without a glyph counts where it would show. */
static int
row_length(const struct grid *grid, int row, bool roles)
{
	const struct cell *cells = row_cells(grid, row);
	int length = grid->cols;

	while (length > 0 && cells[length - 1].glyph == ' ' &&
	    !(roles && cells[length - 1].role == ROLE_CURRENT))
		length--;
	return length;
}

static void
add_glyph(struct str *out, uint32_t code_point)
{
	char bytes[4];

	str_add_bytes(out, bytes, utf8_encode(code_point, bytes));
}

void
grid_write_text(const struct grid *grid, struct str *out)
{
	for (int row = 0; row < grid->rows; row++) {
		const struct cell *cells = row_cells(grid, row);
		int length = row_length(grid, row, false);

		for (int col = 0; col < length; col++)
			add_glyph(out, cells[col].glyph);
		str_add_char(out, '\n');
	}
}

/* SGR of a role: eight colours, none, and for block elements (the colour is their foreground). */
struct role_sgr {
	const char *colour, *plain, *colour_block, *plain_block;
};

static const struct role_sgr role_sgrs[GRID_ROLE_COUNT] = {
	[ROLE_PLAIN] = { "", "", "", "" },
	[ROLE_STATE] = { "30;43", "7", "33", "" },
	[ROLE_TICKET] = { "1;4", "4", "1", "" },
	[ROLE_REQUEST] = { "1", "1", "1", "1" },
	[ROLE_REPLY] = { "", "", "", "" },
	[ROLE_TROUBLE] = { "1;37;41", "1;7", "1;31", "1" },
	[ROLE_GOOD] = { "1", "1", "1", "1" },
	[ROLE_YOURS] = { "30;46", "7", "36", "" },
	[ROLE_CHANGED] = { "1", "1", "1", "1" },
	[ROLE_DIM] = { "2", "", "2", "" },
	[ROLE_BOLD] = { "1", "1", "1", "1" },
	[ROLE_KEY] = { "1", "1", "1", "1" },
	[ROLE_CURRENT] = { "7", "7", "7", "7" },
};

static const char *
cell_sgr(const struct cell *cell, bool colour)
{
	const struct role_sgr *sgr = &role_sgrs[cell->role < GRID_ROLE_COUNT ? cell->role : 0];

	if (grid_glyph_fills(cell->glyph))
		return colour ? sgr->colour_block : sgr->plain_block;
	return colour ? sgr->colour : sgr->plain;
}

void
grid_write_ansi(const struct grid *grid, bool colour, struct str *out)
{
	for (int row = 0; row < grid->rows; row++) {
		const struct cell *cells = row_cells(grid, row);
		int length = row_length(grid, row, true);
		const char *now = "";

		for (int col = 0; col < length; col++) {
			const char *sgr = cell_sgr(&cells[col], colour);

			if (strcmp(sgr, now) != 0)
				str_printf(out, *sgr ? "\033[0;%sm" : "\033[0%sm", sgr);
			now = sgr;
			add_glyph(out, cells[col].glyph);
		}
		if (*now)
			str_add(out, "\033[0m");
		str_add_char(out, '\n');
	}
}

/* A drawing.  Tenths of a pixel: a cell is 8.4 by 18, so 80 x 24 is 672 by 432 and a border. */
enum { CELL_TENTHS = 84, LINE_PIXELS = 18, BASE_PIXELS = 13, MARGIN_PIXELS = 8 };

static const char svg_style[] =
    "<style>\n"
    ".page{--ink:#1f2328;--paper:#ffffff;--dim:#6e7781;--state:#e3b341;--trouble:#cf222e;"
    "--yours:#4ac1d4}\n"
    "@media (prefers-color-scheme:dark){.page{--ink:#e6edf3;--paper:#0d1117;--dim:#8b949e;"
    "--state:#d29922;--trouble:#da3633;--yours:#39c5cf}}\n"
    ".page text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',"
    "'Liberation Mono',monospace;white-space:pre;fill:var(--ink)}\n"
    ".page .paper{fill:var(--paper)}\n"
    ".page .b{font-weight:bold}\n"
    ".page .ticket{font-weight:bold;text-decoration:underline}\n"
    ".page .dim{fill:var(--dim)}\n"
    ".page .on{fill:#000000}\n"
    ".page .white{fill:#ffffff;font-weight:bold}\n"
    ".page .turned{fill:var(--paper)}\n"
    ".page rect.state,.page tspan.state{fill:var(--state)}\n"
    ".page rect.trouble,.page tspan.trouble{fill:var(--trouble)}\n"
    ".page rect.yours,.page tspan.yours{fill:var(--yours)}\n"
    ".page rect.current{fill:var(--ink)}\n"
    "</style>\n";

/* Classes of a role: its background (NULL: none), its letters, its block elements. */
struct role_svg {
	const char *back, *letter, *block;
};

static const struct role_svg role_svgs[GRID_ROLE_COUNT] = {
	[ROLE_STATE] = { "state", "on", "state" },
	[ROLE_TICKET] = { NULL, "ticket", "b" },
	[ROLE_REQUEST] = { NULL, "b", "b" },
	[ROLE_TROUBLE] = { "trouble", "white", "trouble" },
	[ROLE_GOOD] = { NULL, "b", "b" },
	[ROLE_YOURS] = { "yours", "on", "yours" },
	[ROLE_CHANGED] = { NULL, "b", "b" },
	[ROLE_DIM] = { NULL, "dim", "dim" },
	[ROLE_BOLD] = { NULL, "b", "b" },
	[ROLE_KEY] = { NULL, "b", "b" },
	[ROLE_CURRENT] = { "current", "turned", "turned" },
};

static const struct role_svg *
svg_of(const struct cell *cell)
{
	return &role_svgs[cell->role < GRID_ROLE_COUNT ? cell->role : 0];
}

static const char *
svg_letter(const struct cell *cell)
{
	const struct role_svg *svg = svg_of(cell);

	return grid_glyph_fills(cell->glyph) ? svg->block : svg->letter;
}

static const char *
svg_back(const struct cell *cell)
{
	if (grid_glyph_fills(cell->glyph) && cell->role != ROLE_CURRENT)
		return NULL;
	return svg_of(cell)->back;
}

static void
svg_x(struct str *out, int col)
{
	int tenths = MARGIN_PIXELS * 10 + col * CELL_TENTHS;

	str_printf(out, "%d.%d", tenths / 10, tenths % 10);
}

static void
svg_width(struct str *out, int cells)
{
	str_printf(out, "%d.%d", cells * CELL_TENTHS / 10, cells * CELL_TENTHS % 10);
}

static void
svg_backs(const struct grid *grid, int row, struct str *out)
{
	const struct cell *cells = row_cells(grid, row);

	for (int col = 0, end; col < grid->cols; col = end) {
		const char *back = svg_back(&cells[col]);

		for (end = col + 1; end < grid->cols; end++) {
			if (!str_equal(back, svg_back(&cells[end])))
				break;
		}
		if (!back)
			continue;
		str_printf(out, "<rect class=\"%s\" x=\"", back);
		svg_x(out, col);
		str_printf(out, "\" y=\"%d\" width=\"", MARGIN_PIXELS + row * LINE_PIXELS);
		svg_width(out, end - col);
		str_printf(out, "\" height=\"%d\"/>\n", LINE_PIXELS);
	}
}

static void
svg_glyph(struct str *out, uint32_t code_point)
{
	switch (code_point) {
	case '<':
		str_add(out, "&lt;");
		break;
	case '>':
		str_add(out, "&gt;");
		break;
	case '&':
		str_add(out, "&amp;");
		break;
	default:
		add_glyph(out, code_point);
		break;
	}
}

/* One text element a row, so that selecting copies rows; each run begins at its own cell, and runs
 * from a fallback font are stretched to the cells they take. */
static void
svg_text(const struct grid *grid, int row, struct str *out)
{
	const struct cell *cells = row_cells(grid, row);
	int length = row_length(grid, row, false);

	if (length == 0)
		return;
	str_printf(out, "<text xml:space=\"preserve\" y=\"%d\">",
	    MARGIN_PIXELS + row * LINE_PIXELS + BASE_PIXELS);
	for (int col = 0, end; col < length; col = end) {
		const char *letter = svg_letter(&cells[col]);
		bool ascii = cells[col].glyph < 128;

		for (end = col + 1; end < length; end++) {
			if (!str_equal(letter, svg_letter(&cells[end])) ||
			    ascii != (cells[end].glyph < 128))
				break;
		}
		str_add(out, "<tspan x=\"");
		svg_x(out, col);
		str_add(out, "\" textLength=\"");
		svg_width(out, end - col);
		str_add(out, "\" lengthAdjust=\"spacingAndGlyphs\"");
		if (letter)
			str_printf(out, " class=\"%s\"", letter);
		str_add_char(out, '>');
		for (int at = col; at < end; at++)
			svg_glyph(out, cells[at].glyph);
		str_add(out, "</tspan>");
	}
	str_add(out, "</text>\n");
}

void
grid_write_svg(const struct grid *grid, struct str *out)
{
	int width = (grid->cols * CELL_TENTHS + 9) / 10 + 2 * MARGIN_PIXELS;
	int height = grid->rows * LINE_PIXELS + 2 * MARGIN_PIXELS;

	str_printf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"page\" width=\"%d\" height=\"%d\" "
	    "viewBox=\"0 0 %d %d\">\n",
	    width, height, width, height);
	str_add(out, svg_style);
	str_printf(
	    out, "<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", width, height);
	for (int row = 0; row < grid->rows; row++) {
		svg_backs(grid, row, out);
		svg_text(grid, row, out);
	}
	str_add(out, "</svg>\n");
}
