/* Flashcards as they are asked: front, back, grades, undo, what is due and when. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <string.h>

#include "base/str.h"

#define NOON_S 1768478400
#define DAY 86400

static const struct deck_card cards[] = {
	{ .lesson = "one", .title = "One", .id = "a", .front = "Front a?", .back = "Back a.",
	  .from = "s1", .rev = 1 },
	{ .lesson = "one", .title = "One", .id = "b", .front = "Front b?", .back = "Back b.",
	  .from = "s1", .rev = 2 },
	{ .lesson = "two", .title = "Two", .id = "a", .front = "It {{burns}} with the {{room}}.",
	  .back = "", .from = "s9", .rev = 1, .kind = CARD_CLOZE },
};

static void
open_cards(struct drive *drive, const struct deck_card *deck, uint32_t count, bool plain)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .start = "home",
		.lesson = DRIVE_LESSON_1, .plain = plain }));
	drive->deck = deck;
	drive->deck_count = count;
	drive->now = (struct moment){ NOON_S, 0 };
	assert_true(drive_keys(drive, "Space")); /* past the welcome */
	while (strcmp(app_screen(drive->app), "home") != 0)
		assert_true(drive_keys(drive, "Esc"));
	assert_true(drive_keys(drive, "r"));
	assert_string_equal(app_screen(drive->app), "review");
}

static void
review__new_card__front_then_back_then_two_grades(void **state)
{
	struct drive drive;

	(void)state;
	open_cards(&drive, cards, 3, false);
	assert_true(drive_shows(&drive, "Front a?"));
	assert_false(drive_shows(&drive, "Back a."));
	assert_true(drive_keys(&drive, "2"));
	assert_true(drive_shows(&drive, "Say it first"));
	assert_true(drive_keys(&drive, "Space"));
	assert_true(drive_shows(&drive, "Back a."));
	assert_true(drive_shows(&drive, "2 remembered: 10 minutes"));
	assert_true(drive_keys(&drive, "Space"));
	assert_true(drive_shows(&drive, "1 forgot, or 2 remembered?"));
	assert_true(drive_keys(&drive, "2"));
	assert_int_equal(drive.card.kind, EFFECT_REVIEW);
	assert_int_equal(drive.card.rating, RATING_GOOD);
	assert_string_equal(drive.card.item, "a");
	assert_int_equal(drive.card.before.state, CARD_NEW);
	assert_int_equal(drive.card.after.state, CARD_LEARNING);
	assert_int_equal(drive.card.after.due_s, NOON_S + 600);
	drive_close(&drive);
}

/* b is a's sibling, of the same step: the card of another step comes between. */
static void
review__siblings__apart_and_a_cloze_opens(void **state)
{
	struct drive drive;

	(void)state;
	open_cards(&drive, cards, 3, false);
	assert_true(drive_keys(&drive, "Space 2"));
	assert_true(drive_shows(&drive, "It ____ with the ____."));
	assert_true(drive_keys(&drive, "Space"));
	assert_true(drive_shows(&drive, "It burns with the room."));
	assert_true(drive_keys(&drive, "2"));
	assert_true(drive_shows(&drive, "Front b?"));
	assert_true(drive_keys(&drive, "Space h"));
	assert_int_equal(drive.card.rating, RATING_HARD);
	assert_int_equal(drive.card.text_rev, 2);
	assert_true(drive_shows(&drive, "3 cards: 3 remembered, 0 forgotten."));
	assert_true(drive_shows(&drive, "The next card comes in 6 minutes."));
	drive_close(&drive);
}

static void
review__forgotten__again_after_its_minute_and_undone_all_the_way(void **state)
{
	struct drive drive;

	(void)state;
	open_cards(&drive, cards, 1, false);
	assert_true(drive_keys(&drive, "Space 1"));
	assert_true(drive_shows(&drive, "The next card comes in a minute."));
	drive.now.at_s += 61;
	assert_true(drive_keys(&drive, "q r"));
	assert_true(drive_shows(&drive, "Front a?")); /* the deck came anew: here nothing is kept */
	assert_true(drive_keys(&drive, "Space 2 u u u"));
	assert_true(drive_shows(&drive, "Nothing was graded"));
	assert_true(drive_shows(&drive, "Back a."));
	assert_int_equal(drive.card.kind, EFFECT_UNGRADE);
	assert_int_equal(drive.card.since_s, NOON_S + 61);
	drive_close(&drive);
}

