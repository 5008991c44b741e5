/* view/grid.c - cells that clip, text that is made safe, words that wrap. */
#include "view/grid.h"

#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/utf8.h"

void
grid_init(struct grid *grid, struct arena *arena, int rows, int cols, bool ascii)
{
	CHECK(rows >= 0 && cols >= 0);
	CHECK(rows <= LIMIT_GRID_ROWS && cols <= LIMIT_GRID_COLS);
	*grid = (struct grid){ .rows = rows, .cols = cols, .ascii = ascii };
	grid->cells = arena_array(arena, (size_t)rows * (size_t)cols, sizeof(*grid->cells));
	grid_clear(grid);
}

void
grid_clear(struct grid *grid)
{
	size_t count = (size_t)grid->rows * (size_t)grid->cols;

	for (size_t i = 0; i < count; i++)
		grid->cells[i] = (struct cell){ .glyph = ' ', .role = ROLE_PLAIN };
	grid->clip = (struct rect){ .rows = grid->rows, .cols = grid->cols };
	grid->cursor_row = grid->cursor_col = -1;
}

static int
int_max(int a, int b)
{
	return a > b ? a : b;
}

static int
int_min(int a, int b)
{
	return a < b ? a : b;
}

struct rect
grid_clip(struct grid *grid, struct rect rect)
{
	struct rect previous = grid->clip;
	int top = int_max(rect.row, previous.row);
	int left = int_max(rect.col, previous.col);
	int bottom = int_min(rect.row + rect.rows, previous.row + previous.rows);
	int right = int_min(rect.col + rect.cols, previous.col + previous.cols);

	grid->clip = (struct rect){ .row = top,
		.col = left,
		.rows = int_max(0, bottom - top),
		.cols = int_max(0, right - left) };
	return previous;
}

void
grid_unclip(struct grid *grid, struct rect previous)
{
	grid->clip = previous;
}

/* The cell, or NULL outside the clip. */
static struct cell *
cell_at(struct grid *grid, int row, int col)
{
	const struct rect *clip = &grid->clip;

	if (row < clip->row || row >= clip->row + clip->rows)
		return NULL;
	if (col < clip->col || col >= clip->col + clip->cols)
		return NULL;
	return &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
}

void
grid_put(struct grid *grid, int row, int col, uint32_t code_point, enum grid_role role)
{
	struct cell *cell = cell_at(grid, row, col);

	if (!cell)
		return;
	if (grid->ascii)
		code_point = (uint32_t)(unsigned char)glyph_ascii(code_point);
	*cell = (struct cell){ .glyph = code_point, .role = (uint8_t)role };
}

void
grid_glyph(struct grid *grid, int row, int col, enum glyph_name name, enum grid_role role)
{
	grid_put(grid, row, col, glyph_code(name, grid->ascii), role);
}

/* The next character of text that went through utf8_sanitise; *cells it takes, 0 for one to drop.
 */
static size_t
text_next(const char *text, size_t length, uint32_t *code_point, int *cells)
{
	size_t bytes = utf8_decode(text, length, code_point, NULL);
	int width = utf8_width(*code_point);

	if (width < 0) { /* a newline kept by nobody: shown as one unknown character */
		*code_point = UTF8_INVALID;
		width = 1;
	}
	*cells = width;
	return bytes;
}

static bool
is_seal(const char *rest, size_t length)
{
	uint32_t next;

	if (length == 0)
		return false;
	utf8_decode(rest, length, &next, NULL);
	return next == GLYPH_PILL_RIGHT || next == GLYPH_BADGE_RIGHT;
}

/* Puts sanitised bytes, at most `room` cells; returns the column after them. */
static int
put_bytes(struct grid *grid, int row, int col, int room, enum grid_role role, const char *text,
    size_t length)
{
	int end = col + room;

	for (size_t at = 0; at < length;) {
		uint32_t code_point;
		int cells;

		at += text_next(text + at, length - at, &code_point, &cells);
		if (cells == 0)
			continue;
		if (cells > end - col)
			break;
		if (cells == 2) {
			grid_put(grid, row, col++, '?', role);
			code_point = '?';
		}
		if (code_point == GLYPH_SEAL && is_seal(text + at, length - at))
			grid_glyph(grid, row, col++, GLYPH_NAME_SEAL, role);
		else
			grid_put(grid, row, col++, code_point, role);
	}
	return col;
}

int
grid_text_cut(struct grid *grid, int row, int col, int cells, enum grid_role role, const char *text)
{
	struct str safe = STR_INIT;

	if (!text || cells <= 0)
		return col;
	utf8_sanitise(&safe, text, strlen(text), false, false);
	col = put_bytes(grid, row, col, cells, role, safe.text, safe.length);
	str_release(&safe);
	return col;
}

int
grid_text(struct grid *grid, int row, int col, enum grid_role role, const char *text)
{
	return grid_text_cut(grid, row, col, 1 << 20, role, text);
}

