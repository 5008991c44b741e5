/* The record: what was acknowledged is there, whatever happened to the program, the file or the
 * disk. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "journal/db.h"
#include "journal/journal.h"
#include "journal/migrations.h"
#include "study/schedule.h"

#define NOON_S 1768478400 /* 2026-01-15 12:00 UTC */
static const struct moment noon = { NOON_S, 3600 };
static const struct card_key coat = { "02-crash", "c1" };

struct place {
	char *folder;
	struct str path;
};

static struct place
somewhere(void)
{
	struct place place = { test_make_folder(), STR_INIT };

	str_printf(&place.path, "%s/deep/er/progress.db", place.folder);
	return place;
}

static void
leave(struct place *place)
{
	test_remove_folder(place->folder);
	str_release(&place->path);
}

static struct journal *
open_keeping(const char *path)
{
	struct journal *journal = journal_open(path, NOON_S);

	if (journal_state(journal) == JOURNAL_NOT_BUILT)
		skip();
	assert_string_equal(journal_said(journal), "");
	assert_int_equal(journal_state(journal), JOURNAL_KEEPS);
	return journal;
}

static bool
add_lesson(void *self, const char *lesson)
{
	str_printf(self, "%s ", lesson);
	return ((struct str *)self)->length < 6;
}

static struct card
answer_card(struct journal *journal, struct card_key key, struct moment at, enum rating rating,
    enum journal_result expected)
{
	struct schedule schedule;
	struct card before, after;
	struct review_kept review = { .key = key, .at = at, .rating = rating, .source = "review",
		.schedules = true, .text_rev = 1 };

	schedule_init(&schedule, 1);
	journal_card(journal, key, &before);
	after = schedule_review(&schedule, &before, 1, at, rating);
	assert_int_equal(journal_review(journal, &review, &before, &after), expected);
	return after;
}

static void
assert_card(const struct card *a, const struct card *b)
{
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->step, b->step);
	assert_same_double(a->memory.stability, b->memory.stability);
	assert_same_double(a->memory.difficulty, b->memory.difficulty);
	assert_int_equal(a->due_s, b->due_s);
	assert_int_equal(a->due_day, b->due_day);
	assert_int_equal(a->last_s, b->last_s);
	assert_int_equal(a->last_day, b->last_day);
	assert_int_equal(a->days, b->days);
	assert_int_equal(a->reps, b->reps);
	assert_int_equal(a->lapses, b->lapses);
}

static void
open__nothing_there__folders_made_for_the_owner_alone(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	struct stat at;

	(void)state;
	assert_int_equal(stat(place.path.text, &at), 0);
	assert_int_equal(at.st_mode & 0777, 0600);
	str_cut(&place.path, place.path.length - strlen("/progress.db"));
	assert_int_equal(stat(place.path.text, &at), 0);
	assert_int_equal(at.st_mode & 0777, 0700);
	journal_close(journal);
	leave(&place);
}

static void
review__written_and_opened_again__same_card_to_the_bit(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	struct card after, found;

	(void)state;
	assert_false(journal_card(journal, coat, &found));
	answer_card(journal, coat, noon, RATING_GOOD, JOURNAL_DONE);
	after = answer_card(journal, coat, (struct moment){ NOON_S + 700, 3600 }, RATING_GOOD,
	    JOURNAL_DONE);
	journal_close(journal);
	journal = open_keeping(place.path.text);
	assert_true(journal_card(journal, coat, &found));
	assert_card(&found, &after);
	journal_close(journal);
	leave(&place);
}

struct replay {
	struct schedule schedule;
	struct card card;
	uint32_t count;
};

static bool
replay_one(void *self, const struct review_kept *review)
{
	struct replay *replay = self;

	replay->card = schedule_review(&replay->schedule, &replay->card, 1, review->at,
	    review->rating);
	replay->count++;
	return true;
}

