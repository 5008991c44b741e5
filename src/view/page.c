/* view/page.c - pages without a run, and the one sentence of a window that is too small. */
#include "view/parts.h"

#include <string.h>

#include "base/utf8.h"
#include "view/title.h"

#define NOTICE_ROWS_MAX 5

/* The title row: program and lesson at the left, the place at the right.  Where both do not fit,
 * the program's name goes first, then the end of the title. */
void
frame_title(struct grid *grid, const char *title, const char *right)
{
	struct rect area = frame_area(grid);
	int col = area.col + 1, end = area.col + area.cols - 1;
	int right_cells = right ? utf8_cells(right) : 0;
	int title_cells = title ? utf8_cells(title) : 0;
	int room = end - col - right_cells - (right_cells ? 2 : 0);

	if (room >= 12 + title_cells || title_cells == 0)
		col = grid_text_cut(grid, area.row, col, room, ROLE_BOLD, "coatcheck") + 2;
	if (title)
		grid_text_cut(grid, area.row, col, area.col + 1 + room - col, ROLE_BOLD, title);
	if (right)
		grid_text(grid, area.row, end - right_cells, ROLE_BOLD, right);
}

void
frame_place(const struct frame_words *words, bool shortly, struct str *out)
{
	const char *where = words->where ? words->where : "";

	if (shortly && str_starts_with(where, "step "))
		where += strlen("step ");
	for (const char *at = where; *at;) {
		if (shortly && str_starts_with(at, " of ")) {
			str_add_char(out, '/');
			at += strlen(" of ");
		} else {
			str_add_char(out, *at++);
		}
	}
	if (words->kind)
		str_printf(out, "%s%s", out->length ? (shortly ? " " : " · ") : "", words->kind);
}

int
notice_rows(const struct frame_words *words, int cols)
{
	int rows = words->notice ? grid_wrap_rows(words->notice, cols) : 0;

	return rows < NOTICE_ROWS_MAX ? rows : NOTICE_ROWS_MAX;
}

struct rect
frame_page(const struct frame_words *words, struct grid *grid)
{
	struct rect area = frame_area(grid), body;
	struct str right = STR_INIT;
	int top = area.rows >= 20 ? 2 : 1, bottom = area.rows - 1;

	frame_place(words, area.cols < 60, &right);
	frame_title(grid, words->title, right.text);
	str_release(&right);
	view_keys(grid, area.rows - 1, words->keys);
	if (words->notice) {
		int rows = notice_rows(words, area.cols - 2);

		bottom -= rows;
		(void)grid_wrap(grid, (struct rect){ bottom, area.col + 1, rows, area.cols - 2 },
		    ROLE_PLAIN, words->notice);
	}
	body = (struct rect){
		.row = top, .col = area.col + 1, .rows = bottom - top, .cols = area.cols - 2
	};
	if (body.cols > WORDS_COLS_MAX)
		body.cols = WORDS_COLS_MAX;
	if (body.rows < 0)
		body.rows = 0;
	return body;
}

void
frame_too_small(struct grid *grid)
{
	struct rect body = { .row = 0, .col = 1, .rows = grid->rows, .cols = grid->cols - 2 };
	struct str text = STR_INIT;

	str_printf(&text,
	    "This window is %d x %d. The plainest layout needs %d x %d. Make it larger and "
	    "everything is where it was.",
	    grid->cols, grid->rows, SIZE_MIN_COLS, SIZE_MIN_ROWS);
	if (body.cols < 8)
		body = (struct rect){ .rows = grid->rows, .cols = grid->cols };
	if (grid->rows > 7) {
		grid_text_cut(grid, 0, body.col, body.cols, ROLE_BOLD, "coatcheck");
		body.row = 2;
		body.rows -= 2;
	}
	if (grid->rows > 2) {
		body.rows--;
		view_keys(grid, grid->rows - 1, "q leave   ? help");
	}
	if (body.rows > 0)
		grid_wrap(grid, body, ROLE_PLAIN, text.text);
	str_release(&text);
}
