/* app/screen_claims.c - the board of claims: every sentence, its standing, what was measured. */
#include <string.h>

#include "app/app_internal.h"
#include "base/utf8.h"

#define DETAIL_ROWS 8
#define HEADED 60 /* cells from which a row has columns */

void
claims_open(struct app *app)
{
	const char *path;

	if (!app->board)
		app->board = board_new(&app->options);
	app_push(app, SCREEN_CLAIMS);
	if (app->options.plain && (path = board_wants(app->board)) != NULL)
		app_effect(app, EFFECT_LOAD, path, NULL);
}

int
claims_contexts(const struct app *app, unsigned contexts[APP_CONTEXTS_MAX], bool *owns)
{
	*owns = app->board->searching;
	contexts[0] = app->board->searching ? CTX_TEXT : CTX_BOARD;
	contexts[1] = CTX_EVERY;
	return *owns ? 1 : 2;
}

static void
move(struct board *board, int delta)
{
	if (delta < 0 ? board->cursor > 0 : board->cursor + 1 < board->shown_count)
		board->cursor = (uint32_t)((int)board->cursor + delta);
}

static void
pick(struct app *app, int digit)
{
	struct board *board = app->board;
	uint32_t longer = board->number * 10 + (uint32_t)digit;

	/* digits one after another make a number, as long as there is such a row */
	board->number = longer <= board->shown_count ? longer : (uint32_t)digit;
	if (board->number >= 1 && board->number <= board->shown_count)
		board->cursor = board->number - 1;
}

/* All; then each standing that any claim has; then all again. */
static void
next_standing(struct board *board)
{
	do {
		board->standing = board->standing + 1 < STANDING_COUNT ? board->standing + 1 : -1;
		board_filter(board);
	} while (board->standing >= 0 && board->shown_count == 0);
}

static bool
any_waits(const struct board *board)
{
	for (uint32_t i = 0; i < board->row_count; i++)
		if (board->rows[i].state == BOARD_WAITS)
			return true;
	return false;
}

void
claims_act(struct app *app, enum key_action action, int digit)
{
	struct board *board = app->board;

	if (action != ACTION_NUMBER)
		board->number = 0;
	switch ((int)action) {
	case ACTION_UP: move(board, -1); break;
	case ACTION_DOWN: move(board, 1); break;
	case ACTION_NUMBER: pick(app, digit); return;
	case ACTION_STANDING: next_standing(board); break;
	case ACTION_ON:
		/* line by line nothing runs by itself */
		if (app->options.plain && any_waits(board)) {
			for (uint32_t i = 0; i < board->row_count; i++)
				board_finish(board, i);
			app->say_screen = true;
			return;
		}
		claim_open(app);
		return;
	case ACTION_DO: claim_open(app); return;
	case ACTION_BACK:
		if (!board->query.length && board->standing < 0) {
			app_pop(app);
			return;
		}
		str_clear(&board->query); /* first the filter goes */
		board->standing = -1;
		board_filter(board);
		break;
	default: return;
	}
	app->say_screen = app->options.plain;
}

/* `/` narrows the board while it is typed. */
bool
claims_type(struct app *app, uint32_t key)
{
	struct board *board = app->board;

	if (!board->searching)
		return false;
	if (key == KEY_ENTER_ || key == '\n' || key == KEY_ESC) {
		if (key == KEY_ESC)
			str_clear(&board->query);
		board->searching = false;
		app->say_screen = app->options.plain;
	} else if (key == KEY_BACKSPACE_ || key == 8) {
		str_drop_code_point(&board->query);
	} else if (key >= ' ' && key < 0x110000 && board->query.length < 40) {
		str_add_code_point(&board->query, key);
	}
	board_filter(board);
	return true;
}

const char *
board_mark(const struct app *app, const struct board_row *row)
{
	static const char *const verdicts[] = { [LEDGER_AGREES] = "✓", [LEDGER_FAILS] = "✗",
		[LEDGER_UNKNOWN] = "?", [LEDGER_NO_RUN] = "○" };

	(void)app;
	switch (row->state) {
	case BOARD_WAITS: return "·";
	case BOARD_RUNS: return "▶";
	case BOARD_CANNOT: return "✗";
	case BOARD_RAN: break;
	}
	return verdicts[row->result.verdict];
}

static const char *
measured(const struct board_row *row)
{
	const struct ledger_check *check = board_check(row);

	switch (row->state) {
	case BOARD_WAITS: return "";
	case BOARD_RUNS: return "running";
	case BOARD_CANNOT: return "cannot be run";
	case BOARD_RAN: break;
	}
	if (!check)
		return row->result.verdict == LEDGER_NO_RUN ? "-" : "";
	return check->measured;
}

/* ---- counts ---- */

static uint32_t
count_state(const struct board *board, enum board_state state)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < board->row_count; i++)
		count += board->rows[i].state == state;
	return count;
}