static void
reviews__replayed_from_the_first__the_stored_card(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	struct moment now = noon;

	(void)state;
	GEN_CASES(gen, 60) {
		struct replay replay = { .count = 0 };
		struct card found, after = { 0 };
		char id[24];
		uint32_t kept = 0;
		const char *lesson, *card;

		snprintf(id, sizeof(id), "c%u", gen.index);
		for (uint32_t i = 0; i < 12; i++) {
			struct card_key key = { "other", id };

			now.at_s += (int64_t)gen_below(&gen, 40 * 86400) + 1;
			if (kept > 0 && gen_below(&gen, 4) == 0) {
				assert_int_equal(journal_undo_review(journal, 0, &lesson, &card,
				    &after), JOURNAL_DONE);
				assert_string_equal(card, id);
				kept--;
			} else {
				after = answer_card(journal, key, now,
				    (enum rating)(1 + gen_below(&gen, 4)), JOURNAL_DONE);
				kept++;
			}
			journal_card(journal, key, &found);
			assert_card(&found, &after);
		}
		schedule_init(&replay.schedule, 1);
		/* Only this card's: the others were answered before and are undone again. */
		journal_reviews(journal, replay_one, &replay);
		assert_int_equal(replay.count, kept);
		assert_card(&replay.card, &found);
		while (kept-- > 0)
			journal_undo_review(journal, 0, &lesson, &card, &after);
	}
	journal_close(journal);
	leave(&place);
}

static void
undo__more_than_there_is__says_so_and_since_bounds_it(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	const char *lesson, *id;
	struct card card;

	(void)state;
	answer_card(journal, coat, noon, RATING_EASY, JOURNAL_DONE);
	assert_int_equal(journal_undo_review(journal, NOON_S + 1, &lesson, &id, &card),
	    JOURNAL_ELSEWHERE);
	assert_int_equal(journal_undo_review(journal, NOON_S, &lesson, &id, &card), JOURNAL_DONE);
	assert_int_equal(card.state, CARD_NEW);
	assert_int_equal(journal_undo_review(journal, NOON_S, &lesson, &id, &card),
	    JOURNAL_ELSEWHERE);
	assert_int_equal(journal_state(journal), JOURNAL_KEEPS);
	journal_close(journal);
	leave(&place);
}

/* Undo takes back one's own grade, not the one that came later on another card. */
static void
undo__of_one_card__leaves_what_another_window_graded(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	const struct card_key other = { "02-crash", "c2" };
	struct card card;

	(void)state;
	answer_card(journal, coat, noon, RATING_GOOD, JOURNAL_DONE);
	answer_card(journal, other, noon, RATING_GOOD, JOURNAL_DONE);
	assert_int_equal(journal_undo_review_of(journal, coat, NOON_S), JOURNAL_DONE);
	journal_card(journal, coat, &card);
	assert_int_equal(card.state, CARD_NEW);
	journal_card(journal, other, &card);
	assert_int_equal(card.state, CARD_LEARNING);
	assert_int_equal(journal_undo_review_of(journal, coat, NOON_S), JOURNAL_ELSEWHERE);
	journal_close(journal);
	leave(&place);
}

static void
two_windows__one_card__the_second_is_told(void **state)
{
	struct place place = somewhere();
	struct journal *one = open_keeping(place.path.text), *two = open_keeping(place.path.text);
	struct schedule schedule;
	struct card seen, after;
	struct review_kept review = { .key = coat, .at = noon, .rating = RATING_GOOD,
		.source = "review", .schedules = true };

	(void)state;
	schedule_init(&schedule, 1);
	journal_card(two, coat, &seen);
	answer_card(one, coat, noon, RATING_GOOD, JOURNAL_DONE);
	after = schedule_review(&schedule, &seen, 1, noon, RATING_AGAIN);
	assert_int_equal(journal_review(two, &review, &seen, &after), JOURNAL_ELSEWHERE);
	assert_int_equal(journal_state(two), JOURNAL_KEEPS);
	journal_card(two, coat, &seen);
	assert_int_equal(seen.reps, 1);
	journal_close(one);
	journal_close(two);
	leave(&place);
}

static void
cram__never_touches_the_schedule(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	struct card before, after = { .state = CARD_REVIEW, .reps = 9 }, found;
	struct review_kept review = { .key = coat, .at = noon, .rating = RATING_GOOD,
		.source = "cram" };

	(void)state;
	before = answer_card(journal, coat, noon, RATING_EASY, JOURNAL_DONE);
	assert_int_equal(journal_review(journal, &review, &before, &after), JOURNAL_DONE);
	journal_card(journal, coat, &found);
	assert_card(&found, &before);
	journal_close(journal);
	leave(&place);
}

/* ---- answers, places ---- */

struct gathered {
	uint32_t count;
	int64_t sum;
};

