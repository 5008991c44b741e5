/* The board of claims: all of them run while keys are looked at, come out as `claims` has them, are
 * filtered and opened; a claim leads into its run at the moment that decides it, and back. */
#include "lib/assert.h"

#include <string.h>

#include "experiment/parting.h"
#include "lib/drive.h"
#include "lib/lesson_file.h"

#define PACK "lessons/claims/textbook.yaml"
#define SLICES_MAX 100000

static void
open_board(struct drive *drive, bool plain)
{
	const struct drive_setup setup = {
		.start = "home", .lesson = DRIVE_LESSON_1, .plain = plain
	};

	assert_true(drive_open(drive, &setup));
	assert_true(drive_keys(drive, "2 c"));
}

static void
assert_said(struct drive *drive, const char *text)
{
	const char *said = drive_said(drive);

	if (!strstr(said, text))
		fail_msg("not said: %s; but %s", text, said);
}

static void
run_all(struct drive *drive)
{
	for (int i = 0; board_works(drive->app->board) && i < SLICES_MAX; i++)
		drive_tick(drive, 1000000);
	assert_false(board_works(drive->app->board));
}

static void
board__every_claim__runs_in_slices_and_agrees(void **state)
{
	struct drive drive;
	struct board *board;

	(void)state;
	open_board(&drive, false);
	board = drive.app->board;
	assert_int_equal(app_wait_ms(drive.app), 0);
	run_all(&drive);
	assert_int_equal(board->row_count, 7);
	for (uint32_t i = 0; i < board->row_count; i++) {
		assert_int_equal(board->rows[i].state, BOARD_RAN);
		assert_int_equal(board->rows[i].result.verdict, LEDGER_AGREES);
	}
	assert_int_equal(app_wait_ms(drive.app), -1);
	assert_true(drive_shows(&drive, "all agree"));
	drive_close(&drive);
}

/* The same claim at once on two threads, and a few milliseconds at a time. */
static void
board__slices__come_to_what_one_go_comes_to(void **state)
{
	struct lesson_file file;
	size_t length;
	struct arena arena = { 0 };
	char *text = lesson_file_read(&arena, PACK, &length);
	const struct ledger_request request = { .threads = 2 };
	uint32_t sliced = 0;

	(void)state;
	lesson_file_read_only(&file, text, length, PACK);
	assert_int_equal(file.findings.errors, 0);
	for (uint32_t i = 0; i < file.lesson.claim_count; i++) {
		const struct lesson_claim *claim = &file.lesson.claims[i];
		struct ledger_row whole, parts;
		struct ledger_job job;

		if (claim->brief != 15 && claim->brief != 24 && claim->brief != 28)
			continue;
		assert_true(ledger_run(
		    &file.lesson, claim, &request, &arena, &whole, &file.findings));
		ledger_open(
		    &job, &file.lesson, claim, &request, &arena, &parts, &file.findings);
		while (ledger_slice(&job))
			sliced++;
		assert_true(ledger_close(&job));
		assert_int_equal(parts.verdict, whole.verdict);
		assert_true(parts.events == whole.events && parts.steps == whole.steps);
		for (uint32_t c = 0; c < whole.check_count; c++)
			assert_string_equal(parts.checks[c].measured, whole.checks[c].measured);
	}
	assert_true(sliced > 20);
	arena_release(&arena);
	lesson_file_release(&file);
}

