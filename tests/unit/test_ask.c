/* The dialogue as a page: keys, what is closed, what is said, the end, going on another day. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <string.h>

#include "app/ask.h"

static void
open_ask(struct drive *drive, int rows, int cols, bool ascii, bool plain)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .start = "ask",
		.lesson = DRIVE_LESSON_1, .rows = rows, .cols = cols, .ascii = ascii,
		.plain = plain }));
	assert_string_equal(app_screen(drive->app), "ask");
}

static void
type(struct drive *drive, const char *text)
{
	for (const char *c = text; *c; c++)
		drive_key(drive, (unsigned char)*c);
	drive_key(drive, KEY_ENTER_);
}

static const char *
node(struct drive *drive)
{
	return talk_node(&drive->app->ask->talk)->id;
}

static void
ask__first_question__nothing_drawn_answers_it(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	assert_true(drive_shows(&drive, "Where are the book and the pen at this very moment?"));
	assert_true(drive_shows(&drive, "your bet first"));
	assert_false(drive_shows(&drive, "A:book"));
	assert_false(drive_shows(&drive, "no sessions"));
	assert_false(drive_shows(&drive, "srv=s1")); /* nor what she carries */
	assert_true(drive_shows(&drive, "Enter say it"));
	type(&drive, "s1");
	assert_true(drive_shows(&drive, "A:book,pen"));
	assert_true(drive_shows(&drive, "in s1's memory"));
	assert_int_equal(drive.answers, 1);
	drive_close(&drive);
}

