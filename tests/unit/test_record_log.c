/* The log of reviews: the known answers of another FSRS-6, replays after merging, and a program
 * that is killed 200 times. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/cards.h"
#include "base/str.h"
#include "base/units.h"
#include "journal/journal.h"

#define NOON_S 1768478400
#define DAY_S 86400

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

/* ---- known answers, through the record ---- */

struct row {
	char sequence[16];
	double retention, stability;
	int rating;
	int64_t at_s, due_s;
};

/* Rows of the published table that a learner's settings can make: default weights and steps. */
static bool
read_row(const char *line, struct row *row)
{
	char params[16], mode[16], at[32], due[32], state[16], recall[32];
	int max_days, n, elapsed, step, days;
	double difficulty;

	if (sscanf(line, "%15s %15s %lf %15s %d %d %31s %d %d", row->sequence, params,
		&row->retention, mode, &max_days, &n, at, &row->rating, &elapsed) != 9)
		return false;
	if (strcmp(params, "default") != 0 || strcmp(mode, "std") != 0 || max_days != 36500 ||
	    row->retention < .8 || row->retention > .95)
		return false;
	line = strstr(line, at) + strlen(at);
	/* R before is empty for a new card. */
	if (sscanf(line, "\t%*d\t%*d\t%31[^\t]\t%lf\t%lf\t%15s\t%d\t%d\t%31s", recall,
		&row->stability, &difficulty, state, &step, &days, due) != 7 &&
	    sscanf(line, "\t%*d\t%*d\t\t%lf\t%lf\t%15s\t%d\t%d\t%31s", &row->stability,
		&difficulty, state, &step, &days, due) != 6)
		return false;
	assert_true(units_read_date(at, &row->at_s) && units_read_date(due, &row->due_s));
	return true;
}

static void
grade(struct journal *journal, const char *id, int64_t at_s, enum rating rating, double retention)
{
	struct card_key key = { "oracle", id };
	struct review_kept review = { .key = key, .at = { at_s, 0 }, .rating = rating,
		.source = "review", .schedules = true, .text_rev = 1, .retention = retention,
		.day_start_s = 0, .seed = 7, .exact_days = true };
	struct card before, after;

	journal_card(journal, key, &before);
	after = cards_replay(NULL, &review, &before);
	assert_int_equal(journal_review(journal, &review, &before, &after), JOURNAL_DONE);
}

static void
log__known_answers_of_another_fsrs__the_same_cards_due_each_week(void **state)
{
	char *folder = test_make_folder(), *file = test_read_file("tests/fsrs.tsv", NULL);
	struct journal *journal = open_at(folder, "one"), *other = open_at(folder, "other");
	struct journal_merge merge;
	struct str text = STR_INIT;
	struct row row, last[64];
	uint32_t rows = 0, cards = 0;

	(void)state;
	for (char *line = file, *end; *line; line = end + (*end == '\n')) {
		char kept;

		end = line + strcspn(line, "\n");
		kept = *end;
		*end = 0;
		if (line[0] != '#' && read_row(line, &row)) {
			struct card card;

			grade(journal, row.sequence, row.at_s, (enum rating)row.rating,
			    row.retention);
			assert_true(journal_card(journal,
			    (struct card_key){ "oracle", row.sequence }, &card));
			assert_int_equal(card.due_s, row.due_s);
			assert_near(card.memory.stability / row.stability, 1, 1e-5);
			if (cards == 0 || strcmp(last[cards - 1].sequence, row.sequence) != 0)
				cards++;
			last[cards - 1] = row;
			rows++;
		}
		*end = kept;
	}
	assert_int_equal(rows, 83);
	assert_int_equal(cards, 14);
	/* The log alone, on another machine: every week has the cards that the table says. */
	assert_true(journal_export(journal, &text));
	assert_true(journal_import(other, text.text, text.length, cards_replay, NULL, &merge));
	str_release(&merge.problem);
	for (int week = 0; week < 60; week++) {
		int64_t from_s = 1767571200 + (int64_t)week * 7 * DAY_S; /* 5 January 2026 */

		for (uint32_t i = 0; i < cards; i++) {
			struct card card;
			bool theirs = last[i].due_s >= from_s && last[i].due_s < from_s + 7 * DAY_S;

			assert_true(journal_card(other,
			    (struct card_key){ "oracle", last[i].sequence }, &card));
			assert_int_equal(card.due_s >= from_s && card.due_s < from_s + 7 * DAY_S,
			    theirs);
		}
	}
	str_release(&text);
	free(file);
	journal_close(journal);
	journal_close(other);
	test_remove_folder(folder);
}