static uint32_t
count_bad(const struct board *board)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < board->row_count; i++)
		count += board->rows[i].state == BOARD_CANNOT ||
			 (board->rows[i].state == BOARD_RAN &&
			     (board->rows[i].result.verdict == LEDGER_FAILS ||
				 board->rows[i].result.verdict == LEDGER_UNKNOWN));
	return count;
}

/* "all agree", "12 of 36 run", "2 do not agree" */
static void
add_state(const struct board *board, struct str *out)
{
	uint32_t ran = count_state(board, BOARD_RAN) + count_state(board, BOARD_CANNOT);
	uint32_t bad = count_bad(board);

	if (bad)
		str_printf(out, "%u do%s not agree", bad, bad == 1 ? "es" : "");
	if (board->path_next < board->path_count)
		str_printf(out, "%sreading", bad ? ", " : "");
	else if (ran < board->row_count)
		str_printf(out, "%s%u of %u run", bad ? ", " : "", ran, board->row_count);
	else if (!bad)
		str_add(out, "all agree");
}

/* "45 claims:   12 standard   5 depends   4 wrong" */
static void
add_counts(const struct board *board, struct str *out)
{
	uint32_t counts[STANDING_COUNT] = { 0 };

	for (uint32_t i = 0; i < board->shown_count; i++)
		counts[board_claim(board, &board->rows[board->shown[i]])->standing]++;
	if (board->shown_count == board->row_count)
		str_printf(out, "%u claims:", board->row_count);
	else
		str_printf(out, "%u of %u claims:", board->shown_count, board->row_count);
	for (int s = 0; s < STANDING_COUNT; s++)
		if (counts[s])
			str_printf(out, "   %u %s", counts[s], standing_word((enum standing)s));
}

/* What a group of rows is called: the lesson's title, or the name of its file. */
static const char *
group_name(struct app *app, const struct lesson *lesson)
{
	const char *slash = strrchr(lesson->path, '/');
	const char *name = slash ? slash + 1 : lesson->path;

	if (lesson->title)
		return lesson->title;
	return arena_printf(&app->frame, "%.*s", (int)strcspn(name, "."), name);
}

/* ---- drawing ---- */

static void
draw_row(struct app *app, struct grid *grid, int row, struct rect body, uint32_t at)
{
	struct board *board = app->board;
	const struct board_row *claim = &board->rows[board->shown[at]];
	const struct lesson_claim *words = board_claim(board, claim);
	bool here = at == board->cursor, wide = body.cols >= HEADED;
	bool bad = claim->state == BOARD_CANNOT ||
		   (claim->state == BOARD_RAN && claim->result.verdict == LEDGER_FAILS);
	int right = body.col + body.cols - 2;
	int figures = wide ? body.cols >= 100 ? 36 : 20 : 0;
	int standing = wide ? right - figures - 12 : right;

	grid_text(grid, row, body.col, ROLE_YOURS, here ? ">" : " ");
	grid_text_cut(grid, row, body.col + 2, standing - body.col - 3,
	    here ? ROLE_BOLD : ROLE_PLAIN, words->says);
	if (wide) {
		grid_text_cut(
		    grid, row, standing, 11, ROLE_PLAIN, standing_word(words->standing));
		grid_text_cut(
		    grid, row, standing + 12, figures - 2, ROLE_PLAIN, measured(claim));
	}
	grid_text_cut(grid, row, right, 1, bad ? ROLE_TROUBLE : ROLE_GOOD,
	    board_mark(app, claim));
	if (here) {
		grid->cursor_row = row;
		grid->cursor_col = body.col;
	}
}

/* Rows and the headings of their groups; returns the lines that all of them take, and (line) that
 * of the cursor.  Drawn from line `first` on; without a grid only counted. */
static int
draw_list(struct app *app, struct grid *grid, struct rect rect, int first, int *cursor_line)
{
	struct board *board = app->board;
	uint32_t group = NONE32;
	int line = 0;

	for (uint32_t i = 0; i < board->shown_count; i++) {
		const struct board_row *row = &board->rows[board->shown[i]];

		if (row->lesson != group) {
			group = row->lesson;
			if (grid && line >= first && line - first < rect.rows)
				grid_text_cut(grid, rect.row + line - first, rect.col, rect.cols,
				    ROLE_BOLD, group_name(app, board_lesson(board, row)));
			line++;
		}
		if (i == board->cursor && cursor_line)
			*cursor_line = line;
		if (grid && line >= first && line - first < rect.rows)
			draw_row(app, grid, rect.row + line - first, rect, i);
		line++;
	}
	return line;
}

