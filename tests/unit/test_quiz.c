/* A quiz as it is taken: every kind of question, right and wrong, left and gone on with, once more.
 */
#include "lib/assert.h"
#include "lib/drive.h"

#include <stdio.h>
#include <string.h>

#include "lib/lesson_file.h"
#include "player/player_internal.h"
#include "player/quiz.h"

#define KINDS "tests/lessons/items.yaml"

static void
open_quiz(struct drive *drive, const char *lesson, int rows, int cols, bool plain)
{
	assert_true(drive_open(drive,
	    &(struct drive_setup){
		.start = "quiz", .lesson = lesson, .rows = rows, .cols = cols, .plain = plain }));
	assert_string_equal(app_screen(drive->app), "player");
}

/* What the run says is right, as one types it. */
static const char *
key_of(struct drive *drive)
{
	struct player *player = drive_player(drive);
	struct answer answer = { .chosen = ANSWER_NONE, .key = -1 };
	const struct lesson_item *item = player_item(player);

	player_settle(player, item, &answer);
	if (item->kind == ITEM_CHOICE || item->kind == ITEM_WHAT_NEXT)
		return arena_printf(&drive->page, "%d", answer.key + 1);
	return item->kind == ITEM_MARK_EVENT ? answer.key_text + strlen("event ") : answer.key_text;
}

/* Answers the open question; `right` false: the first thing that is an answer at all. */
static void
answer(struct drive *drive, bool right, const char *sure)
{
	const struct lesson_item *item = player_item(drive_player(drive));
	static const char *const tries[] = { "1", "2", "1 2 3", "3 2 1", "1 3 2", "nonsense" };
	const char *key = key_of(drive);

	if (right) {
		drive_line(drive, key);
	} else {
		for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
			if (str_equal(tries[i], key) || (item->kind == ITEM_MULTI && i == 2))
				continue;
			drive_line(drive, tries[i]);
			if (drive_player(drive)->mode == PLAYER_SURE)
				break;
		}
		if (drive_player(drive)->mode == PLAYER_ASK) { /* mark-event: one that may be */
			uint32_t first = player_first_mark(drive_player(drive));

			drive_line(drive, arena_printf(&drive->page, "%u", first));
		}
	}
	assert_int_equal(drive_player(drive)->mode, PLAYER_SURE);
	drive_line(drive, sure);
}

static void
quiz__every_kind__is_asked_and_told(void **state)
{
	uint32_t kinds = 0;
	struct drive drive;

	(void)state;
	for (int right = 0; right < 2; right++) {
		open_quiz(&drive, KINDS, 24, 80, true);
		quiz_forget(drive.app);
		drive.app->options.quiz_count = 50;
		drive.app->opening = &drive.shelf[0];
		drive.app->depth = 1;
		kinds = 0;
		drive_line(&drive, "z");
		for (uint32_t i = 0; i < 8; i++) {
			struct player *player = drive_player(&drive);

			assert_int_equal(player->mode, PLAYER_ASK);
			kinds |= 1u << player_item(player)->kind;
			answer(&drive, right, "t");
			assert_int_equal(player->mode, PLAYER_TOLD);
			assert_int_equal(drive.answer.right, right);
			assert_string_equal(drive.answer.mode, "quiz");
			assert_true(drive.answer.counts);
			drive_line(&drive, "");
		}
		assert_string_equal(app_screen(drive.app), "quiz");
		assert_int_equal(drive.ended, 1);
		assert_int_equal(quiz_missed(drive.app->quiz), right ? 0 : 8);
		assert_non_null(
		    strstr(drive_said(&drive), right ? "8 of 8 right" : "0 of 8 right"));
		drive_close(&drive);
	}
	assert_int_equal(kinds, (1u << ITEM_KIND_COUNT) - 1);
}

