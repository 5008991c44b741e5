/* The list of challenges: found in all lessons, opened, solved, kept, and there again. */
#include "lib/assert.h"
#include "lib/drive.h"

#include <string.h>

#include "app/challenges.h"
#include "base/file.h"
#include "journal/journal.h"

#define SHOP "lessons/90-break-the-shop.yaml"
#define CRASH "lessons/02-cart-and-crash.yaml"
#define NOW_S 1768478400

static const struct shelf_entry shelf[] = {
	{ .path = CRASH, .id = "cart-and-crash", .title = "The cart and the crash" },
	{ .path = SHOP, .id = "break-the-shop", .title = "Break the shop" },
};

static void
challenges__shelf__every_challenge_with_goal_and_par(void **state)
{
	struct arena arena = { 0 };
	struct challenge_line *lines;
	uint32_t count;
	bool several;
	int row;

	(void)state;
	challenges_of_shelf(NULL, shelf, 2, &arena, &lines, &count);
	assert_int_equal(count, 13);
	assert_string_equal(lines[0].step, "save-the-cart");
	assert_int_equal(lines[0].par, 2);
	assert_string_equal(lines[1].name, "lose a cart");
	assert_string_equal(lines[1].goal, "Lose Ana's cart with one fault. Nobody may touch Ana.");
	assert_int_equal(lines[1].best, 0);
	row = challenges_find(lines, count, "dear-wire", &several);
	assert_true(row > 0);
	assert_int_equal(challenges_find(lines, count, "c-dear-wire", &several), row);
	assert_int_equal(challenges_find(lines, count, "dear wire", &several), row);
	assert_int_equal(challenges_find(lines, count, "2", &several), 1);
	assert_int_equal(challenges_find(lines, count, "0", &several), -1);
	assert_int_equal(challenges_find(lines, count, "14", &several), -1);
	assert_int_equal(challenges_find(lines, count, "dear", &several), -1);
	assert_string_equal(challenges_nearest(lines, count, "dear-wires"), "dear-wire");
	arena_release(&arena);
	/* the same lesson twice: a name is no longer one */
	challenges_of_shelf(NULL, (struct shelf_entry[]){ shelf[1], shelf[1] }, 2, &arena, &lines,
	    &count);
	assert_int_equal(challenges_find(lines, count, "dear-wire", &several), -1);
	assert_true(several);
	arena_release(&arena);
}

static void
challenges__keys__opened_solved_and_back_in_the_list(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "home", .lesson = CRASH,
		.second = SHOP }));
	assert_true(drive_keys(&drive, "Esc"));
	drive_close(&drive);
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "challenges",
		.lesson = CRASH, .second = SHOP }));
	assert_string_equal(app_screen(drive.app), "challenges");
	assert_true(drive_shows(&drive, "0 of 13 solved"));
	assert_true(drive_shows(&drive, "lose a cart"));
	assert_true(drive_keys(&drive, "1 2")); /* one number of two digits */
	assert_true(drive_shows(&drive, "Make a server that is up and well"));
	assert_true(drive_keys(&drive, "Up 2 Enter"));
	assert_string_equal(drive_step(&drive), "c-lose-a-cart");
	assert_true(drive_shows(&drive, "challenge 2 of 13"));
	assert_true(drive_shows(&drive, "q list"));
	assert_true(drive_keys(&drive, "} } } } Right x c"));
	assert_int_equal(drive_player(&drive)->goal, 1);
	assert_string_equal(drive.solved, "challenge:c-lose-a-cart 1");
	assert_true(strlen(drive.solved_code) >= 15);
	assert_int_equal(drive.answers, 1);
	assert_int_equal(drive.places, 0); /* where one is in the lesson stays */
	/* solved again, no better: nothing more is kept */
	assert_true(drive_keys(&drive, "u x c"));
	assert_int_equal(drive.answers, 1);
	assert_true(drive_keys(&drive, "q"));
	assert_string_equal(app_screen(drive.app), "challenges");
	assert_true(drive_shows(&drive, "1 of 13 solved"));
	assert_true(drive_shows(&drive, "You did it in 1: fewer cannot do it"));
	assert_true(drive_keys(&drive, "q"));
	assert_string_equal(app_screen(drive.app), "home");
	drive_close(&drive);
}

static void
challenges__more_changes_then_fewer__the_better_is_kept_too(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .lesson = SHOP,
		.step = "c-lose-a-cart" }));
	assert_true(drive_keys(&drive, "x a } } } } Right x c"));
	assert_int_equal(drive_player(&drive)->goal, 1);
	assert_string_equal(drive.solved, "challenge:c-lose-a-cart 2");
	assert_true(drive_keys(&drive, "u u } } } } Right x c"));
	assert_string_equal(drive.solved, "challenge:c-lose-a-cart 1");
	assert_int_equal(drive.answers, 2);
	/* in a lesson's walk the list knows it, and Space at its end goes on in the lesson */
	assert_true(drive_keys(&drive, "C"));
	assert_true(drive_shows(&drive, "solved in 1"));
	assert_true(drive_keys(&drive, "q : e n d Enter Space"));
	assert_string_equal(drive_step(&drive), "c-lose-what-she-carries");
	drive_close(&drive);
}