static void
review__not_due_buried_or_none__says_when(void **state)
{
	struct drive drive;
	struct deck_card later = cards[0], buried = cards[1];

	(void)state;
	later.card = (struct card){ .state = CARD_REVIEW, .memory = { 10, 5 }, .reps = 3,
		.due_s = NOON_S + 3 * DAY };
	later.card.last_day = later.card.due_day = NOON_S / DAY + 3;
	open_cards(&drive, &later, 1, false);
	assert_true(drive_shows(&drive, "Nothing is due. The next card comes on Sunday."));
	drive_close(&drive);
	buried.buried_s = NOON_S + 10;
	open_cards(&drive, &buried, 1, false);
	assert_true(drive_shows(&drive, "Nothing is due."));
	drive_close(&drive);
	open_cards(&drive, cards, 0, false);
	assert_true(drive_shows(&drive, "No cards yet. A lesson makes them"));
	drive_close(&drive);
	open_cards(&drive, cards, 1, false);
	assert_true(drive_keys(&drive, "b"));
	assert_int_equal(drive.card.kind, EFFECT_BURY);
	assert_true(drive_shows(&drive, "Nothing is due."));
	assert_true(drive_shows(&drive, "Not again today."));
	drive_close(&drive);
}

static void
review__many_new_cards__ten_a_session(void **state)
{
	static struct deck_card many[40];
	struct drive drive;

	(void)state;
	for (int i = 0; i < 40; i++) {
		many[i] = cards[i % 2];
		many[i].id = i % 2 ? "b" : "a";
	}
	open_cards(&drive, many, 40, false);
	assert_int_equal(app_cards_due(drive.app), 10);
	for (int i = 0; i < 10; i++)
		assert_true(drive_keys(&drive, "Space e"));
	assert_true(drive_shows(&drive, "10 cards: 10 remembered"));
	drive_close(&drive);
}

/* Tab shows four; a frame is frozen first, then plays; a slip of the keys is seen. */
static void
review__typed_and_frame__diff_proposed_and_the_run_plays(void **state)
{
	static const char lesson[] = "tests/lessons/cards.yaml";
	static const struct deck_card kinds[] = {
		{ .lesson = "every-card", .title = "Every card", .id = "c-typed", .rev = 1,
		  .front = "What names it?", .back = "session id | ticket", .kind = CARD_TYPED },
		{ .lesson = "every-card", .title = "Every card", .id = "c-frame", .rev = 1,
		  .front = "What will Ana get?", .back = "401", .from = "the-bet",
		  .kind = CARD_FRAME, .path = lesson, .hook = "The coat burns." },
	};
	struct drive drive;

	(void)state;
	open_cards(&drive, kinds, 2, false);
	assert_true(drive_keys(&drive, "t i k c e t Enter"));
	assert_true(drive_shows(&drive, "Meant: ti")); /* the answer that is nearest */
	assert_true(drive_shows(&drive, "A slip of the keys"));
	assert_false(drive_shows(&drive, "e easy"));
	assert_true(drive_keys(&drive, "Tab"));
	assert_true(drive_shows(&drive, "e easy: "));
	assert_true(drive_keys(&drive, "h"));
	assert_int_equal(drive.card.rating, RATING_HARD);
	assert_true(drive_shows(&drive, "your bet first"));
	assert_true(drive_shows(&drive, "What will Ana get?"));
	assert_false(drive_shows(&drive, "401"));
	assert_true(drive_keys(&drive, "["));
	assert_true(drive_keys(&drive, "Space"));
	assert_false(drive_shows(&drive, "your bet first"));
	assert_int_equal(app_wait_ms(drive.app) > 0, 1);
	for (int i = 0; i < 200 && app_wait_ms(drive.app) > 0; i++)
		drive_tick(&drive, 100000000);
	assert_int_equal(app_wait_ms(drive.app), -1); /* it has played to its end */
	assert_true(drive_shows(&drive, "nowhere: it was in s1's memory"));
	assert_true(drive_shows(&drive, "The coat burns."));
	assert_true(drive_keys(&drive, "."));
	assert_int_equal(app_wait_ms(drive.app) > 0, 1);
	assert_true(drive_keys(&drive, "1"));
	assert_int_equal(drive.card.rating, RATING_AGAIN);
	drive_close(&drive);
}

static void
review__practice__no_date_moves_and_undo_ends_it(void **state)
{
	struct drive drive;
	struct deck_card later[2] = { cards[0], cards[1] };

	(void)state;
	for (int i = 0; i < 2; i++) {
		later[i].card = (struct card){ .state = CARD_REVIEW, .memory = { 10, 5 }, .reps = 3,
			.due_s = NOON_S + 3 * DAY, .due_day = NOON_S / DAY + 3,
			.last_day = NOON_S / DAY + 3 };
	}
	open_cards(&drive, later, 2, false);
	assert_true(drive_shows(&drive, "practises all"));
	assert_true(drive_keys(&drive, "c"));
	assert_true(drive_shows(&drive, "practice, 2 left"));
	assert_true(drive_keys(&drive, "Space 1"));
	assert_int_equal(drive.card.kind, EFFECT_REVIEW);
	assert_false(drive.card.schedules);
	assert_int_equal(drive.card.after.due_s, NOON_S + 3 * DAY);
	assert_true(drive_shows(&drive, "practice, 1 left"));
	assert_true(drive_keys(&drive, "u"));
	assert_int_equal(drive.card.kind, EFFECT_UNGRADE);
	assert_true(drive_shows(&drive, "practice, 2 left"));
	assert_true(drive_keys(&drive, "2 Space 2"));
	assert_true(drive_shows(&drive, "2 cards: 2 remembered"));
	drive_close(&drive);
}