/* Nothing that only comes after the answer is there before it: the boxes are closed. */
static void
quiz__before_the_answer__the_frame_is_closed(void **state)
{
	struct drive drive;

	(void)state;
	open_quiz(&drive, DRIVE_LESSON_1, 24, 80, false);
	assert_true(drive_shows(&drive, "question 1 of 5"));
	assert_true(drive_shows(&drive, "your bet first"));
	assert_false(drive_shows(&drive, "step 1"));
	assert_true(drive_keys(&drive, "Right Space /"));
	assert_true(drive_shows(&drive, "your bet first"));
	assert_true(drive_shows(&drive, "goes from question to question"));
	drive_close(&drive);
}

/* Five right answers leave much open; where other days had told the rest, nothing is. */
static void
quiz__every_belief_ruled_out_and_every_idea_known__the_report_says_so(void **state)
{
	struct drive drive;
	struct tutor *tutor;

	(void)state;
	open_quiz(&drive, DRIVE_LESSON_1, 60, 80, false);
	for (int i = 0; i < 5; i++) {
		answer(&drive, true, "s");
		assert_true(drive_keys(&drive, "Space"));
	}
	assert_string_equal(app_screen(drive.app), "quiz");
	assert_false(drive_shows(&drive, "Nothing is left to find out"));
	tutor = &drive.app->quiz->tutor;
	for (uint32_t i = 0; i < tutor->belief_count; i++)
		tutor->beliefs[i].held = 0.01;
	for (uint32_t i = 0; i < tutor->concept_count; i++)
		tutor->known[i] = 0.99;
	assert_true(drive_keys(&drive, "Up"));
	assert_true(drive_shows(&drive, "Nothing is left to find out"));
	assert_true(drive_shows(&drive, "no belief is in doubt"));
	tutor->beliefs[0].held = 0.3;
	assert_true(drive_keys(&drive, "Up"));
	assert_false(drive_shows(&drive, "Nothing is left to find out"));
	drive_close(&drive);
}

static void
quiz__wrong_answers__come_back_in_the_report_and_as_cards(void **state)
{
	struct drive drive;

	(void)state;
	open_quiz(&drive, DRIVE_LESSON_1, 50, 80, false);
	for (int i = 0; i < 5; i++) {
		answer(&drive, i == 2, "s");
		assert_int_equal(drive.answer.sure, 's');
		assert_true(drive_keys(&drive, "Space"));
	}
	assert_string_equal(app_screen(drive.app), "quiz");
	assert_true(drive_shows(&drive, "1 of 5 right"));
	assert_true(drive_shows(&drive, "What went wrong"));
	assert_true(drive_shows(&drive, "(you were sure)"));
	assert_true(drive_shows(&drive, "R retry the 4"));
	assert_int_equal(drive.app->cards_made, 4);
	assert_string_equal(drive.card.source, "quiz");
	assert_true(drive.beliefs > 0);
	assert_true(drive_keys(&drive, "e"));
	assert_non_null(strstr(drive.saved_text.text, "1 of 5 right"));
	assert_null(strstr(drive.saved_text.text, "**"));
	assert_true(drive_keys(&drive, "q"));
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

/* Once more: one setting changed, and the remembered answer is wrong. */
static void
quiz__retry__asks_the_twins(void **state)
{
	struct drive drive;
	char keys[50][40], ids[50][40];
	uint32_t count, twins = 0;

	(void)state;
	assert_true(drive_open(
	    &drive, &(struct drive_setup){ .lesson = KINDS, .plain = true, .start = "home" }));
	drive.app->options.quiz_count = 50;
	drive.app->depth = 1;
	drive_line(&drive, "z");
	for (count = 0; str_equal(app_screen(drive.app), "player"); count++) {
		snprintf(ids[count], 40, "%s", player_item(drive_player(&drive))->id);
		snprintf(keys[count], 40, "%s", key_of(&drive));
		drive_line(&drive, "skip");
		drive_line(&drive, "");
	}
	assert_int_equal(count, 8);
	drive_line(&drive, "R");
	for (uint32_t i = 0; i < count; i++) {
		const struct lesson_item *item = player_item(drive_player(&drive));

		assert_string_equal(item->id, ids[i]);
		if (item->twin.say) {
			assert_non_null(strstr(item->ask, item->twin.say));
			if (item->kind == ITEM_NUMBER || item->kind == ITEM_FILL) {
				assert_string_not_equal(key_of(&drive), keys[i]);
				twins++;
			}
		}
		answer(&drive, true, "g");
		assert_true(drive.answer.right);
		drive_line(&drive, "");
	}
	assert_int_equal(twins, 2);
	assert_non_null(strstr(drive_said(&drive), "8 of 8 right"));
	drive_line(&drive, "R");
	assert_non_null(strstr(drive_said(&drive), "Nothing was missed"));
	drive_close(&drive);
}

static void
quiz__exam__tells_nothing_before_its_end(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive,
	    &(struct drive_setup){ .lesson = DRIVE_LESSON_1, .plain = true, .start = "home" }));
	drive.app->options.quiz_exam = true;
	drive.app->depth = 1;
	drive_line(&drive, "z");
	(void)drive_said(&drive);
	for (int i = 0; i < 5; i++) {
		const char *said;

		answer(&drive, false, "g");
		said = drive_said(&drive);
		if (i < 4) {
			assert_null(strstr(said, "It was"));
			assert_non_null(strstr(said, "Question "));
		}
	}
	assert_string_equal(app_screen(drive.app), "quiz");
	drive_close(&drive);
}