/* What the row under the mark says truly, and what it was held against. */
static void
draw_detail(struct app *app, struct grid *grid, struct rect rect)
{
	const struct board_row *row = board_present(app->board);
	const struct lesson_claim *claim = row ? board_claim(app->board, row) : NULL;
	const struct ledger_check *check = row ? board_check(row) : NULL;
	struct str line = STR_INIT;

	view_heading(grid, rect.row, "the one under the mark", NULL);
	if (claim)
		(void)grid_wrap(grid, (struct rect){ rect.row + 1, rect.col, 3, rect.cols },
		    ROLE_PLAIN, claim->careful ? claim->careful : claim->says);
	if (check)
		str_printf(&line, "expected %s%s%s", check->expected ? "" : "false: ",
		    check->case_id ? arena_printf(&app->frame, "(%s) ", check->case_id) : "",
		    check->text);
	else if (row && row->state == BOARD_CANNOT)
		str_add(&line, row->problem);
	else if (row && row->state == BOARD_RAN)
		str_add(&line, "No run can decide this; Enter says what each side counts.");
	(void)grid_wrap(
	    grid, (struct rect){ rect.row + 4, rect.col, 2, rect.cols }, ROLE_PLAIN, line.text);
	str_clear(&line);
	str_add(&line,
	    "✓ run and standing agree   ✗ they do not: a bug   ○ no run can decide");
	grid_text_cut(grid, rect.row + 6, rect.col, rect.cols, ROLE_PLAIN, line.text);
	str_clear(&line);
	add_counts(app->board, &line);
	grid_text_cut(grid, rect.row + 7, rect.col, rect.cols, ROLE_PLAIN, line.text);
	str_release(&line);
}

void
claims_draw(struct app *app, struct grid *grid)
{
	struct board *board = app->board;
	struct str where = STR_INIT;
	struct frame_words words = { .keys = "Enter open   ↑ ↓ choose   Tab by standing   "
					     "/ search   ? help   q back" };
	struct rect body, list;
	int cursor_line = 0, total, first, top = 0;

	if (board->searching)
		words.keys = "Enter keep   Esc all of them";
	add_state(board, &where);
	words.where = where.text;
	words.kind = "claims";
	body = frame_page(&words, grid);
	str_release(&where);
	if (board->searching || board->query.length || board->standing >= 0) {
		const char *of = board->standing >= 0
				     ? standing_word((enum standing)board->standing)
				     : "";

		grid_text_cut(grid, body.row, body.col, body.cols, ROLE_BOLD,
		    arena_printf(&app->frame, "%s%s%s%s", of, *of ? "   " : "",
			board->searching || board->query.length ? "/ " : "",
			board->query.text));
		top = 1;
	}
	list = body;
	list.row += top;
	list.rows -= top + (body.rows >= 16 ? DETAIL_ROWS + 1 : 0);
	total = draw_list(app, NULL, list, 0, &cursor_line);
	first = cursor_line >= list.rows ? cursor_line - list.rows / 2 : 0;
	if (first > total - list.rows)
		first = total > list.rows ? total - list.rows : 0;
	(void)draw_list(app, grid, list, first, NULL);
	if (board->shown_count == 0)
		grid_text_cut(grid, list.row, list.col, list.cols, ROLE_PLAIN,
		    board->row_count ? "No claim fits. Esc shows all of them."
		    : board_works(board) ? "Reading the lessons."
					 : "No lesson here claims anything.");
	if (body.rows >= 16)
		draw_detail(app, grid, (struct rect){ body.row + body.rows - DETAIL_ROWS,
					   body.col, DETAIL_ROWS, body.cols });
}

/* ---- line by line ---- */

void
claims_say(struct app *app, struct str *out)
{
	struct board *board = app->board;
	uint32_t group = NONE32;
	struct str line = STR_INIT;

	if (board->path_next < board->path_count || board->loading)
		return; /* when the last file is there */
	for (uint32_t i = 0; i < board->shown_count; i++) {
		const struct board_row *row = &board->rows[board->shown[i]];
		const struct lesson_claim *claim = board_claim(board, row);

		if (row->lesson != group) {
			group = row->lesson;
			str_printf(out, "%s\n", group_name(app, board_lesson(board, row)));
		}
		str_clear(&line);
		str_printf(&line, "%s%3u %s  ", i == board->cursor ? ">" : " ", i + 1,
		    board_mark(app, row));
		app_wrap(out, line.text, claim->says);
		str_printf(out, "         %s%s%s\n", standing_word(claim->standing),
		    *measured(row) ? "; measured " : "", measured(row));
	}
	for (uint32_t i = 0; i < board->broken_count; i++)
		str_printf(out, "A file could not be read: %s\n", board->broken[i]);
	str_clear(&line);
	add_counts(board, &line);
	str_add(&line, "; ");
	add_state(board, &line);
	app_wrap(out, "", line.text);
	str_release(&line);
}

const char *
claims_prompt(const struct app *app)
{
	if (app->board->searching)
		return "Claims that hold this word: ";
	return any_waits(app->board)
		   ? "Space runs them all; a number chooses, Enter opens, /word narrows, q leaves: "
		   : "A number chooses, Enter opens it, /word narrows, q leaves: ";
}
