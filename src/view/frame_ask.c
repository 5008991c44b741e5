/* view/frame_ask.c - the frame of a question: one lane of the picture, the rule, the words.
 *
 *    1 title · 2 air · 3-12 picture · 13 rule · 14-21 words · 22 quiet line · 23 timeline · 24 keys
 *
 * The rule stands in row 13, or in row 5 under a short frame.  A larger grid gives all its new rows
 * to the picture; a smaller one drops the air, shortens the picture, then folds it into two rows.
 */
#include "view/parts.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "view/title.h"

/* Words flow downwards through a window `scroll` rows further down. */
struct flow {
	struct grid *grid;
	struct rect rect;
	int row; /* next, from 0, before scrolling */
	int scroll;
	bool tight; /* no blank rows */
	bool after_blank;
	bool dry;       /* measure only */
	int picked_end; /* row after the option that is pointed at; 0: none */
};

static int
flow_top(const struct flow *flow)
{
	return flow->rect.row + flow->row - flow->scroll;
}

static void
flow_text(struct flow *flow, int indent, int spare, enum grid_role role, const char *text)
{
	int cols = flow->rect.cols - indent - spare;
	struct rect rect = { .row = flow_top(flow),
		.col = flow->rect.col + indent,
		.rows = LIMIT_GRID_ROWS,
		.cols = cols };

	if (!flow->dry)
		grid_wrap(flow->grid, rect, role, text);
	flow->row += grid_wrap_rows(text, cols);
	flow->after_blank = false;
}

/* Bytes of what stands before a numbered sentence, "> 12  ": its later rows begin below the words.
 */
static int
number_bytes(const char *text)
{
	size_t mark = strspn(text, "> "), digits = strspn(text + mark, "0123456789");
	size_t blanks = strspn(text + mark + digits, " ");

	return digits && blanks >= 2 ? (int)(mark + digits + blanks) : 0;
}

/* A line of narration; the present one (">") is bold. */
static void
flow_line(struct flow *flow, const char *text)
{
	enum grid_role role = text[0] == '>' ? ROLE_BOLD : ROLE_PLAIN;
	int bytes = number_bytes(text);

	if (!flow->dry && bytes)
		grid_text_cut(flow->grid, flow_top(flow), flow->rect.col, bytes, role, text);
	flow_text(flow, bytes, 0, role, text + bytes);
}

static void
flow_blank(struct flow *flow)
{
	if (!flow->tight && flow->row > 0 && !flow->after_blank)
		flow->row++;
	flow->after_blank = true;
}

static void
flow_cursor(struct flow *flow)
{
	int row = flow_top(flow);

	if (flow->dry || row < flow->rect.row || row >= flow->rect.row + flow->rect.rows)
		return;
	flow->grid->cursor_row = row;
	flow->grid->cursor_col = flow->rect.col;
}

static void
flow_option(struct flow *flow, const struct frame_option *option, uint32_t number)
{
	static const char your_bet[] = "< your bet";
	int row = flow_top(flow), col = flow->rect.col;
	int spare = option->yours ? (int)sizeof(your_bet) + 1 : 0;
	enum grid_role role = option->cursor || option->right ? ROLE_BOLD : ROLE_PLAIN;

	if (option->cursor)
		flow_cursor(flow);
	if (!flow->dry) {
		if (option->right)
			grid_glyph(flow->grid, row, col, GLYPH_NAME_RIGHT, ROLE_GOOD);
		else if (option->wrong)
			grid_glyph(flow->grid, row, col, GLYPH_NAME_WRONG, ROLE_TROUBLE);
		else if (option->cursor)
			grid_put(flow->grid, row, col, '>', ROLE_YOURS);
		grid_printf(flow->grid, row, col + 2, role, "%u", number);
		if (option->yours)
			grid_text(flow->grid, row, col + flow->rect.cols - (int)sizeof(your_bet),
			    ROLE_YOURS, your_bet);
	}
	flow_text(flow, 5, spare, role, option->text);
	if (option->cursor)
		flow->picked_end = flow->row;
	if (option->why) {
		flow_text(flow, 5, 0, ROLE_PLAIN, option->why);
		flow_blank(flow);
	}
}

static void
flow_rule(struct flow *flow, const char *heading)
{
	if (!flow->dry)
		view_heading(flow->grid, flow_top(flow), heading, NULL);
	flow->row++;
}

