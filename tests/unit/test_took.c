/* How long an answer took, and what of the record stands on the first page. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <string.h>

#include "app/cards.h"
#include "app/knowledge.h"

#define NOON_S 1768478400
#define DAY_S 86400

static const struct deck_card cards[] = {
	{ .lesson = "one", .title = "One", .id = "a", .front = "Front a?", .back = "Back a.",
	  .from = "s1", .rev = 1 },
	{ .lesson = "one", .title = "One", .id = "b", .front = "Front b?", .back = "Back b.",
	  .from = "s2", .rev = 1 },
};

static void
open_home(struct drive *drive)
{
	assert_true(drive_open(drive, &(struct drive_setup){ .start = "home",
		.lesson = DRIVE_LESSON_1 }));
	drive->deck = cards;
	drive->deck_count = 2;
	drive->now = (struct moment){ NOON_S, 0 };
	drive->clock_ms = 1000;
	assert_true(drive_keys(drive, "2"));
	assert_string_equal(app_screen(drive->app), "home");
}

/* From the front to the grade, help read in between; whoever was away did not think that long. */
static void
took__cards__from_front_to_grade_and_capped(void **state)
{
	struct drive drive;

	(void)state;
	open_home(&drive);
	drive.clock_ms = 5000;
	assert_true(drive_keys(&drive, "r"));
	drive.clock_ms += 3000;
	assert_true(drive_keys(&drive, "Space ? q"));
	drive.clock_ms += 4000;
	assert_true(drive_keys(&drive, "2"));
	assert_int_equal(drive.card.took_ms, 7000);
	drive.clock_ms += 2500;
	assert_true(drive_keys(&drive, "Space 2"));
	assert_int_equal(drive.card.took_ms, 2500);
	assert_true(drive_keys(&drive, "u"));
	drive.clock_ms += 3600000;
	assert_true(drive_keys(&drive, "1"));
	assert_int_equal(drive.card.took_ms, TOOK_MOST_MS);
	drive_close(&drive);
}

/* A bet counts from when it stands there, its second from when the first was made. */
static void
took__bets_of_a_lesson__each_by_itself(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = DRIVE_LESSON_1 }));
	drive.clock_ms = 1000;
	drive_tick(&drive, 1);
	drive.clock_ms = 9000;
	assert_true(drive_keys(&drive, "1"));
	assert_true(drive_player(&drive)->mode == PLAYER_SURE);
	drive.clock_ms = 10000;
	assert_true(drive_keys(&drive, "g"));
	assert_int_equal(drive.answers, 1);
	assert_in_range(drive.answer.took_ms, 9000, 10000);
	drive.clock_ms = 12000;
	assert_true(drive_keys(&drive, "1 g"));
	assert_int_equal(drive.answers, 2);
	assert_int_equal(drive.answer.took_ms, 2000);
	drive_close(&drive);
}

static void
came(struct drive *drive, struct knowledge *knowledge)
{
	struct effects effects;

	app_step(drive->app, &(struct input){ .kind = INPUT_HOME, .now = drive->now,
		.knowledge = knowledge }, &effects);
}

static void
home__after_answers__cards_due_and_the_last_surprise(void **state)
{
	struct knowledge knowledge = { .due_now = 7, .card_seconds = 30, .due = { 7 },
		.surprise = { .lesson = "ticket-badge-or-coat", .step = "second-server",
			.ask = "Who has it?", .chosen = "Both", .why = "Nobody asked." } };
	struct drive drive;

	(void)state;
	open_home(&drive);
	assert_false(drive_shows(&drive, "due"));
	assert_true(drive_keys(&drive, "o"));
	assert_true(drive_shows(&drive, "Nothing has surprised you yet"));
	came(&drive, &knowledge);
	assert_true(drive_keys(&drive, "j"));
	assert_true(drive_shows(&drive, "7 cards due, about 4 minutes   r"));
	assert_true(drive_shows(&drive, "Your last surprise"));
	assert_true(drive_shows(&drive, "Who has it? You were sure: \"Both\". Nobody asked."));
	drive_resize(&drive, 12, 40);
	assert_true(drive_shows(&drive, "7 cards due   r"));
	assert_null(drive_insane(&drive));
	assert_true(drive_keys(&drive, "o"));
	assert_string_equal(drive_step(&drive), "second-server");
	drive_close(&drive);
}