/* Another day: the answers that the record has, in another order of the same answers. */
static void
quiz__left_in_the_middle__goes_on(void **state)
{
	struct ask_given given[3] = { { .node = "" } };
	char ids[3][40], texts[3][80];
	struct drive drive;
	uint32_t missed;
	char next[40];

	(void)state;
	assert_true(drive_open(
	    &drive, &(struct drive_setup){ .lesson = KINDS, .plain = true, .start = "home" }));
	drive.app->options.quiz_count = 7;
	drive.app->depth = 1;
	drive_line(&drive, "z");
	for (int i = 0; i < 3; i++) {
		answer(&drive, i == 1, "s");
		snprintf(ids[i], 40, "%s", drive.answer.item);
		snprintf(texts[i], 80, "%s", drive.answer.given ? drive.answer.given : "");
		given[i] = (struct ask_given){ .node = ids[i],
			.text = texts[i],
			.option = drive.answer.option,
			.sure = drive.answer.sure };
		drive_line(&drive, "");
	}
	snprintf(next, sizeof next, "%s", player_item(drive_player(&drive))->id);
	missed = quiz_missed(drive.app->quiz);
	drive.quiz_seed = drive.answer.session;
	drive.given = given;
	drive.given_count = 3;
	drive.answers = 0;
	quiz_forget(drive.app);
	drive.app->options.quiz_count = 0;
	drive.app->depth = 1;
	drive_line(&drive, "z");
	assert_non_null(strstr(drive_said(&drive), "question 4 of 7"));
	assert_string_equal(player_item(drive_player(&drive))->id, next);
	assert_int_equal(quiz_missed(drive.app->quiz), missed);
	assert_int_equal(drive.answers, 0); /* they are not kept once more */
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(quiz_right(drive.app->quiz, i), i == 1);
	drive_close(&drive);
}

/* ---- told ---- */

/* Begins a quiz of `count` questions over a lesson that is open, line by line. */
static void
begin(struct drive *drive, const char *lesson, uint32_t count)
{
	assert_true(drive_open(
	    drive, &(struct drive_setup){ .lesson = lesson, .plain = true, .start = "home" }));
	drive->app->options.quiz_count = count;
	drive->app->depth = 1;
	drive_line(drive, "z");
}

/* Goes on until this kind is asked; what was said of it. */
static const char *
until_kind(struct drive *drive, enum item_kind kind)
{
	while (player_item(drive_player(drive))->kind != kind) {
		drive_line(drive, "skip");
		drive_line(drive, "");
		assert_string_equal(app_screen(drive->app), "player");
		if (player_item(drive_player(drive))->kind != kind)
			(void)drive_said(drive);
	}
	return drive_said(drive);
}