/* Letters are text, also those that are keys elsewhere; the question mark alone is help. */
static void
ask__typing__letters_are_text(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	assert_true(drive_keys(&drive, "q u x 1 Space ? E"));
	assert_true(drive_shows(&drive, "> qux1 ?E"));
	for (int i = 0; i < 9; i++)
		drive_key(&drive, KEY_BACKSPACE_);
	drive_key(&drive, KEY_ENTER_);
	assert_true(drive_shows(&drive, "Nothing typed."));
	assert_int_equal(drive.answers, 0);
	drive_key(&drive, '?');
	assert_string_equal(app_screen(drive.app), "help");
	assert_true(drive_keys(&drive, "q Esc"));
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

static void
ask__belief__a_smaller_question_and_back(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	type(&drive, "in the databse");
	assert_string_equal(node(&drive), "r-database");
	assert_int_equal(drive.beliefs, 1); /* the tutor's record hears of it */
	assert_true(drive_shows(&drive, "question 1, smaller"));
	assert_true(drive_shows(&drive, "in the databse")); /* what was said stays in view */
	assert_true(drive_keys(&drive, "1"));
	assert_true(drive_shows(&drive, "it asked nobody"));
	assert_true(drive_keys(&drive, "Space"));
	assert_string_equal(node(&drive), "d1");
	drive_close(&drive);
}

static void
ask__hints__one_a_try_and_all_stay_in_view(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	drive_key(&drive, KEY_TAB);
	assert_true(drive_shows(&drive, "Which boxes does this picture have?"));
	drive_key(&drive, KEY_TAB);
	assert_true(drive_shows(&drive, "One box made something for her"));
	drive_key(&drive, KEY_TAB);
	assert_true(drive_shows(&drive, "in the memory of ____"));
	drive_key(&drive, KEY_TAB);
	assert_true(drive_shows(&drive, "a number that names the session"));
	assert_true(drive_keys(&drive, "Space"));
	assert_string_equal(node(&drive), "a1");
	drive_close(&drive);
}

static void
ask__choices__up_goes_back_to_own_words(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	drive_key(&drive, KEY_DOWN_);
	assert_true(drive_shows(&drive, "1  In the memory of s1"));
	assert_true(drive_shows(&drive, "in my own words"));
	drive_key(&drive, KEY_UP_);
	assert_true(drive_shows(&drive, "Enter say it"));
	drive_key(&drive, KEY_DOWN_);
	assert_true(drive_keys(&drive, "1"));
	assert_true(drive_shows(&drive, "in no other place"));
	drive_close(&drive);
}

/* The learner acts, and it goes on from what happened. */
static void
ask__act__runs_and_goes_on_from_what_happened(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	type(&drive, "s1");
	assert_true(drive_keys(&drive, "Space"));
	assert_false(drive_shows(&drive, "DOWN"));
	assert_true(drive_keys(&drive, "2"));
	assert_true(drive_shows(&drive, "She noticed nothing"));
	assert_true(drive_shows(&drive, "s2 \xe2\x9c\x97 DOWN"));
	assert_true(drive_keys(&drive, "Space"));
	assert_string_equal(node(&drive), "a1");
	assert_false(drive_shows(&drive, "DOWN")); /* as it was */
	assert_true(drive_keys(&drive, "1"));
	assert_true(drive_shows(&drive, "s1 \xe2\x9c\x97 DOWN"));
	assert_true(drive_shows(&drive, "She had to log in again"));
	assert_true(drive_keys(&drive, "Space"));
	assert_string_equal(node(&drive), "d2");
	drive_close(&drive);
}

static void
ask__undo__takes_back_answer_by_answer(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	type(&drive, "in the database");
	assert_true(drive_keys(&drive, "1 u"));
	assert_string_equal(node(&drive), "r-database");
	assert_true(drive_keys(&drive, "u"));
	assert_string_equal(node(&drive), "d1");
	assert_int_equal(drive.app->ask->given_count, 0);
	assert_int_equal(drive.app->ask->questions, 1);
	drive_close(&drive);
}

static void
to_the_end(struct drive *drive)
{
	type(drive, "s1");
	assert_true(drive_keys(drive, "Space 1 Space"));
	type(drive, "nothing");
	assert_true(drive_keys(drive, "Space"));
	type(drive, "nothing: its memory is empty");
	assert_true(drive_keys(drive, "Space"));
	type(drive, "in her browser");
	assert_true(drive_keys(drive, "Space"));
	drive_key(drive, KEY_TAB);
	type(drive, "the database");
	assert_true(drive_keys(drive, "Space"));
	type(drive, "s1 had it in memory, in the other she carries it");
	assert_true(drive_keys(drive, "Space"));
}

static void
ask__end__own_sentence_beside_ours_and_how_one_got_there(void **state)
{
	struct drive drive;

	(void)state;
	open_ask(&drive, 40, 120, false, false);
	to_the_end(&drive);
	assert_true(drive_shows(&drive, "YOU   s1 had it in memory, in the other she carries it"));
	assert_true(drive_shows(&drive, "WE    With a session id"));
	assert_true(drive_shows(&drive, "\xe2\x9c\x93 it travels with the request"));
	assert_true(drive_shows(&drive, "\xe2\x97\x8b the key"));
	assert_true(drive_shows(&drive, "6 of the 7 ideas were yours alone."));
	assert_true(drive_shows(&drive, "with a hint     a badge says who you are"));
	assert_int_equal(drive.ended, 1);
	assert_int_equal(drive.answers, 8);
	assert_true(drive_keys(&drive, "!"));
	assert_true(drive_shows(&drive, "\xe2\x9c\x93 the key"));
	assert_true(drive_keys(&drive, "e"));
	assert_non_null(strstr(drive.saved_text.text, "WE    With a session id"));
	assert_true(drive_keys(&drive, "Space"));
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

/* What the record has, answered again, is where one was. */
static void
ask__resumed__stands_where_one_was(void **state)
{
	static const struct ask_given kept[] = {
		{ .node = "d1", .text = "in the database", .option = -1 },
		{ .node = "r-database", .text = "", .option = 0, .right = true },
		{ .node = "gone-since", .text = "x", .option = -1 },
		{ .node = "d1", .text = "", .option = -1 },
		{ .node = "d1", .text = "s1", .option = -1, .right = true },
		{ .node = "a1", .text = "", .option = 0, .right = true },
	};
	struct drive drive;
	struct effects effects;

	(void)state;
	open_ask(&drive, 24, 80, false, false);
	app_step(drive.app, &(struct input){ .kind = INPUT_RESUMED, .given = kept,
		.given_count = 6 }, &effects);
	assert_int_equal(effects.count, 0); /* nothing is kept twice */
	assert_string_equal(node(&drive), "a1");
	assert_int_equal(drive.app->ask->given_count, 5);
	assert_true(drive_shows(&drive, "s1 \xe2\x9c\x97 DOWN"));
	assert_true(drive_shows(&drive, "You are where you were: question 2."));
	drive_close(&drive);
}

static void
ask__every_size__whole_and_sane(void **state)
{
	static const int sizes[][2] = { { 12, 40 }, { 20, 60 }, { 24, 80 }, { 40, 120 } };

	(void)state;
	for (int i = 0; i < 8; i++) {
		struct drive drive;
		bool ascii = i >= 4;

		open_ask(&drive, sizes[i % 4][0], sizes[i % 4][1], ascii, false);
		assert_true(drive_shows(&drive, "moment?"));
		assert_true(drive_shows(&drive, ">"));
		assert_null(drive_insane(&drive));
		assert_false(drive_shows(&drive, "Tab the full map"));
		drive_key(&drive, KEY_TAB);
		type(&drive, "her laptop");
		assert_true(drive_shows(&drive, "What can there be"));
		assert_null(drive_insane(&drive));
		drive_key(&drive, KEY_ESC);
		drive_close(&drive);
	}
}

static void
ask__plain__lines_are_answers(void **state)
{
	struct drive drive;
	const char *said;

	(void)state;
	open_ask(&drive, 24, 80, false, true);
	said = drive_said(&drive);
	assert_non_null(strstr(said, "Design STICKY."));
	assert_non_null(strstr(said, "at this very moment?"));
	assert_null(strstr(said, "A:book"));
	drive_line(&drive, "in her cookie");
	assert_non_null(strstr(drive_said(&drive), "A smaller question"));
	drive_line(&drive, "7");
	assert_non_null(strstr(drive.app->notice.text, "There is no 7: 1 to 2"));
	drive_line(&drive, "2");
	drive_line(&drive, "");
	drive_line(&drive, "c");
	assert_non_null(strstr(drive_said(&drive), "4  In the database"));
	drive_line(&drive, "0");
	assert_non_null(strstr(drive_said(&drive), "Hint: "));
	drive_line(&drive, "u");
	drive_line(&drive, "q");
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

static void
open_lesson(struct drive *drive, const char *lesson, bool plain)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .start = "ask", .lesson = lesson,
		.plain = plain }));
	assert_string_equal(app_screen(drive->app), "ask");
}