static void
review__forgotten_four_times__opens_its_lesson_step(void **state)
{
	struct drive drive;
	struct deck_card leech = cards[0];

	(void)state;
	leech.lesson = "ticket-badge-or-coat";
	leech.from = "the-crash";
	leech.card = (struct card){ .state = CARD_REVIEW, .memory = { 3, 9 }, .reps = 9,
		.lapses = 3, .due_s = NOON_S - DAY, .due_day = NOON_S / DAY - 1,
		.last_day = NOON_S / DAY - 5 };
	open_cards(&drive, &leech, 1, false);
	assert_true(drive_keys(&drive, "Space 1"));
	assert_true(drive_shows(&drive, "Four times forgotten: that is the card's fault."));
	assert_true(drive_keys(&drive, "o"));
	assert_string_equal(app_screen(drive.app), "player");
	assert_string_equal(drive_step(&drive), "the-crash");
	drive_close(&drive);
}

/* The driver sends the deck once more when a grade was not kept: another window was first. */
static void
review__answered_in_another_window__next_card_and_nothing_counted(void **state)
{
	struct deck_card now[3] = { cards[0], cards[1], cards[2] };
	struct effects effects;
	struct drive drive;

	(void)state;
	open_cards(&drive, cards, 3, false);
	assert_true(drive_keys(&drive, "Space 2"));
	now[0].card = (struct card){ .state = CARD_REVIEW, .memory = { 10, 5 }, .reps = 1,
		.due_s = NOON_S + 10 * DAY, .due_day = NOON_S / DAY + 10,
		.last_day = NOON_S / DAY };
	app_step(drive.app, &(struct input){ .kind = INPUT_DECK, .deck = now, .deck_count = 3,
		.now = { NOON_S, 0 }, .newest_s = INT64_MIN }, &effects);
	assert_true(drive_shows(&drive, "Answered in your other window a moment ago."));
	assert_false(drive_shows(&drive, "Front a?"));
	assert_true(drive_keys(&drive, "u"));
	assert_true(drive_shows(&drive, "Nothing was graded"));
	drive_close(&drive);
}

static void
review__clock_set_back_or_text_rewritten__said(void **state)
{
	struct drive drive;
	struct deck_card card = cards[0];

	(void)state;
	card.rewritten = true;
	card.seen_s = NOON_S - 9 * DAY;
	open_cards(&drive, &card, 1, false);
	assert_true(drive_shows(&drive, "This card was rewritten since 2026-01-06."));
	assert_true(drive_keys(&drive, "q"));
	drive.newest_s = NOON_S + 3 * DAY;
	assert_true(drive_keys(&drive, "r"));
	assert_true(drive_shows(&drive, "The clock is 3 days behind your last review."));
	drive_close(&drive);
}

static void
review__plain__by_lines(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "review",
		.lesson = DRIVE_LESSON_1, .plain = true }));
	drive.deck = cards;
	drive.deck_count = 3;
	drive.now = (struct moment){ NOON_S, 0 };
	drive_line(&drive, "q");
	drive_line(&drive, "r");
	assert_non_null(strstr(drive_said(&drive), "3 due. Front a?"));
	drive_line(&drive, "");
	assert_non_null(strstr(drive_said(&drive), "1 forgot: 1 minute"));
	drive_line(&drive, "1");
	assert_int_equal(drive.card.rating, RATING_AGAIN);
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(review__new_card__front_then_back_then_two_grades),
		cmocka_unit_test(review__siblings__apart_and_a_cloze_opens),
		cmocka_unit_test(review__forgotten__again_after_its_minute_and_undone_all_the_way),
		cmocka_unit_test(review__not_due_buried_or_none__says_when),
		cmocka_unit_test(review__many_new_cards__ten_a_session),
		cmocka_unit_test(review__typed_and_frame__diff_proposed_and_the_run_plays),
		cmocka_unit_test(review__practice__no_date_moves_and_undo_ends_it),
		cmocka_unit_test(review__forgotten_four_times__opens_its_lesson_step),
		cmocka_unit_test(review__answered_in_another_window__next_card_and_nothing_counted),
		cmocka_unit_test(review__clock_set_back_or_text_rewritten__said),
		cmocka_unit_test(review__plain__by_lines),
	};

	return cmocka_run_group_tests_name("app/review", tests, NULL, NULL);
}
