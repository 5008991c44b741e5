/* app/board.h - the claims of all lessons and packs, run while keys are looked at.
 *
 *    files ──one an effect──▶ lessons ──a few milliseconds at a time──▶ rows with their verdicts
 *
 * And the run behind a row: a walk of one step over the claim's own scenario, case and designs,
 * which stands at the moment that decides the check.
 */
#ifndef APP_BOARD_H
#define APP_BOARD_H

#include "app/app.h"
#include "base/str.h"
#include "experiment/ledger.h"

enum board_state { BOARD_WAITS, BOARD_RUNS, BOARD_RAN, BOARD_CANNOT };

struct board_row {
	uint32_t lesson, claim; /* of the board's lessons, of that lesson's claims */
	enum board_state state;
	struct ledger_row result; /* when it ran */
	const char *problem;      /* when it cannot be run */
};

struct board {
	struct arena arena; /* rows and their texts, as long as the board */
	const char **paths;
	uint32_t path_count, path_next;
	bool loading; /* a file is on its way */
	struct lesson **lessons;
	uint32_t lesson_count;
	const char **broken; /* files that could not be read */
	uint32_t broken_count;
	struct board_row *rows;
	uint32_t row_count;

	struct ledger_job job; /* of the row that runs */
	struct findings findings;
	uint32_t running; /* row, or NONE32 */
	uint64_t done_events;

	int standing; /* shown alone; -1: all */
	struct str query;
	bool searching;
	uint32_t *shown, shown_count; /* rows that the filter leaves */
	uint32_t cursor;              /* of shown */
	uint32_t number;              /* typed so far; 0: none */
	uint32_t lines, scroll;       /* of the page of one claim */
	/* The run behind a claim. */
	struct lesson walk;
	struct lesson_step step;
	struct lesson *kept_lesson;
	struct player *kept_player;
	uint32_t kept_row;
	bool inside;
};

/* Everything that can be claimed: files of the shelf, then packs. */
struct board *board_new(const struct app_options *options);
void board_free(struct board *board);
/* The file to read next, or NULL: all are there, or one is on its way. */
const char *board_wants(struct board *board);
/* A file has arrived: a lesson, now the board's, or (NULL) what was wrong with it. */
void board_take(struct board *board, struct lesson *lesson, const char *problem);
bool board_works(const struct board *board);
/* A few milliseconds of the next run. */
void board_work(struct board *board);
/* Runs one row to its end, now. */
void board_finish(struct board *board, uint32_t row);
/* Which rows the filter leaves; the cursor stays on its row where that is still there. */
void board_filter(struct board *board);
const struct lesson *board_lesson(const struct board *board, const struct board_row *row);
const struct lesson_claim *board_claim(const struct board *board, const struct board_row *row);
/* The row under the cursor, or NULL. */
struct board_row *board_present(const struct board *board);
/* What a row's verdict rests on first: its first check that matters; NULL: no run decides. */
const struct ledger_check *board_check(const struct board_row *row);

#endif