static bool
gather(void *self, const struct answer_kept *answer)
{
	struct gathered *gathered = self;

	gathered->count++;
	gathered->sum = gathered->sum * 10 + answer->option;
	assert_string_equal(answer->given, "naïve \"quote\"; DROP TABLE answer");
	assert_int_equal(answer->sure, 't');
	return true;
}

static void
session__closed_in_its_middle__goes_on_with_seed_and_answers(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	struct gathered gathered = { 0 };
	const char *session;
	struct answer_kept answer = { .lesson = "02", .item = "q1", .sure = 't', .at = noon,
		.given = "naïve \"quote\"; DROP TABLE answer" };
	uint64_t seed = 0;

	(void)state;
	answer.session = journal_session_begin(journal, "quiz", "02", UINT64_MAX - 3, noon);
	assert_non_null(answer.session);
	for (answer.option = 1; answer.option <= 3; answer.option++)
		assert_true(journal_answer(journal, &answer));
	assert_true(journal_undo_answer(journal, answer.session));
	journal_close(journal);

	journal = open_keeping(place.path.text);
	assert_false(journal_session_open(journal, "ask", NULL, &session, &seed));
	assert_false(journal_session_open(journal, "quiz", "03", &session, &seed));
	assert_true(journal_session_open(journal, "quiz", "02", &session, &seed));
	assert_true(seed == UINT64_MAX - 3);
	journal_answers(journal, session, gather, &gathered);
	assert_int_equal(gathered.count, 2);
	assert_int_equal(gathered.sum, 12);
	assert_true(journal_session_end(journal, session, noon));
	assert_false(journal_session_open(journal, "quiz", NULL, &session, &seed));
	journal_close(journal);
	leave(&place);
}

static void
places_beliefs_notes_settings__written__read_again(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	const char *step;
	double held;
	uint32_t picks;
	bool done;

	(void)state;
	assert_false(journal_place(journal, "02", &step, &done));
	assert_true(journal_set_place(journal, "02", "s-3", false, noon));
	assert_true(journal_set_place(journal, "02", "s-4", true, noon));
	assert_true(journal_place(journal, "02", &step, &done));
	assert_string_equal(step, "s-4");
	assert_true(done);
	assert_false(journal_belief(journal, "02", "m", &held, &picks));
	assert_true(journal_set_belief(journal, "02", "m", .1 + .2, 2, noon));
	assert_true(journal_belief(journal, "02", "m", &held, &picks));
	assert_same_double(held, .1 + .2);
	assert_int_equal(picks, 2);
	assert_null(journal_note(journal, "02", "s-4"));
	assert_true(journal_set_note(journal, "02", "s-4", "mine", noon));
	assert_string_equal(journal_note(journal, "02", "s-4"), "mine");
	assert_null(journal_setting(journal, "retention"));
	assert_true(journal_set_setting(journal, "retention", ".85"));
	assert_string_equal(journal_setting(journal, "retention"), ".85");
	assert_true(journal_bury(journal, coat, NOON_S + 5));
	assert_int_equal(journal_buried_until(journal, coat), NOON_S + 5);
	assert_int_equal(journal_buried_until(journal, (struct card_key){ "02", "c2" }), 0);
	journal_close(journal);
	leave(&place);
}

/* A place or an answer is work; the newest goes first, and whoever has enough ends it. */
static void
lessons__places_and_answers__the_newest_first(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	struct moment later = { NOON_S + 60, 0 }, last = { NOON_S + 90, 0 };
	struct answer_kept answer = { .lesson = "03", .item = "q", .sure = 's', .at = last };
	struct str lessons = STR_INIT;

	(void)state;
	journal_lessons(journal, add_lesson, &lessons);
	assert_string_equal(lessons.text, "");
	assert_true(journal_set_place(journal, "01", "s-3", false, noon));
	assert_true(journal_set_place(journal, "02", "s-3", true, later));
	journal_lessons(journal, add_lesson, &lessons);
	assert_string_equal(lessons.text, "02 01 ");
	answer.session = journal_session_begin(journal, "quiz", "03", 7, later);
	assert_true(journal_answer(journal, &answer));
	str_clear(&lessons);
	journal_lessons(journal, add_lesson, &lessons);
	assert_string_equal(lessons.text, "03 02 "); /* two were enough */
	str_release(&lessons);
	journal_close(journal);
	leave(&place);
}

/* ---- what goes wrong ---- */