/* ---- killed ---- */

/* Grades a card, writes a note, again and again; a byte into the pipe after each that was kept. */
static void
say_for_ever(const char *folder, int acknowledge)
{
	struct str path = STR_INIT, text = STR_INIT;
	struct journal *journal;
	int64_t at_s;

	str_printf(&path, "%s/one.db", folder);
	journal = journal_open(path.text, NOON_S);
	for (;;) {
		const char *id;

		at_s = journal_newest_s(journal);
		at_s = at_s < NOON_S ? NOON_S : at_s + 3600;
		id = at_s / 3600 % 3 == 0 ? "a" : at_s / 3600 % 3 == 1 ? "b" : "c";
		grade(journal, id, at_s, at_s / 3600 % 5 == 0 ? RATING_AGAIN : RATING_GOOD, .9);
		if (write(acknowledge, "r", 1) != 1)
			_exit(1);
		str_clear(&text);
		str_printf(&text, "%lld", (long long)at_s);
		if (!journal_set_note(journal, "oracle", "step", text.text,
			(struct moment){ at_s, 0 }) ||
		    write(acknowledge, "n", 1) != 1)
			_exit(1);
	}
}

struct replayed {
	struct card cards[3];
	uint32_t count;
};

static bool
replay_one(void *self, const struct review_kept *review)
{
	struct replayed *all = self;
	struct card *card = &all->cards[review->key.card[0] - 'a'];

	*card = cards_replay(NULL, review, card);
	all->count++;
	return true;
}

/* Every grade that was acknowledged is there, its note not older than the last one said, and each
 * card stands where its log leads. */
static void
look_after(const char *folder, uint32_t acknowledged, uint32_t kills)
{
	struct journal *journal = open_at(folder, "one");
	struct replayed all = { .count = 0 };
	const char *note;
	int64_t noted;

	journal_reviews(journal, replay_one, &all);
	assert_true(all.count >= acknowledged && all.count <= acknowledged + kills);
	for (int i = 0; i < 3; i++) {
		char id[2] = { (char)('a' + i), 0 };
		struct card card;

		(void)journal_card(journal, (struct card_key){ "oracle", id }, &card);
		assert_int_equal(card.due_s, all.cards[i].due_s);
		assert_int_equal(card.reps, all.cards[i].reps);
		assert_same_double(card.memory.stability, all.cards[i].memory.stability);
	}
	note = journal_note(journal, "oracle", "step");
	noted = note ? strtoll(note, NULL, 10) : 0;
	if (acknowledged > 1) /* a note follows each grade */
		assert_true(noted >= NOON_S + (int64_t)(acknowledged - 2) * 3600);
	journal_close(journal);
}

static void
killed_200_times__grades_and_notes__none_lost_and_cards_as_replayed(void **state)
{
	char *folder = test_make_folder();
	uint32_t acknowledged = 0;

	(void)state;
	journal_close(open_at(folder, "one"));
	GEN_CASES(gen, 200) {
		int ends[2];
		char bytes[4096];
		ssize_t got;
		pid_t child;

		assert_int_equal(pipe(ends), 0);
		child = fork();
		if (child == 0) {
			close(ends[0]);
			say_for_ever(folder, ends[1]);
		}
		close(ends[1]);
		usleep((useconds_t)gen_below(&gen, 8000));
		kill(child, SIGKILL);
		while ((got = read(ends[0], bytes, sizeof bytes)) > 0)
			for (ssize_t i = 0; i < got; i++)
				acknowledged += bytes[i] == 'r';
		close(ends[0]);
		waitpid(child, NULL, 0);
		if (gen.index % 20 == 19 || gen.index + 1 == gen.cases)
			look_after(folder, acknowledged, gen.index + 1);
	}
	assert_true(acknowledged > 0);
	test_remove_folder(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log__known_answers_of_another_fsrs__the_same_cards_due_each_week),
		cmocka_unit_test(
		    killed_200_times__grades_and_notes__none_lost_and_cards_as_replayed),
	};

	return cmocka_run_group_tests_name("record/log", tests, NULL, NULL);
}
