/* view/grid.h - the model of a screen: cells, each one glyph one cell wide with a role.
 *
 * Views write glyphs by name and text through put functions that clip; nothing outside the clip is
 * touched.  Colour is the terminal's business: a cell has a role.
 */
#ifndef VIEW_GRID_H
#define VIEW_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "view/glyphs.h"

/* PICTURES "Colour and attributes by role". */
enum grid_role { ROLE_PLAIN, ROLE_STATE, ROLE_TICKET, ROLE_REQUEST, ROLE_REPLY, ROLE_TROUBLE,
	ROLE_GOOD, ROLE_YOURS, ROLE_CHANGED, ROLE_DIM, ROLE_BOLD, ROLE_KEY, ROLE_CURRENT,
	GRID_ROLE_COUNT };

struct cell {
	uint32_t glyph; /* a code point one cell wide; ' ' when blank */
	uint8_t role;   /* enum grid_role */
};

struct rect {
	int row, col, rows, cols; /* from 0 */
};

struct grid {
	struct cell *cells; /* rows * cols, by row */
	int rows, cols;
	struct rect clip;   /* writes outside are dropped */
	int cursor_row, cursor_col; /* where the terminal's cursor rests; -1: nowhere */
	bool ascii;         /* glyphs are mapped as they are put */
};

/* A blank grid in `arena`. */
void grid_init(struct grid *grid, struct arena *arena, int rows, int cols, bool ascii);
void grid_clear(struct grid *grid);
/* Narrows the clip to `rect` (within the present clip), returns the previous one for
 * grid_unclip. */
struct rect grid_clip(struct grid *grid, struct rect rect);
void grid_unclip(struct grid *grid, struct rect previous);

void grid_put(struct grid *grid, int row, int col, uint32_t code_point, enum grid_role role);
/* A glyph by its name: right where one code point has two ASCII forms (seal and verdict). */
void grid_glyph(struct grid *grid, int row, int col, enum glyph_name name, enum grid_role role);
/* Text, sanitised, width by base/utf8; wide characters become two cells of '?', zero-width ones
 * are dropped; a check mark right before the end of a pill or badge is its seal.  Returns the
 * column after it (also when clipped). */
int grid_text(struct grid *grid, int row, int col, enum grid_role role, const char *text);
int grid_printf(struct grid *grid, int row, int col, enum grid_role role, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* At most `cells` cells, the rest is cut off without an ellipsis; returns the column after it. */
int grid_text_cut(struct grid *grid, int row, int col, int cells, enum grid_role role,
    const char *text);
/* Wraps text at words into rect.cols; returns rows used (rect.rows at most).  "**bold**" is bold, a
 * newline begins a row, a word longer than a row is cut at its edge. */
int grid_wrap(struct grid *grid, struct rect rect, enum grid_role role, const char *text);
/* Rows that grid_wrap would need. */
int grid_wrap_rows(const char *text, int cols);
void grid_repeat(struct grid *grid, int row, int col, int count, uint32_t code_point,
    enum grid_role role);
void grid_repeat_name(struct grid *grid, int row, int col, int count, enum glyph_name name,
    enum grid_role role);
void grid_role(struct grid *grid, struct rect rect, enum grid_role role);
/* Blank cells of a role. */
void grid_fill(struct grid *grid, struct rect rect, enum grid_role role);

/* True for block elements: they fill their cell with the foreground, so a role that is a background
 * (state, trouble, yours) must colour them as foreground, and reverse must leave them alone. */
bool grid_glyph_fills(uint32_t code_point);

/* Sinks: the grid as text (right-trimmed lines), with ANSI colours, as SVG. */
void grid_write_text(const struct grid *grid, struct str *out);
void grid_write_ansi(const struct grid *grid, bool colour, struct str *out);
void grid_write_svg(const struct grid *grid, struct str *out);

#endif
