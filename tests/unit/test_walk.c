/* Lesson 1 walked: no frame before a bet answers it, no conclusion stands before it is told, the
 * crash comes soon, and a picture is about the piece that its script is about. */
#include "lib/assert.h"

#include <stdio.h>
#include <string.h>

#include "lib/drive.h"

#define KEYS_MAX 2000
#define TO_THE_CRASH 70 /* keys: ten minutes at eight seconds a key */

static void
open_lesson(struct drive *drive, const char *step, bool plain)
{
	assert_true(drive_open(drive,
	    &(struct drive_setup){ .lesson = DRIVE_LESSON_1, .step = step, .plain = plain }));
}

/* One key of somebody who reads on and takes the first answer. */
static void
go_on(struct drive *drive)
{
	enum player_mode mode = drive_player(drive)->mode;

	assert_true(
	    drive_keys(drive, mode == PLAYER_ASK || mode == PLAYER_SEEN ? "1" : "Space"));
}

static const struct lesson_step *
step_of(struct drive *drive)
{
	const struct player *player = drive_player(drive);

	return &player->lesson->steps[player->step];
}

static bool
walking(struct drive *drive)
{
	const struct player *player = drive_player(drive);

	return player && player->step + 1 < player->lesson->step_count;
}

/* The first words of a text, as many as one row of the screen holds. */
static const char *
beginning(char *words, size_t size, const char *text)
{
	snprintf(words, size, "%.30s", text);
	return words;
}

static void
walk__every_bet__no_frame_shows_its_moment_open(void **state)
{
	struct drive drive;
	uint32_t bets = 0;

	(void)state;
	open_lesson(&drive, NULL, false);
	for (int i = 0; i < KEYS_MAX && walking(&drive); i++) {
		struct player *player = drive_player(&drive);

		if (step_of(&drive)->kind == STEP_PREDICT && player->mode == PLAYER_WATCH) {
			const struct answer *answer = player_answer(player);

			if (answer->chosen == ANSWER_NONE)
				assert_true(player_position(player) < player->bet);
		}
		if (step_of(&drive)->kind == STEP_PREDICT && player->mode == PLAYER_ASK) {
			assert_true(drive_shows(&drive, "your bet first"));
			bets++;
		}
		go_on(&drive);
	}
	assert_false(walking(&drive));
	assert_int_equal(bets, 6);
	drive_close(&drive);
}

/* The exit test: the bets about other people, then one from another field, with its why. */
static void
walk__exit_test__one_from_another_field_comes_last(void **state)
{
	struct drive drive;
	uint32_t asked = 0;

	(void)state;
	open_lesson(&drive, "the-page", false);
	for (; drive_player(&drive)->mode == PLAYER_ASK; asked++) {
		bool elsewhere = drive_shows(&drive, "from another field");

		assert_true(elsewhere == (asked == 3));
		assert_true(elsewhere == drive_shows(&drive, "ski pass"));
		assert_true(drive_keys(&drive, "1 g"));
	}
	assert_int_equal(asked, 4);
	assert_true(drive_shows(&drive, "From another field."));
	assert_true(drive_shows(&drive, "It reads her name on the card,"));
	drive_close(&drive);
}

static void
walk__conclusions__only_when_told(void **state)
{
	struct drive drive;
	uint32_t told = 0;

	(void)state;
	open_lesson(&drive, NULL, false);
	for (int i = 0; i < KEYS_MAX && walking(&drive); i++) {
		const struct lesson_step *step = step_of(&drive);
		char words[40];

		if (step->kind == STEP_PREDICT) {
			bool shown = drive_shows(&drive,
			    beginning(words, sizeof words, step->say[step->say_count - 1].text));

			assert_int_equal(shown, drive_player(&drive)->mode == PLAYER_TOLD);
			told += shown;
		}
		go_on(&drive);
	}
	assert_int_equal(told, 6);
	drive_close(&drive);
}

/* Plain lines too: what is said at the bet's own moment comes after the bet. */
static void
walk__plain__what_stands_at_the_bet_comes_after_it(void **state)
{
	struct drive drive;
	uint32_t after = 0;
	bool answered = false;

	(void)state;
	open_lesson(&drive, "the-coat", true);
	for (int i = 0; i < KEYS_MAX && !strcmp(drive_step(&drive), "the-coat"); i++) {
		enum player_mode mode = drive_player(&drive)->mode;
		const char *said = drive_said(&drive);

		if (!answered) {
			assert_null(strstr(said, "The same crash at"));
			assert_null(strstr(said, "No session was in its memory"));
		} else if (strstr(said, "The same crash at")) {
			after++;
		}
		answered = answered || mode == PLAYER_SURE;
		drive_line(&drive, mode == PLAYER_ASK ? "1" : "");
	}
	assert_int_equal(after, 1);
	drive_close(&drive);
}

static void
walk__crash__soon(void **state)
{
	struct drive drive;

	(void)state;
	open_lesson(&drive, NULL, false);
	for (int i = 0; i < KEYS_MAX && strcmp(drive_step(&drive), "the-crash") != 0; i++)
		go_on(&drive);
	for (int i = 0; i < KEYS_MAX && drive_player(&drive)->mode != PLAYER_TOLD; i++)
		go_on(&drive);
	assert_true(drive_shows(&drive, "x breaks a box"));
	assert_in_range(drive.keys, 30, TO_THE_CRASH);
	assert_true(drive_keys(&drive, "x Tab c"));
	assert_true(drive_shows(&drive, "your own future"));
	assert_true(drive_keys(&drive, "u Space"));
	assert_int_equal(drive_player(&drive)->mode, PLAYER_TOLD);
	drive_close(&drive);
}

static void
walk__another_world__its_own_piece(void **state)
{
	struct drive drive;

	(void)state;
	open_lesson(&drive, "check-yourself", false);
	assert_true(drive_shows(&drive, "where is Mo's position?"));
	assert_true(drive_shows(&drive, "north"));
	drive_close(&drive);
}

static void
walk__analogy__drawn_in_its_words(void **state)
{
	struct drive drive;

	(void)state;
	open_lesson(&drive, "the-ticket", false);
	assert_true(drive_shows(&drive, "cloakroom 1"));
	assert_true(drive_shows(&drive, "cloakroom 2"));
	assert_true(drive_shows(&drive, " s2 "));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walk__every_bet__no_frame_shows_its_moment_open),
		cmocka_unit_test(walk__exit_test__one_from_another_field_comes_last),
		cmocka_unit_test(walk__conclusions__only_when_told),
		cmocka_unit_test(walk__plain__what_stands_at_the_bet_comes_after_it),
		cmocka_unit_test(walk__crash__soon),
		cmocka_unit_test(walk__another_world__its_own_piece),
		cmocka_unit_test(walk__analogy__drawn_in_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