/* What is on the page is asked for again when something was said since. */
static void
home__cards_graded__asks_the_record_again(void **state)
{
	struct drive drive;
	uint32_t before;

	(void)state;
	open_home(&drive);
	before = drive.homes;
	assert_true(drive_keys(&drive, "j k r q"));
	assert_int_equal(drive.homes, before);
	assert_true(drive_keys(&drive, "r Space 2 q"));
	assert_string_equal(app_screen(drive.app), "home");
	assert_int_equal(drive.homes, before + 1);
	drive_close(&drive);
}

static void
me__plus_and_less_than__are_set_in_the_record(void **state)
{
	struct drive drive;
	struct effects effects;
	struct knowledge *knowledge;
	struct schedule schedule;

	(void)state;
	open_home(&drive);
	cards_schedule(NULL, 0, &schedule);
	knowledge = knowledge_make(NULL, NULL, 0, &schedule, drive.now);
	app_step(drive.app, &(struct input){ .kind = INPUT_ME, .now = drive.now,
		.knowledge = knowledge }, &effects);
	assert_string_equal(app_screen(drive.app), "me");
	assert_true(drive_keys(&drive, "+"));
	assert_string_equal(drive.setting.path, CARDS_RETENTION);
	assert_string_equal(drive.setting.text, "91%");
	assert_true(drive_keys(&drive, "-"));
	assert_string_equal(drive.setting.text, "89%");
	assert_true(drive_keys(&drive, "<"));
	assert_string_equal(drive.setting.path, CARDS_DAY_START);
	assert_string_equal(drive.setting.text, "3");
	assert_true(drive_keys(&drive, ">"));
	assert_string_equal(drive.setting.text, "5");
	drive_close(&drive);
}

/* ---- with a record ---- */

static void
review(struct journal *journal, int i, uint32_t took_ms)
{
	struct card before = { 0 }, after;
	struct schedule schedule;
	struct review_kept kept = { .key = { "one", "a" }, .at = { NOON_S + i * 1000, 0 },
		.rating = RATING_GOOD, .text_rev = 1, .source = "review", .schedules = true,
		.retention = .9, .day_start_s = 4 * 3600, .took_ms = took_ms };

	cards_schedule(journal, 0, &schedule);
	(void)journal_card(journal, kept.key, &before);
	after = schedule_review(&schedule, &before, 1, kept.at, kept.rating);
	assert_int_equal(journal_review(journal, &kept, &before, &after), JOURNAL_DONE);
}

/* The one in the middle of those that were measured; a few of them say nothing yet. */
static void
cards__reviews_measured__their_median_is_what_a_card_takes(void **state)
{
	char *folder = test_make_folder();
	struct str path = STR_INIT;
	struct journal *journal;

	(void)state;
	str_printf(&path, "%s/x.db", folder);
	journal = journal_open(path.text, NOON_S);
	if (journal_state(journal) == JOURNAL_NOT_BUILT)
		skip();
	assert_int_equal(cards_seconds(NULL), CARDS_SECONDS);
	for (int i = 0; i < 9; i++)
		review(journal, i, 8000);
	review(journal, 9, 0); /* of a version that did not measure */
	assert_int_equal(cards_seconds(journal), CARDS_SECONDS);
	for (int i = 10; i < 20; i++)
		review(journal, i, i == 15 ? 300000 : 11500);
	assert_int_equal(cards_seconds(journal), 12);
	for (int i = 20; i < 130; i++) /* the newest count */
		review(journal, i, 5000);
	assert_int_equal(cards_seconds(journal), 5);
	assert_int_equal(cards_minutes(7, 30), 4);
	journal_close(journal);
	str_release(&path);
	test_remove_folder(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(took__cards__from_front_to_grade_and_capped),
		cmocka_unit_test(took__bets_of_a_lesson__each_by_itself),
		cmocka_unit_test(home__after_answers__cards_due_and_the_last_surprise),
		cmocka_unit_test(home__cards_graded__asks_the_record_again),
		cmocka_unit_test(me__plus_and_less_than__are_set_in_the_record),
		cmocka_unit_test(cards__reviews_measured__their_median_is_what_a_card_takes),
	};

	return cmocka_run_group_tests_name("app/took", tests, NULL, NULL);
}
