/* Records joined: twice is once, the order of two machines does not matter, and dates come from all
 * reviews. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <string.h>

#include "app/cards.h"
#include "base/file.h"
#include "base/str.h"
#include "journal/journal.h"

#define NOON_S 1768478400
#define DAY_S 86400

struct two {
	char *folder;
	struct journal *one, *other;
};

static struct journal *
open_at(const char *folder, const char *name)
{
	struct str path = STR_INIT;
	struct journal *journal;

	str_printf(&path, "%s/%s.db", folder, name);
	journal = journal_open(path.text, NOON_S);
	str_release(&path);
	if (journal_state(journal) == JOURNAL_NOT_BUILT)
		skip();
	assert_int_equal(journal_state(journal), JOURNAL_KEEPS);
	return journal;
}

static struct two
two_records(void)
{
	struct two two = { .folder = test_make_folder() };

	two.one = open_at(two.folder, "one");
	two.other = open_at(two.folder, "other");
	return two;
}

static void
leave(struct two *two)
{
	journal_close(two->one);
	journal_close(two->other);
	test_remove_folder(two->folder);
}

static void
grade(struct journal *journal, const char *id, int64_t at_s, enum rating rating)
{
	struct card_key key = { "lesson", id };
	struct review_kept review = { .key = key, .at = { at_s, 0 }, .rating = rating,
		.source = "review", .schedules = true, .text_rev = 1, .retention = .9,
		.day_start_s = 14400, .seed = 5 };
	struct card before, after;

	journal_card(journal, key, &before);
	after = cards_replay(NULL, &review, &before);
	assert_int_equal(journal_review(journal, &review, &before, &after), JOURNAL_DONE);
}

static void
merge(struct journal *into, struct journal *from, struct journal_merge *tally)
{
	struct str text = STR_INIT;

	assert_true(journal_export(from, &text));
	if (!journal_import(into, text.text, text.length, cards_replay, NULL, tally))
		fail_msg("%s", tally->problem.text);
	str_release(&tally->problem);
	str_release(&text);
}

static char *
exported(struct journal *journal)
{
	struct str text = STR_INIT;

	assert_true(journal_export(journal, &text));
	return str_detach(&text);
}

static void
import__own_file_and_twice__changes_nothing(void **state)
{
	struct two two = two_records();
	struct journal_merge tally;
	char *before, *after;

	(void)state;
	grade(two.one, "a", NOON_S, RATING_GOOD);
	grade(two.one, "a", NOON_S, RATING_GOOD); /* twice in one second: two reviews */
	assert_true(journal_set_note(two.one, "lesson", "s1", "mine",
	    (struct moment){ NOON_S, 0 }));
	merge(two.other, two.one, &tally);
	assert_int_equal(tally.reviews, 2);
	assert_int_equal(tally.notes, 1);
	assert_int_equal(tally.replayed, 1);
	before = exported(two.one);
	after = exported(two.other);
	assert_string_equal(before, after);
	mem_free(after);
	merge(two.other, two.one, &tally);
	assert_int_equal(tally.reviews + tally.notes + tally.others + tally.replayed, 0);
	merge(two.one, two.one, &tally);
	assert_int_equal(tally.reviews + tally.notes + tally.others + tally.replayed, 0);
	after = exported(two.one);
	assert_string_equal(before, after);
	mem_free(before);
	mem_free(after);
	leave(&two);
}

static void
same_card(struct journal *one, struct journal *other, const char *id)
{
	struct card a, b;

	assert_true(journal_card(one, (struct card_key){ "lesson", id }, &a));
	assert_true(journal_card(other, (struct card_key){ "lesson", id }, &b));
	assert_int_equal(a.state, b.state);
	assert_int_equal(a.due_s, b.due_s);
	assert_int_equal(a.reps, b.reps);
	assert_same_double(a.memory.stability, b.memory.stability);
	assert_same_double(a.memory.difficulty, b.memory.difficulty);
}

/* Reviews at random on two machines, each joined to the other: both stand where one machine would
 * with all of them in their order. */