/* All the words of the frame, in order. */
static void
flow_all(struct flow *flow, const struct frame_words *words, const struct frame_ask *ask)
{
	bool picked = false, told = false;

	if (ask->heading) {
		flow_text(flow, 0, 0, ROLE_BOLD, ask->heading);
		if (!words->narration_count)
			flow_blank(flow);
	}
	for (uint32_t i = 0; i < words->narration_count; i++)
		flow_line(flow, words->narration[i]);
	for (uint32_t i = 0; i < ask->option_count; i++) {
		picked = picked || ask->options[i].cursor;
		told = told || ask->options[i].why;
	}
	if (ask->question) {
		if (!picked)
			flow_cursor(flow);
		flow_text(flow, 0, 0, ROLE_BOLD, ask->question);
	}
	flow_blank(flow);
	for (uint32_t i = 0; i < ask->option_count; i++)
		flow_option(flow, &ask->options[i], i + 1);
	if (ask->option_count && !told)
		flow_blank(flow);
	if (ask->prompt)
		flow_text(flow, 0, 0, ROLE_PLAIN,
		    flow->rect.cols < 58 && ask->prompt_short ? ask->prompt_short : ask->prompt);
	if (ask->after_heading)
		flow_rule(flow, ask->after_heading);
	if (ask->after)
		flow_text(flow, 0, 0, ROLE_PLAIN, ask->after);
}

/* How many rows all the words take; *picked_end (may be NULL): up to the option pointed at. */
static int
measure_words(const struct frame_words *words, const struct frame_ask *ask, struct rect rect,
    bool tight, int *picked_end)
{
	struct flow flow = { .rect = rect, .dry = true, .tight = tight };

	flow_all(&flow, words, ask);
	if (picked_end)
		*picked_end = flow.picked_end;
	return flow.row;
}

/* Draws the words into rect; returns rows that do not fit.  Blank rows go first, then (on the
 * smallest screens) what was told before the question; a prompt is never below the edge unasked.
 * *below: rows that are under the edge now. */
static int
ask_words(const struct frame_words *words, const struct frame_ask *ask, struct grid *grid,
    struct rect rect, bool drop, int *below)
{
	struct frame_words fewer = *words;
	struct flow flow = { .grid = grid, .rect = rect };
	struct rect previous;
	int over, picked_end = 0;

	flow.tight = measure_words(&fewer, ask, rect, false, NULL) > rect.rows;
	over = measure_words(&fewer, ask, rect, flow.tight, &picked_end) - rect.rows;
	if (over > 0 && drop && ask->question) {
		fewer.narration_count = 0;
		over = measure_words(&fewer, ask, rect, true, &picked_end) - rect.rows;
	}
	if (over < 0)
		over = 0;
	flow.scroll = ask->scroll < over ? ask->scroll : over;
	if (flow.scroll <= 0)
		flow.scroll = ask->prompt && picked_end ? over
			      : picked_end > rect.rows  ? picked_end - rect.rows
							: 0;
	previous = grid_clip(grid, rect);
	flow_all(&flow, &fewer, ask);
	grid_unclip(grid, previous);
	*below = over - flow.scroll;
	return over;
}

#define WORDS_ROWS 8 /* of the frame at 24 rows */

/* Rows of the frame, from 0. */
struct ask_rows {
	int picture, picture_rows; /* picture_rows 0: none */
	int rule;                  /* -1: none */
	int words, words_rows;
	int quiet; /* -1: none */
	int quiet_rows;
};

/* Rows that the words get of the `extra` ones of a larger grid. */
static int
words_share(const struct frame_ask *ask, int extra)
{
	int more = ask->words_wanted - WORDS_ROWS;

	return more < 0 ? 0 : more < extra ? more : extra;
}

static struct ask_rows
share_rows(const struct frame_ask *ask, enum size_class size, int rows)
{
	struct ask_rows share = { .rule = -1, .quiet = -1 };
	bool air = rows >= 24;
	int bottom = rows - 2, extra = rows - 24;

	share.picture = air ? 2 : 1;
	if (size != SIZE_TINY && rows >= 21)
		share.quiet = --bottom;
	if (!ask->picture) {
		share.words = share.picture;
	} else {
		if (size == SIZE_TINY || ask->short_frame)
			share.picture_rows = 2;
		else
			share.picture_rows = extra > 0    ? 10 + extra - words_share(ask, extra)
					     : rows >= 23 ? 10
							  : rows - 14;
		share.rule = share.picture + share.picture_rows;
		share.words = share.rule + 1;
	}
	share.words_rows = bottom - share.words;
	return share;
}

/* A notice of several rows takes them from the words; where there is no quiet line, what answers a
 * key stands under the words all the same. */
static void
share_notice(const struct frame_words *words, struct ask_rows *share, int cols)
{
	int rows = notice_rows(words, cols), more;

	share->quiet_rows = share->quiet >= 0;
	if (rows == 0 || (share->quiet < 0 && !words->answers))
		return;
	if (share->quiet < 0)
		share->quiet = share->words + share->words_rows;
	more = rows - share->quiet_rows;
	more = more < share->words_rows ? more : share->words_rows;
	share->quiet -= more;
	share->words_rows -= more;
	share->quiet_rows += more;
}