static void
put_file(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void
open__garbage__kept_aside_and_a_new_one_begun(void **state)
{
	static const char garbage[] = "These are no bytes of a database, but somebody's notes.";
	struct place place = somewhere();
	struct journal *journal;
	struct arena arena = { 0 };
	const char **names;
	size_t count;
	char *kept;

	(void)state;
	journal_close(open_keeping(place.path.text));
	put_file(place.path.text, garbage, sizeof(garbage) - 1);
	journal = journal_open(place.path.text, NOON_S);
	assert_int_equal(journal_state(journal), JOURNAL_KEEPS);
	assert_non_null(strstr(journal_said(journal), "2026-01-15-120000.damaged"));
	answer_card(journal, coat, noon, RATING_GOOD, JOURNAL_DONE);
	journal_close(journal);
	str_cut(&place.path, place.path.length - strlen("progress.db"));
	assert_int_equal(file_list(&arena, place.path.text, ".db", &names, &count), 0);
	assert_int_equal(count, 2);
	str_add(&place.path, names[0]);
	kept = test_read_file(place.path.text, NULL);
	assert_string_equal(kept, garbage);
	free(kept);
	arena_release(&arena);
	leave(&place);
}

/* A page of the middle overwritten: the answers before it are not thrown away with it. */
static void
open__damaged_within__kept_aside(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	char *bytes;
	size_t length;

	(void)state;
	for (int i = 0; i < 200; i++)
		answer_card(journal, coat, (struct moment){ NOON_S + i * 86400, 0 }, RATING_GOOD,
		    JOURNAL_DONE);
	journal_close(journal);
	bytes = test_read_file(place.path.text, &length);
	assert_true(length > 16384);
	for (size_t at = 4096; at < length; at++)
		bytes[at] = (char)(at * 31);
	put_file(place.path.text, bytes, length);
	free(bytes);
	journal = journal_open(place.path.text, NOON_S);
	assert_int_equal(journal_state(journal), JOURNAL_KEEPS);
	assert_non_null(strstr(journal_said(journal), "damaged"));
	journal_close(journal);
	leave(&place);
}

/* 99 as user_version (byte 60 of the file format) or application_id (68). */
static void
alter(const char *path, off_t at)
{
	static const unsigned char value[4] = { 0, 0, 0, 99 };
	int fd;

	journal_close(open_keeping(path));
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, value, 4, at), 4);
	close(fd);
}

static void
open__newer_or_of_another_program__left_alone(void **state)
{
	struct place place = somewhere();
	struct journal *journal;
	struct card card;

	(void)state;
	alter(place.path.text, 60);
	journal = journal_open(place.path.text, NOON_S);
	assert_int_equal(journal_state(journal), JOURNAL_NEWER);
	answer_card(journal, coat, noon, RATING_GOOD, JOURNAL_LOST);
	assert_false(journal_card(journal, coat, &card)); /* it was never reviewed */
	assert_non_null(strstr(journal_said(journal), "it is read, not written"));
	assert_null(journal_session_begin(journal, "quiz", NULL, 1, noon));
	journal_close(journal);
	leave(&place);

	place = somewhere();
	alter(place.path.text, 68);
	journal = journal_open(place.path.text, NOON_S);
	assert_int_equal(journal_state(journal), JOURNAL_FAILED);
	assert_non_null(strstr(journal_said(journal), "another program"));
	journal_close(journal);
	leave(&place);
}

/* A record as version 1 made it, with one review in it. */
static void
make_version_1(const char *path)
{
	struct str own = STR_INIT;
	struct journal old = { .state = JOURNAL_KEEPS };

	str_init(&old.said);
	str_add(&own, path);
	old.path = own.text;
	assert_int_equal(db_open(&old, false), DB_OPEN);
	assert_true(db_run(&old, migrations[0]));
	assert_true(db_run(&old, "PRAGMA application_id = 1668243828; PRAGMA user_version = 1;"
	    "INSERT INTO review (lesson, id, at_s, offset_s, rating, took_ms, text_rev, source,"
	    " schedules, state, step, stability, difficulty, due_s, due_day, last_s, last_day,"
	    " days, reps, lapses) VALUES ('l', 'c', 77, 0, 3, 0, 1, 'review', 1,"
	    " 0, 0, 0.0, 0.0, 0, 0, 0, 0, 0, 0, 0)"));
	db_close(&old);
	str_release(&old.said);
	str_release(&own);
}