/* Whether it was right is the first thing that is said, and no list of events before it. */
static void
quiz__told_line_by_line__begins_with_the_verdict(void **state)
{
	struct drive drive;

	(void)state;
	for (int right = 0; right < 2; right++) {
		const char *said, *verdict, *where;

		begin(&drive, DRIVE_LESSON_1, 1);
		said = drive_said(&drive);
		assert_non_null(strstr(said, "Design "));
		assert_non_null(strstr(said, ", event "));
		assert_non_null(strstr(said, "0 don't know"));
		answer(&drive, right, "t");
		said = drive_said(&drive);
		verdict = strstr(
		    said, right ? "\xe2\x9c\x93 Right." : "\xe2\x9c\x97 Not this one.");
		where = strstr(said, "Where is ");
		assert_non_null(verdict);
		assert_non_null(where);
		assert_true(where > verdict);
		assert_true(verdict - said < 60);
		drive_close(&drive);
	}
}

static void
quiz__a_miss__is_told_with_its_own_world(void **state)
{
	struct drive drive;

	(void)state;
	begin(&drive, KINDS, 50);
	(void)until_kind(&drive, ITEM_NUMBER);
	drive_line(&drive, "50");
	drive_line(&drive, "t");
	assert_non_null(strstr(drive_said(&drive),
	    "What would make 50 people true: This time there are two servers."));
	(void)until_kind(&drive, ITEM_WHAT_NEXT);
	answer(&drive, false, "t");
	assert_non_null(strstr(drive_said(&drive), "true: STORE: All servers keep"));
	drive_close(&drive);
}

/* Line by line, letters are keys where a whole word is asked for: H, s and q do what the prompt
 * says, and are no words. */
static void
quiz__plain_word_asked_for__a_letter_alone_is_a_key(void **state)
{
	struct drive drive;

	(void)state;
	begin(&drive, KINDS, 50);
	(void)until_kind(&drive, ITEM_FILL);
	assert_int_equal(app_top(drive.app), SCREEN_PLAYER);
	drive_line(&drive, "q");
	assert_int_not_equal(app_top(drive.app), SCREEN_PLAYER);
	drive_close(&drive);
}

/* The picture stands where the run decides it, not at the run's end. */
static void
quiz__told__stands_where_it_is_decided(void **state)
{
	static const struct {
		enum item_kind kind;
		const char *where;
	} rows[] = { { ITEM_MULTI, "Nowhere: it was in s1's memory." },
		{ ITEM_MARK_EVENT, "Nowhere: it was in s1's memory." },
		{ ITEM_ORDER, "Nowhere: it was in s1's memory." },
		{ ITEM_WHAT_NEXT, "Nowhere: it was in s1's memory." } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct drive drive;

		begin(&drive, KINDS, 50);
		(void)until_kind(&drive, rows[i].kind);
		answer(&drive, true, "t");
		assert_non_null(strstr(drive_said(&drive), rows[i].where));
		drive_close(&drive);
	}
}

/* Neither the sentence of a crash nor its chain of causes says what it took while that is asked.
 */
static void
quiz__open_question__is_not_given_away(void **state)
{
	struct drive drive;

	(void)state;
	begin(&drive, KINDS, 50);
	assert_null(strstr(until_kind(&drive, ITEM_MARK_EVENT), "is gone"));
	drive_close(&drive);
	begin(&drive, KINDS, 50);
	assert_null(strstr(until_kind(&drive, ITEM_CHOICE), "is gone"));
	drive_line(&drive, "c");
	assert_non_null(strstr(drive_said(&drive), "s1 crashes."));
	drive_line(&drive, "");
	drive_line(&drive, "c");
	assert_null(strstr(drive_said(&drive), "is gone"));
	drive_line(&drive, "");
	drive_line(&drive, "p"); /* the run would be open there */
	assert_string_equal(app_screen(drive.app), "player");
	assert_true(quiz_is_on(drive.app));
	drive_close(&drive);
}

/* ---- answers that are none ---- */

