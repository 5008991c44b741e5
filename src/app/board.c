/* app/board.c - files in, claims run in slices, rows out. */
#include "app/app_internal.h"

#include <string.h>

#include "lesson/load.h"

struct board *
board_new(const struct app_options *options)
{
	struct board *board = mem_alloc(sizeof *board);

	memset(board, 0, sizeof *board);
	str_init(&board->query);
	board->standing = -1;
	board->running = NONE32;
	board->paths = arena_array(&board->arena, options->shelf_count + options->pack_count + 1,
	    sizeof *board->paths);
	for (uint32_t i = 0; i < options->shelf_count; i++)
		board->paths[board->path_count++] =
		    arena_strdup(&board->arena, options->shelf[i].path);
	for (uint32_t i = 0; i < options->pack_count; i++)
		board->paths[board->path_count++] = arena_strdup(&board->arena, options->packs[i]);
	board->lessons =
	    arena_array(&board->arena, board->path_count + 1, sizeof *board->lessons);
	board->broken = arena_array(&board->arena, board->path_count + 1, sizeof *board->broken);
	findings_init(&board->findings, &board->arena);
	return board;
}

void
board_free(struct board *board)
{
	if (!board)
		return;
	(void)ledger_close(&board->job);
	for (uint32_t i = 0; i < board->lesson_count; i++) {
		lesson_release(board->lessons[i]);
		mem_free(board->lessons[i]);
	}
	str_release(&board->query);
	arena_release(&board->arena);
	mem_free(board);
}

const char *
board_wants(struct board *board)
{
	if (board->loading || board->path_next >= board->path_count)
		return NULL;
	board->loading = true;
	return board->paths[board->path_next++];
}

void
board_take(struct board *board, struct lesson *lesson, const char *problem)
{
	uint32_t first = board->row_count;

	board->loading = false;
	if (!lesson) {
		board->broken[board->broken_count++] =
		    arena_strdup(&board->arena, problem ? problem : "");
		return;
	}
	board->lessons[board->lesson_count++] = lesson;
	board->row_count += lesson->claim_count;
	board->rows = arena_grow(
	    &board->arena, board->rows, first, board->row_count, sizeof *board->rows);
	for (uint32_t i = 0; i < lesson->claim_count; i++)
		board->rows[first + i] =
		    (struct board_row){ .lesson = board->lesson_count - 1, .claim = i };
	board->shown = arena_grow(&board->arena, board->shown, board->shown_count,
	    board->row_count, sizeof *board->shown);
	board_filter(board);
}

const struct lesson *
board_lesson(const struct board *board, const struct board_row *row)
{
	return board->lessons[row->lesson];
}

const struct lesson_claim *
board_claim(const struct board *board, const struct board_row *row)
{
	return &board_lesson(board, row)->claims[row->claim];
}

struct board_row *
board_present(const struct board *board)
{
	return board->cursor < board->shown_count ? &board->rows[board->shown[board->cursor]]
						  : NULL;
}

const struct ledger_check *
board_check(const struct board_row *row)
{
	for (uint32_t i = 0; row->state == BOARD_RAN && i < row->result.check_count; i++)
		if (row->result.checks[i].matters)
			return &row->result.checks[i];
	return NULL;
}

/* ---- running ---- */

static void
begin(struct board *board, uint32_t at)
{
	const struct ledger_request request = { .threads = 1 };
	struct board_row *row = &board->rows[at];

	board->running = at;
	row->state = BOARD_RUNS;
	findings_init(&board->findings, &board->arena);
	ledger_open(&board->job, board_lesson(board, row), board_claim(board, row), &request,
	    &board->arena, &row->result, &board->findings);
}

static void
end(struct board *board)
{
	struct board_row *row = &board->rows[board->running];

	row->state = ledger_close(&board->job) ? BOARD_RAN : BOARD_CANNOT;
	if (row->state == BOARD_CANNOT)
		row->problem = board->findings.count ? board->findings.rows[0].text : "";
	board->done_events += row->result.events;
	board->running = NONE32;
}

static uint32_t
next_waiting(const struct board *board)
{
	for (uint32_t i = 0; i < board->row_count; i++)
		if (board->rows[i].state == BOARD_WAITS)
			return i;
	return NONE32;
}

bool
board_works(const struct board *board)
{
	return board->path_next < board->path_count || board->loading ||
	       board->running != NONE32 || next_waiting(board) != NONE32;
}

void
board_work(struct board *board)
{
	uint32_t next = next_waiting(board);

	if (board->running == NONE32 && next == NONE32)
		return;
	if (board->running == NONE32)
		begin(board, next);
	if (!ledger_slice(&board->job))
		end(board);
}

void
board_finish(struct board *board, uint32_t row)
{
	while (board->running != NONE32)
		board_work(board);
	if (board->rows[row].state != BOARD_WAITS)
		return;
	begin(board, row);
	while (board->running != NONE32)
		board_work(board);
}

/* ---- filter ---- */

static bool
fits(const struct board *board, const struct board_row *row)
{
	const struct lesson_claim *claim = board_claim(board, row);

	if (board->standing >= 0 && claim->standing != (enum standing)board->standing)
		return false;
	return !board->query.length || app_contains(claim->says, board->query.text) ||
	       app_contains(claim->id, board->query.text) ||
	       app_contains(claim->careful, board->query.text);
}

void
board_filter(struct board *board)
{
	uint32_t before = board->cursor < board->shown_count ? board->shown[board->cursor] : 0;

	board->shown_count = board->cursor = 0;
	for (uint32_t i = 0; i < board->row_count; i++) {
		if (!fits(board, &board->rows[i]))
			continue;
		if (i == before)
			board->cursor = board->shown_count;
		board->shown[board->shown_count++] = i;
	}
}