int
grid_printf(struct grid *grid, int row, int col, enum grid_role role, const char *format, ...)
{
	struct str text = STR_INIT;
	va_list args;

	va_start(args, format);
	str_vprintf(&text, format, args);
	va_end(args);
	col = grid_text(grid, row, col, role, text.text);
	str_release(&text);
	return col;
}

void
grid_repeat(
    struct grid *grid, int row, int col, int count, uint32_t code_point, enum grid_role role)
{
	for (int i = 0; i < count; i++)
		grid_put(grid, row, col + i, code_point, role);
}

void
grid_repeat_name(
    struct grid *grid, int row, int col, int count, enum glyph_name name, enum grid_role role)
{
	grid_repeat(grid, row, col, count, glyph_code(name, grid->ascii), role);
}

void
grid_role(struct grid *grid, struct rect rect, enum grid_role role)
{
	for (int row = rect.row; row < rect.row + rect.rows; row++) {
		for (int col = rect.col; col < rect.col + rect.cols; col++) {
			struct cell *cell = cell_at(grid, row, col);

			if (cell)
				cell->role = (uint8_t)role;
		}
	}
}

void
grid_fill(struct grid *grid, struct rect rect, enum grid_role role)
{
	for (int row = rect.row; row < rect.row + rect.rows; row++)
		grid_repeat(grid, row, rect.col, rect.cols, ' ', role);
}

bool
grid_glyph_fills(uint32_t code_point)
{
	return code_point >= 0x2580 && code_point <= 0x259F;
}

/* Wrapping.  A row is a run of bytes of the sanitised text; "**" toggles bold and takes no cell. */
struct wrap_row {
	size_t begin, end; /* bytes shown */
	size_t next;       /* where the next row begins */
};

static bool
at_toggle(const char *text, size_t at, size_t length)
{
	return at + 1 < length && text[at] == '*' && text[at + 1] == '*';
}

/* The row that begins at `begin` of text[0..length). */
static struct wrap_row
wrap_next(const char *text, size_t length, size_t begin, int cols)
{
	size_t blank = 0, after_blank = 0, at = begin;
	bool has_blank = false;
	int used = 0;

	while (at < length && text[at] != '\n') {
		uint32_t code_point;
		size_t bytes;
		int cells;

		if (at_toggle(text, at, length)) {
			at += 2;
			continue;
		}
		bytes = text_next(text + at, length - at, &code_point, &cells);
		if (used + cells > cols && code_point != ' ') {
			if (has_blank)
				return (struct wrap_row){ begin, blank, after_blank };
			if (at ==
			    begin) /* a wide character in a row of one cell: never stand still */
				at += bytes;
			return (struct wrap_row){ begin, at, at };
		}
		if (code_point == ' ' && used > 0) {
			if (!has_blank || after_blank != at)
				blank = at;
			has_blank = true;
			after_blank = at + bytes;
		}
		used += cells;
		at += bytes;
	}
	return (struct wrap_row){ begin, at, at < length ? at + 1 : at };
}

static bool
wrap_put(struct grid *grid, int row, int col, struct rect rect, enum grid_role role, bool bold,
    const char *text, struct wrap_row line)
{
	int end = rect.col + rect.cols;
	size_t from = line.begin;

	for (size_t at = line.begin; at <= line.end; at++) {
		bool toggle = at < line.end && at_toggle(text, at, line.end);

		if (!toggle && at < line.end)
			continue;
		col = put_bytes(
		    grid, row, col, end - col, bold ? ROLE_BOLD : role, text + from, at - from);
		if (toggle) {
			bold = !bold;
			from = ++at + 1;
		}
	}
	return bold;
}

/* Bold may end or begin between two rows: toggles skipped with the blank count as well. */
static bool
wrap_toggles(const char *text, size_t begin, size_t end, bool bold)
{
	for (size_t at = begin; at + 1 < end; at++) {
		if (at_toggle(text, at, end)) {
			bold = !bold;
			at++;
		}
	}
	return bold;
}

int
grid_wrap(struct grid *grid, struct rect rect, enum grid_role role, const char *text)
{
	struct str safe = STR_INIT;
	bool bold = false;
	size_t at = 0;
	int rows = 0;

	if (!text || rect.cols <= 0)
		return 0;
	utf8_sanitise(&safe, text, strlen(text), true, false);
	while (at < safe.length && rows < rect.rows) {
		struct wrap_row line = wrap_next(safe.text, safe.length, at, rect.cols);

		bold = wrap_put(grid, rect.row + rows, rect.col, rect, role, bold, safe.text, line);
		bold = wrap_toggles(safe.text, line.end, line.next, bold);
		at = line.next;
		rows++;
	}
	str_release(&safe);
	return rows;
}

int
grid_wrap_rows(const char *text, int cols)
{
	struct str safe = STR_INIT;
	size_t at = 0;
	int rows = 0;

	if (!text || cols <= 0)
		return 0;
	utf8_sanitise(&safe, text, strlen(text), true, false);
	while (at < safe.length) {
		at = wrap_next(safe.text, safe.length, at, cols).next;
		rows++;
	}
	str_release(&safe);
	return rows;
}