static void
quiz__several_by_number__a_number_that_is_not_there_is_no_answer(void **state)
{
	struct drive drive;

	(void)state;
	begin(&drive, KINDS, 50);
	(void)until_kind(&drive, ITEM_MULTI);
	drive_line(&drive, "250");
	assert_int_equal(drive_player(&drive)->mode, PLAYER_ASK);
	assert_non_null(strstr(drive_said(&drive), "among those that are there"));
	drive_line(&drive, "1 and 2");
	assert_int_equal(drive_player(&drive)->mode, PLAYER_SURE);
	drive_line(&drive, "h");
	drive_line(&drive, "0");
	assert_int_equal(drive_player(&drive)->mode, PLAYER_TOLD);
	assert_int_equal(drive.answer.option, ANSWER_UNKNOWN);
	drive_close(&drive);
}

/* Questions whose run cannot be made or decides nothing: the others are asked, and it is said. */
static void
quiz__questions_that_cannot_be_asked__are_passed_over(void **state)
{
	static const char wrong[] =
	    "  - {id: w1, kind: choice, level: 1, scenario: crash, at: burnt, ask: \"One?\",\n"
	    "     options: [{text: \"a\", holds: told.status == 900, why: \"a\"},\n"
	    "       {text: \"b\", holds: told.status == 901, why: \"b\"}]}\n"
	    "  - {id: w2, kind: number, level: 1, scenario: nowhere, ask: \"Two?\",\n"
	    "     answer: sessions_lost, why: \"c\"}\n"
	    "  - {id: w3, kind: choice, level: 1, basis: source, source: \"RFC 6265\",\n"
	    "     ask: \"Three?\", options: [{text: \"yes\", key: true, why: \"d\"},\n"
	    "       {text: \"no\", why: \"e\"}]}\n";
	char *folder = test_make_folder();
	struct arena arena = { 0 };
	struct drive drive;
	struct str text = STR_INIT;
	const char *path = arena_printf(&arena, "%s/wrong.yaml", folder), *items;
	char *kinds;
	size_t length;
	FILE *file;

	(void)state;
	kinds = lesson_file_read(&arena, KINDS, &length);
	items = strstr(kinds, "items:\n");
	assert_non_null(items);
	str_add_bytes(&text, kinds, (size_t)(items - kinds) + strlen("items:\n"));
	str_add(&text, wrong);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text.text, 1, text.length, file), text.length);
	assert_int_equal(fclose(file), 0);
	str_release(&text);

	begin(&drive, path, 5);
	assert_non_null(strstr(drive_said(&drive), "Three?"));
	answer(&drive, true, "t");
	drive_line(&drive, "");
	assert_string_equal(app_screen(drive.app), "quiz");
	assert_non_null(strstr(drive_said(&drive), "2 more could not be asked"));
	assert_int_equal(drive.answers, 1);
	drive_close(&drive);
	test_remove_folder(folder);
	arena_release(&arena);
}

/* ---- around it ---- */

/* Surely, and with an option that is somebody's belief. */
static void
answer_as_believed(struct drive *drive)
{
	const struct lesson_item *item = player_item(drive_player(drive));
	uint32_t row = 0;

	for (uint32_t k = 0; k < item->option_count; k++)
		if (item->options[k].misconception)
			row = k;
	drive_line(drive, arena_printf(&drive->page, "%u", row + 1));
	drive_line(drive, "s");
}

static void
quiz__belief_repaired__the_report_waits(void **state)
{
	struct drive drive;

	(void)state;
	begin(&drive, DRIVE_LESSON_1, 5);
	for (int i = 0; i < 5; i++) {
		answer_as_believed(&drive);
		drive_line(&drive, "");
	}
	assert_string_equal(app_screen(drive.app), "quiz");
	assert_non_null(strstr(drive_said(&drive), "Enter shows it failing"));
	for (int twice = 0; twice < 2; twice++) {
		drive_line(&drive, "");
		assert_string_equal(app_screen(drive.app), "player");
		assert_false(quiz_is_on(drive.app));
		drive_line(&drive, "");
		drive_line(&drive, "q");
		assert_string_equal(app_screen(drive.app), "quiz");
		assert_non_null(strstr(drive_said(&drive), "0 of 5 right"));
	}
	drive_line(&drive, "R");
	assert_true(quiz_is_on(drive.app));
	assert_int_equal(drive_player(&drive)->lesson->step_count, 5);
	drive_line(&drive, "q");
	assert_non_null(strstr(drive_said(&drive), "Your quiz waits at question 1 of 5"));
	drive_line(&drive, "z");
	assert_non_null(strstr(drive_said(&drive), "Question 1 of 5"));
	drive_close(&drive);
}