/* To the number of lesson 3, past two questions in words. */
static void
open_number(struct drive *drive)
{
	open_lesson(drive, "lessons/03-request-that-says-everything.yaml", false);
	type(drive, "the request should say crime");
	assert_true(drive_keys(drive, "Space"));
	type(drive, "the key and the database");
	assert_true(drive_keys(drive, "Space"));
	assert_string_equal(node(drive), "n1");
}

static void
ask__number__what_the_run_says(void **state)
{
	struct drive drive;

	(void)state;
	open_number(&drive);
	assert_false(drive_shows(&drive, "as choices"));
	type(&drive, "much");
	assert_true(drive_shows(&drive, "A number is asked for"));
	assert_int_equal(drive.answers, 2); /* that was none */
	type(&drive, "199 B"); /* the coat's */
	assert_true(drive_shows(&drive, "That is what a coat takes"));
	assert_true(drive_shows(&drive, "What is in this header"));
	assert_int_equal(drive.answers, 3);
	type(&drive, "160");
	assert_true(drive_shows(&drive, "Yes, as many as before"));
	assert_true(drive_keys(&drive, "Space"));
	assert_string_equal(node(&drive), "d3");
	assert_true(drive_keys(&drive, "Esc"));
	drive_close(&drive);
}

/* Never known: the ladder ends in the telling, and what was told becomes a card, once. */
static void
ask__told__becomes_a_card(void **state)
{
	struct drive drive;

	(void)state;
	open_number(&drive);
	memset(&drive.card, 0, sizeof drive.card);
	drive_key(&drive, KEY_TAB);
	drive_key(&drive, KEY_TAB);
	assert_int_equal(drive.card.kind, EFFECT_NONE);
	drive_key(&drive, KEY_TAB);
	assert_int_equal(drive.card.kind, EFFECT_MAKE_CARD); /* texts until it is drawn */
	assert_string_equal(drive.card.item, "miss-what-a-request-says-n1");
	assert_string_equal(drive.card.source, "ask");
	assert_non_null(strstr(drive.card.front, "Carts are in the database, and Ana carries"));
	assert_non_null(strstr(drive.card.front, "How many bytes does it take"));
	assert_non_null(strstr(drive.card.back, "160, as with an empty cart."));
	assert_true(drive_shows(&drive, "160, as with an empty cart"));
	drive_close(&drive);
	/* said in one's own words it needs none */
	open_ask(&drive, 24, 80, false, false);
	memset(&drive.card, 0, sizeof drive.card);
	type(&drive, "s1");
	assert_int_equal(drive.card.kind, EFFECT_NONE);
	drive_close(&drive);
}

