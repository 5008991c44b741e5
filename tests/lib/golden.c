#include "lib/golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lib/assert.h"

static void
golden_compare(const char *path, const struct str *drawn)
{
	struct arena arena = { 0 };
	char *kept;
	size_t length;

	if (file_read(&arena, path, 1u << 20, &kept, &length) != 0)
		fail_msg("no %s: run `make golden-update` and look at it", path);
	if (strcmp(kept, drawn->text) != 0)
		fail_msg("%s differs; drawn now:\n%s\nkept:\n%s", path, drawn->text, kept);
	arena_release(&arena);
}

void
golden_check(const char *name, const struct grid *grid)
{
	struct str drawn = STR_INIT, path = STR_INIT;
	const char *update = getenv("GOLDEN_UPDATE");

	str_printf(&path, "tests/golden/%s.screen", name);
	str_printf(&drawn, "%dx%d\n", grid->cols, grid->rows);
	grid_write_text(grid, &drawn);
	if (update && *update && strcmp(update, "0") != 0)
		assert_int_equal(file_write(path.text, drawn.text, drawn.length), 0);
	else
		golden_compare(path.text, &drawn);
	str_release(&drawn);
	str_release(&path);
}

void
golden_assert_sane(const struct grid *grid, struct rect rect)
{
	for (int row = 0; row < grid->rows; row++) {
		for (int col = 0; col < grid->cols; col++) {
			uint32_t glyph = grid->cells[row * grid->cols + col].glyph;
			bool inside = row >= rect.row && row < rect.row + rect.rows &&
			    col >= rect.col && col < rect.col + rect.cols;

			if (utf8_width(glyph) != 1)
				fail_msg(
				    "U+%04X at %d,%d is not one cell", (unsigned)glyph, row, col);
			if (grid->ascii && (glyph < 32 || glyph > 126))
				fail_msg("U+%04X at %d,%d is not ASCII", (unsigned)glyph, row, col);
			if (!inside && glyph != ' ')
				fail_msg("'%c' outside at %d,%d", (int)glyph, row, col);
		}
	}
}