/* A hint that was asked for stays in view, once. */
static void
quiz__hint__stays_under_the_question(void **state)
{
	struct drive drive;
	const char *hint, *first;

	(void)state;
	open_quiz(&drive, DRIVE_LESSON_1, 24, 80, false);
	assert_true(drive_shows(&drive, "H hint"));
	assert_true(drive_keys(&drive, "H"));
	hint = arena_printf(&drive.arena, "%.20s", player_item(drive_player(&drive))->hints[0]);
	first = strstr(drive_screen(&drive), hint);
	assert_non_null(first);
	assert_null(strstr(first + 1, hint));
	assert_true(drive_keys(&drive, "Down Down"));
	assert_true(drive_shows(&drive, "hint 1 of "));
	assert_true(drive_keys(&drive, "Up 1 t Space"));
	assert_false(drive_shows(&drive, "hint 1 of "));
	drive_close(&drive);
}

/* In a small window the first key's subject is in view, and it is said that there is more. */
static void
quiz__report_longer_than_its_window__begins_with_the_belief(void **state)
{
	struct drive drive;
	const char *screen;

	(void)state;
	open_quiz(&drive, DRIVE_LESSON_1, 24, 80, false);
	for (int i = 0; i < 5; i++) {
		answer_as_believed(&drive);
		assert_true(drive_keys(&drive, "Space"));
	}
	assert_true(drive_shows(&drive, "Enter repair it"));
	assert_true(drive_shows(&drive, " out of "));
	assert_true(drive_shows(&drive, "more below"));
	assert_false(drive_shows(&drive, "When you say"));
	for (int i = 0; i < 12; i++)
		assert_true(drive_keys(&drive, "Space"));
	assert_true(drive_shows(&drive, "When you say"));
	assert_false(drive_shows(&drive, "more below"));
	drive_resize(&drive, 120, 80); /* all of it: the misses first, as they came */
	screen = drive_screen(&drive);
	assert_non_null(strstr(screen, "What went wrong"));
	assert_true(strstr(screen, "What went wrong") < strstr(screen, " out of "));
	drive_close(&drive);
}

/* Without a lesson's name it is about the one that was worked on last, else about the first. */
static void
quiz__no_lesson_named__is_of_the_one_worked_on_last(void **state)
{
	struct drive_setup setup = { .lesson = DRIVE_LESSON_1,
		.second = KINDS,
		.unnamed = true,
		.start = "quiz",
		.plain = true };
	struct drive drive;

	(void)state;
	for (int last = 0; last < 2; last++) {
		setup.last = last ? KINDS : NULL;
		assert_true(drive_open(&drive, &setup));
		assert_true(quiz_is_on(drive.app));
		assert_string_equal(drive.app->quiz->lesson->id,
		    last ? "all-kinds" : "ticket-badge-or-coat");
		drive_close(&drive);
	}
}

/* From its first figure on a number takes letters too: "25 s" does not skip the question. */
static void
quiz__a_number_typed__takes_letters_behind_its_first_figure(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(
	    &drive, &(struct drive_setup){ .lesson = KINDS, .start = "home", .rows = 24 }));
	drive.app->options.quiz_count = 50;
	drive.app->depth = 1;
	assert_true(drive_keys(&drive, "z"));
	while (player_item(drive_player(&drive))->kind != ITEM_NUMBER) {
		drive_player(&drive)->sheet.text[0] = '\0';
		player_skip(drive_player(&drive), ANSWER_SKIPPED);
		assert_true(drive_keys(&drive, "Space"));
	}
	assert_true(drive_shows(&drive, "A count below 50 is wanted exactly"));
	assert_true(drive_keys(&drive, "2 5 Space s"));
	assert_int_equal(drive_player(&drive)->mode, PLAYER_ASK);
	assert_true(drive_shows(&drive, "people: 25 s_"));
	assert_true(drive_keys(&drive, "Enter"));
	assert_int_equal(drive_player(&drive)->mode, PLAYER_ASK); /* seconds are no people */
	assert_true(drive_keys(&drive, "Backspace Backspace Enter t"));
	assert_int_equal(drive_player(&drive)->mode, PLAYER_TOLD);
	assert_true(drive.answer.right);
	drive_close(&drive);
}