static void
import__two_machines_each_way__stand_alike(void **state)
{
	(void)state;
	GEN_CASES(gen, 12) {
		struct two two = two_records();
		struct journal *all = open_at(two.folder, "all");
		struct journal_merge tally;
		int64_t at_s = NOON_S;

		for (int i = 0; i < 40; i++) {
			const char *id = gen_below(&gen, 2) ? "a" : "b";
			enum rating rating = (enum rating)(1 + gen_below(&gen, 4));

			at_s += 60 + (int64_t)gen_below(&gen, 9 * DAY_S);
			grade(gen_below(&gen, 2) || i < 2 ? two.one : two.other, id, at_s, rating);
			grade(all, id, at_s, rating);
		}
		merge(two.other, two.one, &tally);
		merge(two.one, two.other, &tally);
		for (const char *id = "ab"; *id; id++) {
			char name[2] = { *id, 0 };
			struct card card;

			if (!journal_card(all, (struct card_key){ "lesson", name }, &card))
				continue;
			same_card(two.one, all, name);
			same_card(two.other, all, name);
		}
		journal_close(all);
		leave(&two);
	}
}

/* A clock that was set back changes no order: a replay goes as the reviews came. */
static void
import__clock_set_back_between_reviews__replayed_as_they_came(void **state)
{
	(void)state;
	GEN_CASES(gen, 10) {
		struct two two = two_records();
		struct journal_merge tally;
		int64_t at_s = NOON_S;

		for (int i = 0; i < 12; i++) {
			at_s += 3600 + (int64_t)gen_below(&gen, 6 * DAY_S);
			if (gen_below(&gen, 3) == 0)
				at_s -= 5 * DAY_S;
			grade(two.one, "a", at_s, (enum rating)(1 + gen_below(&gen, 4)));
		}
		merge(two.other, two.one, &tally);
		same_card(two.one, two.other, "a");
		leave(&two);
	}
}

static void
import__undone_elsewhere__undone_here_and_notes_joined(void **state)
{
	struct two two = two_records();
	const char *lesson, *id;
	struct journal_merge tally;
	struct card card;

	(void)state;
	grade(two.one, "a", NOON_S, RATING_GOOD);
	merge(two.other, two.one, &tally);
	assert_int_equal(journal_undo_review(two.one, 0, &lesson, &id, &card), JOURNAL_DONE);
	assert_true(journal_set_note(two.one, "l", "s", "older", (struct moment){ NOON_S, 0 }));
	assert_true(journal_set_note(two.other, "l", "s", "newer",
	    (struct moment){ NOON_S + 9, 0 }));
	merge(two.other, two.one, &tally);
	assert_true(journal_card(two.other, (struct card_key){ "lesson", "a" }, &card));
	assert_int_equal(card.state, CARD_NEW);
	assert_string_equal(journal_note(two.other, "l", "s"), "newer / older");
	merge(two.other, two.one, &tally);
	assert_string_equal(journal_note(two.other, "l", "s"), "newer / older");
	merge(two.one, two.other, &tally);
	assert_string_equal(journal_note(two.one, "l", "s"), "newer / older");
	leave(&two);
}

static void
import__what_is_no_record__refused_whole_with_its_place(void **state)
{
	static const struct {
		const char *text, *problem;
	} bad[] = {
		{ "", "1:1: an object is expected here" },
		{ "{}", "1:3: it has no \"record\"" },
		{ "{\"record\":2,\"note\":[{\"lesson\":\"l\"}]}", "a row lacks some" },
		{ "{\"record\":2,\"note\":[{\"lesson\":\"l\\u001b[2J\"}]}", "a control character" },
		{ "{\"record\":2,\"note\":[{\"lesson\":\"l\",\"step\":\"s\",\"text\":\"t\","
		  "\"at_s\":5},"
		  "{\"lesson\":7}]}", "a text is expected" },
		{ "{\"record\":2,\"review\":[{\"lesson\":\"l\",\"id\":\"c\",\"at_s\":5,"
		  "\"offset_s\":0,"
		  "\"rating\":9}]}", "out of range" },
		{ "{\"record\":2,\"answer\":[{\"session\":\"no\",\"lesson\":\"l\",\"item\":\"i\","
		  "\"seed\":0,\"option\":1,\"given\":\"\",\"sure\":\"\",\"right\":0,\"counts\":1,"
		  "\"took_ms\":0,\"at_s\":5,\"offset_s\":0,\"undone\":0}]}", "has to come before" },
	};
	struct two two = two_records();
	char *before = exported(two.one), *after;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct journal_merge tally;

		assert_false(journal_import(two.one, bad[i].text, strlen(bad[i].text), cards_replay,
		    NULL, &tally));
		if (!strstr(tally.problem.text, bad[i].problem))
			fail_msg("%s, not %s", tally.problem.text, bad[i].problem);
		str_release(&tally.problem);
		after = exported(two.one);
		assert_string_equal(before, after);
		mem_free(after);
	}
	mem_free(before);
	leave(&two);
}