static void
board__filter_and_search__leave_what_fits(void **state)
{
	struct drive drive;
	struct board *board;

	(void)state;
	open_board(&drive, false);
	board = drive.app->board;
	run_all(&drive);
	assert_true(drive_keys(&drive, "Tab"));
	assert_int_equal(board->shown_count, 4); /* standard */
	assert_true(drive_keys(&drive, "q"));
	assert_int_equal(board->shown_count, 7);
	assert_true(drive_keys(&drive, "/ C R A S H Enter"));
	assert_int_equal(board->shown_count, 2);
	assert_true(drive_shows(&drive, "One crash"));
	assert_true(drive_keys(&drive, "Esc 4"));
	assert_int_equal(board->cursor, 3);
	assert_true(drive_keys(&drive, "q"));
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

static void
board__enter__opens_the_run_where_it_is_decided_and_comes_back(void **state)
{
	struct drive drive;
	struct player *before;
	uint32_t position;

	(void)state;
	open_board(&drive, false);
	run_all(&drive);
	before = drive_player(&drive);
	assert_true(drive_keys(&drive, "3 Enter"));
	assert_string_equal(app_screen(drive.app), "claim");
	assert_true(drive_shows(&drive, "MEASURED"));
	assert_true(drive_keys(&drive, "Enter"));
	assert_string_equal(app_screen(drive.app), "player");
	assert_non_null(drive_player(&drive));
	position = player_position(drive_player(&drive));
	assert_true(drive_keys(&drive, "Right"));
	assert_int_equal(player_position(drive_player(&drive)), position + 1);
	assert_true(drive_keys(&drive, "x Esc q"));
	assert_string_equal(app_screen(drive.app), "claim");
	assert_ptr_equal(drive_player(&drive), before);
	drive_close(&drive);
}

/* Just before the moment it is not yet so. */
static void
board__moment_that_decides__is_the_first_from_which_it_stays(void **state)
{
	struct lesson_file file;
	size_t length;
	struct arena arena = { 0 };
	char *text = lesson_file_read(&arena, PACK, &length);
	struct runset_request request = { .keep = true };
	const struct event *event;
	struct runset set;
	struct mark mark = { 0 };
	uint32_t position;

	(void)state;
	lesson_file_read_only(&file, text, length, PACK);
	request.source = lesson_scenario(&file.lesson, "dark");
	assert_non_null(request.source);
	assert_true(runset_run(&set, &request, &file.findings));
	assert_true(parting_decides(&set, "count crash > 0", mark, &position));
	event = &set.runs[0].trace.events[position - 1];
	assert_int_equal(event->kind, EVENT_CRASH);
	assert_false(parting_decides(&set, "count crash < 100", mark, &position));
	assert_false(parting_decides(&set, "sticky.sessions_lost > 0", mark, &position));
	runset_release(&set);
	arena_release(&arena);
	lesson_file_release(&file);
}

static void
board__line_by_line__runs_when_told_and_tells_one(void **state)
{
	struct drive drive;

	(void)state;
	open_board(&drive, true);
	assert_said(&drive, "0 of 7 run");
	drive_line(&drive, "");
	assert_said(&drive, "all agree");
	drive_line(&drive, "2");
	drive_line(&drive, "do");
	assert_said(&drive, "MEASURED: true");
	drive_close(&drive);
}

static void
board__e_and_m__are_everywhere(void **state)
{
	struct drive drive;

	(void)state;
	open_board(&drive, false);
	assert_true(drive_keys(&drive, "M"));
	assert_true(drive_shows(&drive, "what this model leaves out"));
	assert_true(drive_keys(&drive, "q q E"));
	assert_true(drive_shows(&drive, "THE CLAIMS"));
	assert_true(drive_keys(&drive, "q 1 Space"));
	assert_string_equal(app_screen(drive.app), "player");
	assert_true(drive_keys(&drive, "E"));
	assert_true(drive_shows(&drive, "what this rests on"));
	assert_true(drive_keys(&drive, "M"));
	assert_true(drive_shows(&drive, "what this model leaves out"));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(board__every_claim__runs_in_slices_and_agrees),
		cmocka_unit_test(board__slices__come_to_what_one_go_comes_to),
		cmocka_unit_test(board__filter_and_search__leave_what_fits),
		cmocka_unit_test(board__enter__opens_the_run_where_it_is_decided_and_comes_back),
		cmocka_unit_test(board__moment_that_decides__is_the_first_from_which_it_stays),
		cmocka_unit_test(board__line_by_line__runs_when_told_and_tells_one),
		cmocka_unit_test(board__e_and_m__are_everywhere),
	};

	return cmocka_run_group_tests_name("app/board", tests, NULL, NULL);
}
