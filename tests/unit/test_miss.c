/* What was missed in a lesson becomes a card, and nothing else does; notes on steps. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <string.h>

#define KINDS "tests/lessons/kinds.yaml"
#define TO_THE_BET ": e n d Enter Space "

static void
open_bet(struct drive *drive)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .lesson = KINDS, .step = "the-bet" }));
	assert_true(drive_keys(drive, TO_THE_BET));
}

static void
miss__told_on_a_run__a_card_with_what_is_so_and_why(void **state)
{
	struct drive drive;

	(void)state;
	open_bet(&drive);
	assert_true(drive_keys(&drive, "1 s"));
	assert_int_equal(drive.card.kind, EFFECT_MAKE_CARD);
	assert_string_equal(drive.card.lesson, "every-kind");
	assert_string_equal(drive.card.item, "miss-q-first");
	assert_string_equal(drive.card.step, "the-bet");
	assert_non_null(strstr(drive.card.front, "What comes back to Ana?"));
	assert_string_equal(drive.card.back, "Log in first. s2 knows nothing of her.");
	assert_string_equal(drive.card.source, "lesson");
	assert_int_equal(drive.answers, 1);
	drive_close(&drive);
}

static void
miss__right_or_skipped_or_an_opening_bet__no_card(void **state)
{
	struct drive drive;

	(void)state;
	open_bet(&drive);
	assert_true(drive_keys(&drive, "2 g"));
	assert_int_equal(drive.card.kind, EFFECT_NONE);
	drive_close(&drive);
	open_bet(&drive);
	assert_true(drive_keys(&drive, "s"));
	assert_int_equal(drive.card.kind, EFFECT_NONE);
	drive_close(&drive);
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = KINDS }));
	assert_true(drive_keys(&drive, "1 s"));
	assert_int_equal(drive.answers, 1);
	assert_int_equal(drive.card.kind, EFFECT_NONE);
	drive_close(&drive);
}

static void
miss__said_not_to_know__a_card_too(void **state)
{
	struct drive drive;

	(void)state;
	open_bet(&drive);
	assert_true(drive_keys(&drive, "0"));
	assert_int_equal(drive.card.kind, EFFECT_MAKE_CARD);
	drive_close(&drive);
}

static void
note__typed_on_a_step__kept_and_shown_when_one_comes_back(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive,
	    &(struct drive_setup){ .lesson = KINDS, .step = "the-show" }));
	assert_true(drive_keys(&drive, "n w h o q ?")); /* q and ? are letters in there */
	assert_true(drive_shows(&drive, "Note: whoq?_"));
	assert_true(drive_keys(&drive, "Backspace"));
	assert_true(drive_keys(&drive, "Enter"));
	assert_int_equal(drive.card.kind, EFFECT_NOTE);
	assert_string_equal(drive.card.text, "whoq");
	assert_string_equal(drive.card.step, "the-show");
	assert_true(drive_keys(&drive, "Space n Esc"));
	assert_string_equal(drive_step(&drive), "the-show");
	assert_true(drive_keys(&drive, ": s t a r t Enter"));
	assert_true(drive_shows(&drive, "Your note: whoq"));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(miss__told_on_a_run__a_card_with_what_is_so_and_why),
		cmocka_unit_test(miss__right_or_skipped_or_an_opening_bet__no_card),
		cmocka_unit_test(miss__said_not_to_know__a_card_too),
		cmocka_unit_test(note__typed_on_a_step__kept_and_shown_when_one_comes_back),
	};

	return cmocka_run_group_tests_name("app/miss", tests, NULL, NULL);
}