static void
quiz__a_number_said__is_taken(void **state)
{
	struct drive drive;

	(void)state;
	begin(&drive, KINDS, 50);
	(void)until_kind(&drive, ITEM_NUMBER);
	drive_line(&drive, "a quarter");
	assert_int_equal(drive_player(&drive)->mode, PLAYER_ASK);
	assert_non_null(strstr(drive_said(&drive), "no number here"));
	drive_line(&drive, "about twenty-five");
	drive_line(&drive, "t");
	assert_true(drive.answer.right);
	assert_non_null(strstr(drive_said(&drive), "Right. You said about twenty-five"));
	drive_close(&drive);
}

/* "This question is wrong": a file for its author, and one goes on. */
static void
quiz__disputed__is_a_file_for_the_author(void **state)
{
	struct drive drive;

	(void)state;
	open_quiz(&drive, DRIVE_LESSON_1, 24, 80, false);
	assert_true(drive_keys(&drive, "!"));
	assert_non_null(strstr(drive.saved_path.text, "coatcheck-dispute-ticket-badge-or-coat-"));
	assert_non_null(strstr(drive.saved_text.text, "item      "));
	assert_null(strstr(drive.saved_text.text, "It is ")); /* it is not told yet */
	assert_null(strstr(drive.saved_text.text, "This run does not decide"));
	assert_true(drive_keys(&drive, "1 t !"));
	assert_non_null(strstr(drive.saved_text.text, "run code  "));
	assert_true(strstr(drive.saved_text.text, "It is ") ||
		    strstr(drive.saved_text.text, "Right."));
	assert_int_equal(drive_player(&drive)->mode, PLAYER_TOLD);
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiz__every_kind__is_asked_and_told),
		cmocka_unit_test(quiz__before_the_answer__the_frame_is_closed),
		cmocka_unit_test(
		    quiz__every_belief_ruled_out_and_every_idea_known__the_report_says_so),
		cmocka_unit_test(quiz__wrong_answers__come_back_in_the_report_and_as_cards),
		cmocka_unit_test(quiz__retry__asks_the_twins),
		cmocka_unit_test(quiz__exam__tells_nothing_before_its_end),
		cmocka_unit_test(quiz__left_in_the_middle__goes_on),
		cmocka_unit_test(quiz__told_line_by_line__begins_with_the_verdict),
		cmocka_unit_test(quiz__a_miss__is_told_with_its_own_world),
		cmocka_unit_test(quiz__plain_word_asked_for__a_letter_alone_is_a_key),
		cmocka_unit_test(quiz__told__stands_where_it_is_decided),
		cmocka_unit_test(quiz__open_question__is_not_given_away),
		cmocka_unit_test(quiz__several_by_number__a_number_that_is_not_there_is_no_answer),
		cmocka_unit_test(quiz__questions_that_cannot_be_asked__are_passed_over),
		cmocka_unit_test(quiz__belief_repaired__the_report_waits),
		cmocka_unit_test(quiz__hint__stays_under_the_question),
		cmocka_unit_test(quiz__report_longer_than_its_window__begins_with_the_belief),
		cmocka_unit_test(quiz__no_lesson_named__is_of_the_one_worked_on_last),
		cmocka_unit_test(quiz__a_number_typed__takes_letters_behind_its_first_figure),
		cmocka_unit_test(quiz__a_number_said__is_taken),
		cmocka_unit_test(quiz__disputed__is_a_file_for_the_author),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