static bool
is_of_version_1(void *self, const struct review_kept *review)
{
	*(bool *)self = review->at.at_s == 77 && review->retention > .899 &&
	    review->retention < .901 && review->day_start_s == 14400 && !review->exact_days;
	return true;
}

static void
open__of_version_1__brought_up_to_date_with_a_copy_beside(void **state)
{
	char *folder = test_make_folder();
	struct str path = STR_INIT;
	struct journal *journal;
	struct arena arena = { 0 };
	const char **names;
	size_t count = 0, copies = 0;
	bool same = false;

	(void)state;
	str_printf(&path, "%s/progress.db", folder);
	make_version_1(path.text);
	journal = open_keeping(path.text);
	journal_reviews(journal, is_of_version_1, &same);
	assert_true(same);
	assert_int_equal(db_number(journal, "PRAGMA user_version", 0), MIGRATION_COUNT);
	journal_close(journal);
	assert_int_equal(file_list(&arena, folder, ".db", &names, &count), 0);
	for (size_t i = 0; i < count; i++)
		copies += strstr(names[i], ".before-update") != NULL;
	assert_int_equal(copies, 1);
	arena_release(&arena);
	str_release(&path);
	test_remove_folder(folder);
}

/* Newer, with all that this version knows: it is read. */
static void
open__newer_with_reviews__read_and_not_written(void **state)
{
	struct place place = somewhere();
	struct journal *journal = open_keeping(place.path.text);
	struct card before, card;

	(void)state;
	before = answer_card(journal, coat, noon, RATING_GOOD, JOURNAL_DONE);
	assert_true(db_run(journal, "PRAGMA user_version = 99"));
	journal_close(journal);
	journal = journal_open(place.path.text, NOON_S);
	assert_int_equal(journal_state(journal), JOURNAL_NEWER);
	assert_true(journal_card(journal, coat, &card));
	assert_card(&card, &before);
	answer_card(journal, coat, noon, RATING_GOOD, JOURNAL_LOST);
	assert_int_equal(journal_state(journal), JOURNAL_NEWER);
	journal_close(journal);
	leave(&place);
}

static void
open__a_folder_in_its_place__said(void **state)
{
	struct place place = somewhere();
	struct journal *journal = journal_open(place.folder, NOON_S);

	(void)state;
	assert_true(journal_state(journal) == JOURNAL_FAILED ||
	    journal_state(journal) == JOURNAL_NOT_BUILT);
	assert_true(journal_said(journal)[0] != 0);
	journal_close(journal);
	leave(&place);
}

static int
fill_the_disk(const char *path)
{
	struct rlimit limit = { 200000, 200000 };
	struct journal *journal = journal_open(path, NOON_S);
	struct answer_kept answer = { .lesson = "02", .item = "q1", .at = noon };
	uint32_t kept = 0, i;

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 100;
	answer.session = journal_session_begin(journal, "quiz", "02", 1, noon);
	for (i = 0; i < 20000; i++) {
		answer.option = (int32_t)kept;
		if (!journal_answer(journal, &answer))
			break;
		kept++;
	}
	if (i == 20000)
		return 101;
	if (journal_state(journal) != JOURNAL_FAILED || journal_said(journal)[0] == 0)
		return 102;
	/* It goes on unsaved; nothing that was acknowledged is lost. */
	if (journal_answer(journal, &answer) && journal_state(journal) != JOURNAL_KEEPS)
		return 103;
	journal_close(journal);
	return kept > 10 ? 0 : 104;
}

static void
write__disk_full__said_and_what_was_kept_stays(void **state)
{
	struct place place = somewhere();
	int status;
	pid_t child;

	(void)state;
	journal_close(open_keeping(place.path.text));
	child = fork();
	if (child == 0)
		_exit(fill_the_disk(place.path.text));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	journal_close(open_keeping(place.path.text)); /* sound: quick_check says so */
	leave(&place);
}

/* Answers as fast as it can, each acknowledged by a byte in the pipe after journal_answer. */
static void
answer_for_ever(const char *path, int acknowledge)
{
	struct journal *journal = journal_open(path, NOON_S);
	struct answer_kept answer = { .lesson = "02", .item = "q1", .at = noon };
	const char *session;
	uint64_t seed;

	answer.session = journal_session_open(journal, "quiz", "02", &session, &seed) ? session :
	    journal_session_begin(journal, "quiz", "02", 1, noon);
	for (;;) {
		if (!journal_answer(journal, &answer))
			_exit(1);
		if (write(acknowledge, "", 1) != 1)
			_exit(2);
	}
}