static void
forget__one_lesson_then_all__gone_from_the_file_too(void **state)
{
	struct two two = two_records();
	uint32_t reviews, answers, notes;
	struct str bytes = STR_INIT;
	char *text, *read;
	size_t length;
	struct arena arena = { 0 };

	(void)state;
	grade(two.one, "a", NOON_S, RATING_GOOD);
	assert_true(journal_set_note(two.one, "lesson", "s", "zebra secret",
	    (struct moment){ NOON_S, 0 }));
	assert_true(journal_set_note(two.one, "other", "s", "stays", (struct moment){ NOON_S, 0 }));
	assert_true(journal_forget(two.one, "lesson"));
	journal_count(two.one, NULL, &reviews, &answers, &notes);
	assert_int_equal(reviews, 0);
	assert_int_equal(notes, 1);
	text = exported(two.one);
	assert_null(strstr(text, "zebra"));
	assert_non_null(strstr(text, "stays"));
	mem_free(text);
	assert_int_equal(file_read(&arena, journal_path(two.one), 1 << 24, &read, &length), 0);
	for (size_t i = 0; i + 5 <= length; i++)
		assert_false(memcmp(read + i, "zebra", 5) == 0);
	assert_true(journal_forget(two.one, NULL));
	journal_count(two.one, NULL, &reviews, &answers, &notes);
	assert_int_equal(reviews + answers + notes, 0);
	str_release(&bytes);
	arena_release(&arena);
	leave(&two);
}

static void
made_card__missed_again__one_card_and_a_newer_text_comes(void **state)
{
	struct two two = two_records();
	struct card_made made = { .key = { "lesson", MADE_PREFIX "q1" }, .rev = 1, .kind = "basic",
		.step = "s1", .front = "What?", .back = "That.", .source = "lesson",
		.at_s = NOON_S };
	struct deck_card *cards;
	uint32_t count;
	struct arena arena = { 0 };

	(void)state;
	assert_true(journal_make_card(two.one, &made));
	made.front = "Another wording?";
	assert_true(journal_make_card(two.one, &made));
	cards_of_shelf(two.one, NULL, 0, &arena, &cards, &count);
	assert_int_equal(count, 1);
	assert_string_equal(cards[0].front, "What?");
	assert_true(cards[0].made);
	grade(two.one, MADE_PREFIX "q1", NOON_S, RATING_GOOD);
	made.rev = 2;
	made.front = "The question as it is now?";
	assert_true(journal_make_card(two.one, &made));
	cards_of_shelf(two.one, NULL, 0, &arena, &cards, &count);
	assert_int_equal(count, 1);
	assert_string_equal(cards[0].front, made.front);
	assert_true(cards[0].rewritten); /* its dates start anew, what was said of it stays */
	assert_int_equal(cards[0].card.state, CARD_NEW);
	assert_int_equal(cards[0].card.reps, 1);
	arena_release(&arena);
	leave(&two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(import__own_file_and_twice__changes_nothing),
		cmocka_unit_test(import__two_machines_each_way__stand_alike),
		cmocka_unit_test(import__clock_set_back_between_reviews__replayed_as_they_came),
		cmocka_unit_test(import__undone_elsewhere__undone_here_and_notes_joined),
		cmocka_unit_test(import__what_is_no_record__refused_whole_with_its_place),
		cmocka_unit_test(forget__one_lesson_then_all__gone_from_the_file_too),
		cmocka_unit_test(made_card__missed_again__one_card_and_a_newer_text_comes),
	};

	return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