static void
ask__order__kept_in_the_authors_numbers(void **state)
{
	struct drive drive;
	struct ask *ask;
	struct ask_given given[16];
	uint32_t count;
	char shown[16] = "", wrong[16] = "";

	(void)state;
	open_lesson(&drive, "lessons/02-cart-and-crash.yaml", false);
	type(&drive, "by the session id");
	assert_true(drive_keys(&drive, "Space"));
	type(&drive, "her row is in s1");
	assert_true(drive_keys(&drive, "Space 3 Space"));
	type(&drive, "it led her to s1, and kept nothing");
	assert_true(drive_keys(&drive, "Space"));
	assert_string_equal(node(&drive), "o1");
	ask = drive.app->ask;
	/* four rows, and not in their order */
	assert_int_equal(ask_rows(ask), 4);
	assert_true(memcmp(ask->order, ask->sheet.order, 4) != 0);
	for (uint32_t i = 0; i < 4; i++)
		for (uint32_t k = 0; k < 4; k++)
			if (ask->order[k] == ask->sheet.order[i])
				shown[i] = (char)('1' + k);
	for (uint32_t i = 0; i < 4; i++)
		wrong[i] = shown[3 - i];
	type(&drive, "1 2");
	assert_true(drive_shows(&drive, "All of the numbers, each once"));
	type(&drive, wrong);
	assert_true(drive_shows(&drive, "Who is the first that notices anything?"));
	type(&drive, shown);
	assert_true(drive_shows(&drive, "found out by whoever asks s1"));
	/* of another session, whose rows stand otherwise, it is the same answer */
	count = ask->given_count;
	assert_true(count < 16);
	memcpy(given, ask->given, count * sizeof *given);
	for (uint32_t i = 0; i < count; i++) {
		given[i].node = arena_strdup(&drive.arena, given[i].node);
		given[i].text = arena_strdup(&drive.arena, given[i].text ? given[i].text : "");
	}
	for (ask->study_seed = 1; ask->study_seed < 100; ask->study_seed++) {
		(void)ask_resume(ask, given, count - 2); /* open again, and never in its order */
		while (ask->talk.mode == TALK_SAYS)
			ask_on(ask);
		assert_string_equal(node(&drive), "o1");
		assert_true(memcmp(ask->order, ask->sheet.order, 4) != 0);
	}
	ask->study_seed = 99;
	assert_int_equal(ask_resume(ask, given, count), count);
	assert_int_equal(ask->talk.mode, TALK_SAYS);
	assert_string_equal(node(&drive), "o1");
	drive_close(&drive);
}

static void
ask__plain__numbers_and_orders_are_lines(void **state)
{
	struct drive drive;

	(void)state;
	open_lesson(&drive, "lessons/03-request-that-says-everything.yaml", true);
	drive_line(&drive, "");
	assert_non_null(strstr(drive_said(&drive), "Nothing typed."));
	drive_line(&drive, "the request should say crime");
	drive_line(&drive, "");
	drive_line(&drive, "the key and the database");
	drive_line(&drive, "");
	assert_string_equal(node(&drive), "n1");
	drive_line(&drive, "much");
	assert_non_null(strstr(drive_said(&drive), "A number is asked for"));
	drive_line(&drive, "-");
	assert_non_null(strstr(drive_said(&drive), "Hint: What is in this header"));
	drive_line(&drive, "160 B");
	assert_non_null(strstr(drive_said(&drive), "Yes, as many as before"));
	drive_close(&drive);
}

static void
ask__lesson_without_a_dialogue__is_said(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "ask",
		.lesson = "tests/lessons/minimal.yaml" }));
	assert_true(drive_shows(&drive, "has no dialogue"));
	drive_close(&drive);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ask__first_question__nothing_drawn_answers_it),
		cmocka_unit_test(ask__typing__letters_are_text),
		cmocka_unit_test(ask__belief__a_smaller_question_and_back),
		cmocka_unit_test(ask__hints__one_a_try_and_all_stay_in_view),
		cmocka_unit_test(ask__choices__up_goes_back_to_own_words),
		cmocka_unit_test(ask__act__runs_and_goes_on_from_what_happened),
		cmocka_unit_test(ask__undo__takes_back_answer_by_answer),
		cmocka_unit_test(ask__end__own_sentence_beside_ours_and_how_one_got_there),
		cmocka_unit_test(ask__resumed__stands_where_one_was),
		cmocka_unit_test(ask__every_size__whole_and_sane),
		cmocka_unit_test(ask__plain__lines_are_answers),
		cmocka_unit_test(ask__number__what_the_run_says),
		cmocka_unit_test(ask__told__becomes_a_card),
		cmocka_unit_test(ask__order__kept_in_the_authors_numbers),
		cmocka_unit_test(ask__plain__numbers_and_orders_are_lines),
		cmocka_unit_test(ask__lesson_without_a_dialogue__is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