static void
challenges__plain__said_whole_and_state_after_each_change(void **state)
{
	struct drive drive;

	(void)state;
	assert_true(drive_open(&drive, &(struct drive_setup){ .start = "challenges",
		.lesson = SHOP, .plain = true }));
	assert_non_null(strstr(drive_said(&drive), "  1  lose a cart: Lose Ana's cart with one"));
	drive_line(&drive, "12");
	assert_non_null(strstr(drive_said(&drive), "> 12  nothing happened"));
	drive_line(&drive, "1");
	drive_line(&drive, "");
	assert_non_null(strstr(drive_said(&drive), "Challenge 1 of 12: par 1."));
	drive_line(&drive, "x");
	drive_line(&drive, "c");
	assert_non_null(strstr(drive_said(&drive), "Not yet."));
	drive_line(&drive, "u");
	for (int i = 0; i < 4; i++)
		drive_line(&drive, "}");
	drive_line(&drive, "l");
	drive_line(&drive, "x");
	(void)drive_said(&drive);
	drive_line(&drive, "c");
	assert_non_null(strstr(drive_said(&drive), "DONE in 1 change: fewer cannot do it."));
	drive_line(&drive, "q");
	assert_non_null(strstr(drive_said(&drive), "1, solved in 1."));
	drive_close(&drive);
}

static struct journal *
open_journal(const char *path)
{
	struct journal *journal = journal_open(path, NOW_S);

	if (journal_state(journal) == JOURNAL_NOT_BUILT)
		skip();
	assert_int_equal(journal_state(journal), JOURNAL_KEEPS);
	return journal;
}

static void
keep(struct journal *journal, const char *session, int moves, const char *code, int64_t at_s)
{
	assert_true(journal_answer(journal, &(struct answer_kept){ .session = session,
		.lesson = "break-the-shop", .item = "challenge:c-idle-hands", .option = moves,
		.given = code, .right = true, .at = { at_s, 0 } }));
}

static void
assert_best(struct journal *journal, uint32_t best, const char *code)
{
	struct arena arena = { 0 };
	struct challenge_line *lines;
	uint32_t count;
	bool several;
	int row;

	challenges_of_shelf(journal, shelf, 2, &arena, &lines, &count);
	row = challenges_find(lines, count, "idle-hands", &several);
	assert_true(row >= 0);
	assert_int_equal(lines[row].best, best);
	if (code)
		assert_string_equal(lines[row].code, code);
	assert_int_equal(lines[row - 1].best, 0);
	arena_release(&arena);
}

static void
challenges__record__fewest_changes_come_back_and_merge(void **state)
{
	char *folder = test_make_folder();
	struct str path = STR_INIT, other_path = STR_INIT, text = STR_INIT;
	struct journal_merge merge;
	struct journal *journal, *other;
	const char *session;

	(void)state;
	str_printf(&path, "%s/a.db", folder);
	str_printf(&other_path, "%s/b.db", folder);
	journal = open_journal(path.text);
	session = journal_session_begin(journal, "learn", "break-the-shop", 0,
	    (struct moment){ NOW_S, 0 });
	keep(journal, session, 4, "AAAA", NOW_S);
	keep(journal, session, 3, "BBBB", NOW_S + 1);
	keep(journal, session, 5, "CCCC", NOW_S + 2);
	journal_close(journal);
	journal = open_journal(path.text); /* another day */
	assert_best(journal, 3, "BBBB");
	other = open_journal(other_path.text);
	session = journal_session_begin(other, "learn", "break-the-shop", 0,
	    (struct moment){ NOW_S + 9, 0 });
	keep(other, session, 2, "DDDD", NOW_S + 9);
	assert_true(journal_export(journal, &text));
	memset(&merge, 0, sizeof merge);
	str_init(&merge.problem);
	assert_true(journal_import(other, text.text, text.length, NULL, NULL, &merge));
	assert_int_equal(merge.answers, 3);
	assert_best(other, 2, "DDDD");
	str_release(&merge.problem);
	/* and away with the lesson */
	assert_true(journal_forget(other, "break-the-shop"));
	assert_best(other, 0, NULL);
	journal_close(other);
	journal_close(journal);
	str_release(&path);
	str_release(&other_path);
	str_release(&text);
	test_remove_folder(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(challenges__shelf__every_challenge_with_goal_and_par),
		cmocka_unit_test(challenges__keys__opened_solved_and_back_in_the_list),
		cmocka_unit_test(challenges__more_changes_then_fewer__the_better_is_kept_too),
		cmocka_unit_test(challenges__plain__said_whole_and_state_after_each_change),
		cmocka_unit_test(challenges__record__fewest_changes_come_back_and_merge),
	};

	return cmocka_run_group_tests_name("app/challenges", tests, NULL, NULL);
}