/* Are the cells from `col` on blank, as far as the row goes? */
static bool
is_blank_from(const struct grid *grid, int row, int col)
{
	for (; col < grid->cols; col++)
		if (grid->cells[row * grid->cols + col].glyph != ' ')
			return false;
	return true;
}

/* The notice in `rows` rows from `row` on; behind it, where there is room, that there is more. */
static void
ask_quiet(const struct frame_words *words, struct grid *grid, int row, int rows, int over,
    int scroll)
{
	const char *more = scroll >= over ? "↑ more" : scroll > 0 ? "↑ ↓ more" : "↓ more";
	struct rect area = frame_area(grid);
	int col = area.col + area.cols - 1 - utf8_cells(more);

	if (words->notice)
		(void)grid_wrap(grid, (struct rect){ row, area.col + 1, rows, area.cols - 2 },
		    ROLE_PLAIN, words->notice);
	if (over > 0 && size_class_of(grid->rows, grid->cols) != SIZE_TINY &&
	    is_blank_from(grid, row + rows - 1, col - 1))
		grid_text(grid, row + rows - 1, col, ROLE_KEY, more);
}

/* The smallest frame has a note where others have the timeline. */
static void
ask_note(const struct scene *scene, const struct frame_words *words, struct grid *grid, int row,
    enum size_class size, bool unfolds, int below)
{
	struct rect area = frame_area(grid);
	const char *key = words->unfold ? words->unfold : "Tab";
	char whole[40];

	if (unfolds)
		snprintf(whole, sizeof whole, below > 0 ? "↓ more   %s map" : "%s the full map",
		    key);
	else
		snprintf(whole, sizeof whole, "%s", below > 0 ? "↓ more" : "");

	if (!scene)
		return;
	if (size != SIZE_TINY) {
		view_timeline(scene, grid, row, words->timeline_note ? words->timeline_note : "");
		return;
	}
	if (words->timeline_note)
		grid_text_cut(grid, row, area.col + 1, area.cols - 4 - utf8_cells(whole),
		    ROLE_PLAIN, words->timeline_note);
	grid_text(grid, row, area.col + area.cols - 1 - utf8_cells(whole), ROLE_PLAIN, whole);
}

static void
ask_picture(const struct scene *scene, enum view_kind view, const struct frame_ask *ask,
    struct grid *grid, const struct ask_rows *share, enum size_class size)
{
	struct rect area = frame_area(grid);
	struct rect rect = { .row = share->picture,
		.col = area.col + 1,
		.rows = share->picture_rows,
		.cols = area.cols - 2 };
	struct scene one = scene_one_lane(scene);

	if (share->picture_rows <= 2)
		view_short(&one, grid, rect);
	else if (scene->side_by_side || view_needs_both(view) ||
	    (size == SIZE_LARGE && !ask->short_frame))
		view_draw(view, scene, grid, rect);
	else
		view_draw(view, &one, grid, rect);
	if (share->rule >= 0)
		view_rule(scene, grid, share->rule);
}

int
frame_ask(const struct scene *scene, enum view_kind view, const struct frame_words *words,
    const struct frame_ask *ask, struct grid *grid)
{
	enum size_class size = size_class_of(grid->rows, grid->cols);
	struct rect area = frame_area(grid), rect;
	struct str place = STR_INIT;
	struct ask_rows share;
	int over, below = 0;

	if (grid->rows < SIZE_MIN_ROWS || grid->cols < SIZE_MIN_COLS) {
		frame_too_small(grid);
		return 0;
	}
	if (scene && scene->run_count == 0)
		scene = NULL;
	frame_place(words, area.cols < 60, &place);
	frame_title(grid, words->title, place.text);
	str_release(&place);
	share = share_rows(ask, size, area.rows);
	share_notice(words, &share, area.cols - 2);
	if (scene && share.picture_rows > 0)
		ask_picture(scene, view, ask, grid, &share, size);
	rect = (struct rect){ .row = share.words,
		.col = area.col + 1,
		.rows = share.words_rows,
		.cols = area.cols - 2 < WORDS_COLS_MAX ? area.cols - 2 : WORDS_COLS_MAX };
	/* Nothing to say in the quiet line: the last of the words may stand there. */
	if (share.quiet >= 0 && !words->notice &&
	    measure_words(words, ask, rect, false, NULL) == rect.rows + 1) {
		rect.rows++;
		share.quiet = -1;
	}
	over = ask_words(words, ask, grid, rect, size == SIZE_TINY, &below);
	if (share.quiet >= 0)
		ask_quiet(words, grid, share.quiet, share.quiet_rows, over, ask->scroll);
	ask_note(scene, words, grid, area.rows - 2, size, !ask->stays_folded, below);
	view_keys(grid, area.rows - 1, words->keys);
	return over;
}
