/* A quiz as it is taken: every kind of question, right and wrong, left and gone on with, once more.
 */
#include "lib/assert.h"
#include "lib/drive.h"

#include <stdio.h>
#include <string.h>

#include "app/player_internal.h"
#include "app/quiz.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiz__every_kind__is_asked_and_told),
		cmocka_unit_test(quiz__before_the_answer__the_frame_is_closed),
		cmocka_unit_test(quiz__wrong_answers__come_back_in_the_report_and_as_cards),
		cmocka_unit_test(quiz__retry__asks_the_twins),
		cmocka_unit_test(quiz__exam__tells_nothing_before_its_end),
		cmocka_unit_test(quiz__left_in_the_middle__goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