static bool
count_one(void *self, const struct answer_kept *answer)
{
	(void)answer;
	(*(uint32_t *)self)++;
	return true;
}

static void
killed_at_random__200_times__no_acknowledged_answer_lost(void **state)
{
	struct place place = somewhere();
	uint64_t acknowledged = 0;
	uint32_t kept = 0;

	(void)state;
	journal_close(open_keeping(place.path.text));
	GEN_CASES(gen, 200) {
		int ends[2];
		char bytes[4096];
		ssize_t got;
		struct journal *journal;
		pid_t child;

		assert_int_equal(pipe(ends), 0);
		child = fork();
		if (child == 0) {
			close(ends[0]);
			answer_for_ever(place.path.text, ends[1]);
		}
		close(ends[1]);
		usleep((useconds_t)gen_below(&gen, 8000));
		kill(child, SIGKILL);
		while ((got = read(ends[0], bytes, sizeof(bytes))) > 0)
			acknowledged += (uint64_t)got;
		close(ends[0]);
		waitpid(child, NULL, 0);
		if (gen.index % 20 != 0 && gen.index + 1 != gen.cases)
			continue;
		journal = open_keeping(place.path.text);
		kept = 0;
		journal_answers(journal, NULL, count_one, &kept);
		/* One more a kill may be written and not yet acknowledged. */
		assert_true(kept >= acknowledged && kept <= acknowledged + gen.index + 1);
		journal_close(journal);
	}
	assert_true(kept > 0);
	leave(&place);
}

static void
four_windows__500_answers_each__all_there(void **state)
{
	struct place place = somewhere();
	struct journal *journal;
	pid_t children[4];
	uint32_t kept = 0;

	(void)state;
	journal_close(open_keeping(place.path.text));
	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			struct answer_kept answer = { .lesson = "02", .item = "q1", .at = noon };
			int lost = 0;

			journal = journal_open(place.path.text, NOON_S);
			/* On a machine under load a wait for the others may be too long. */
			for (int tries = 0; tries < 20 && !answer.session; tries++) {
				if (journal_state(journal) != JOURNAL_KEEPS)
					journal_reopen(journal, NOON_S);
				answer.session = journal_session_begin(
				    journal, "quiz", "02", 1, noon);
			}
			for (int n = 0; n < 500; n++)
				for (int tries = 0; !journal_answer(journal, &answer); tries++)
					if (tries == 20) {
						lost++;
						break;
					}
			journal_close(journal);
			_exit(lost > 0);
		}
	}
	for (int i = 0; i < 4; i++) {
		int status = 0;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	journal = open_keeping(place.path.text);
	journal_answers(journal, NULL, count_one, &kept);
	assert_int_equal(kept, 2000);
	journal_close(journal);
	leave(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open__nothing_there__folders_made_for_the_owner_alone),
		cmocka_unit_test(review__written_and_opened_again__same_card_to_the_bit),
		cmocka_unit_test(reviews__replayed_from_the_first__the_stored_card),
		cmocka_unit_test(undo__more_than_there_is__says_so_and_since_bounds_it),
		cmocka_unit_test(undo__of_one_card__leaves_what_another_window_graded),
		cmocka_unit_test(two_windows__one_card__the_second_is_told),
		cmocka_unit_test(cram__never_touches_the_schedule),
		cmocka_unit_test(session__closed_in_its_middle__goes_on_with_seed_and_answers),
		cmocka_unit_test(places_beliefs_notes_settings__written__read_again),
		cmocka_unit_test(lessons__places_and_answers__the_newest_first),
		cmocka_unit_test(open__garbage__kept_aside_and_a_new_one_begun),
		cmocka_unit_test(open__damaged_within__kept_aside),
		cmocka_unit_test(open__newer_or_of_another_program__left_alone),
		cmocka_unit_test(open__of_version_1__brought_up_to_date_with_a_copy_beside),
		cmocka_unit_test(open__newer_with_reviews__read_and_not_written),
		cmocka_unit_test(open__a_folder_in_its_place__said),
		cmocka_unit_test(write__disk_full__said_and_what_was_kept_stays),
		cmocka_unit_test(killed_at_random__200_times__no_acknowledged_answer_lost),
		cmocka_unit_test(four_windows__500_answers_each__all_there),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
