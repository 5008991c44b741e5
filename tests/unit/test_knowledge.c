/* What the record says about a learner: concepts, beliefs, how sure, bets, cards, notes. */
#include "lib/assert.h"

#include <string.h>

#include "app/knowledge.h"
#include "base/str.h"

#define NOON_S 1768478400 /* a Thursday */
#define DAY_S 86400
#define LESSON "lessons/01-ticket-badge-or-coat.yaml"

static const struct shelf_entry shelf[] = { { .path = LESSON, .id = "ticket-badge-or-coat",
	.title = "Ticket, badge or coat?" } };

struct learner {
	char *folder;
	struct journal *journal;
	struct str session;
	int64_t at_s;
};

static struct learner
somebody(void)
{
	struct learner learner = { .folder = test_make_folder(), .at_s = NOON_S - 2 * DAY_S };
	struct str path = STR_INIT;

	str_init(&learner.session);
	str_printf(&path, "%s/x.db", learner.folder);
	learner.journal = journal_open(path.text, NOON_S);
	str_release(&path);
	if (journal_state(learner.journal) == JOURNAL_NOT_BUILT)
		skip();
	str_add(&learner.session, journal_session_begin(learner.journal, "learn", NULL, 0,
				      (struct moment){ NOON_S, 0 }));
	return learner;
}

static void
answer(struct learner *learner, const char *item, int option, char sure, bool right, bool counts)
{
	assert_true(journal_answer(learner->journal, &(struct answer_kept){
		.session = learner->session.text, .lesson = "ticket-badge-or-coat", .item = item,
		.option = option, .sure = sure, .right = right, .counts = counts,
		.at = { learner->at_s++, 0 } }));
}

static struct knowledge *
know(struct learner *learner)
{
	struct schedule schedule;

	cards_schedule(learner->journal, 0, &schedule);
	return knowledge_make(learner->journal, shelf, 1, &schedule, (struct moment){ NOON_S, 0 });
}

static void
leave(struct learner *learner)
{
	journal_close(learner->journal);
	str_release(&learner->session);
	test_remove_folder(learner->folder);
}

/* Chosen as an opening bet, then twice not chosen where it was on offer: outgrown. */
static void
beliefs__chosen_then_twice_answered_right__outgrown(void **state)
{
	struct learner learner = somebody();
	struct knowledge *known;
	struct str text = STR_INIT;

	(void)state;
	answer(&learner, "q-crash", 0, 's', false, false); /* m-shared */
	answer(&learner, "q-second", 2, 't', true, true);
	known = know(&learner);
	assert_int_equal(known->belief_count, 1);
	assert_string_equal(known->beliefs[0].id, "m-shared");
	assert_int_equal(known->standing, 1);
	knowledge_free(known);
	answer(&learner, "q-crash-run", 3, 's', true, true);
	answer(&learner, "q-crash", 2, 's', true, true); /* the bet at the end */
	known = know(&learner);
	assert_int_equal(known->standing, 0);
	assert_true(known->beliefs[0].outgrown);
	assert_int_equal(known->bets_count, 1);
	assert_int_equal(known->bets[0].before, 0);
	assert_int_equal(known->bets[0].after, 1);
	assert_int_equal(known->bets[0].count, 1);
	assert_int_equal(known->answers, 3); /* an opening bet is not told */
	assert_int_equal(known->sure[2].count, 2);
	assert_int_equal(known->sure[2].right, 2);
	assert_null(known->surprise.lesson); /* of what was told nothing was wrong */
	assert_null(known->beliefs[0].code);
	knowledge_codes(known, shelf, 1);
	assert_non_null(known->beliefs[0].code);
	knowledge_say(known, false, true, &text);
	assert_non_null(strstr(text.text, "outgrown"));
	assert_non_null(strstr(text.text, known->beliefs[0].code));
	assert_non_null(strstr(text.text, "0 of 1 right before, 1 of 1 at the end"));
	str_release(&text);
	knowledge_free(known);
	leave(&learner);
}

/* What a dialogue shows of a belief counts as what a lesson does: the option, and typed words. */
static void
beliefs__met_in_a_dialogue__are_known_too(void **state)
{
	struct learner learner = somebody();
	struct knowledge *known;
	struct answer_kept given = { .lesson = "ticket-badge-or-coat", .counts = true };

	(void)state;
	str_clear(&learner.session);
	str_add(&learner.session, journal_session_begin(learner.journal, "ask",
				      "ticket-badge-or-coat", 0, (struct moment){ NOON_S, 0 }));
	given.session = learner.session.text;
	given.item = "d1";
	given.option = -1;
	given.given = "in her cookie"; /* m-packed */
	given.at.at_s = learner.at_s++;
	assert_true(journal_answer(learner.journal, &given));
	given.item = "d4"; /* m-database */
	given.option = 2;
	given.given = "";
	given.at.at_s = learner.at_s++;
	assert_true(journal_answer(learner.journal, &given));
	given.item = "a1"; /* a deed shows no belief */
	given.option = 0;
	given.at.at_s = learner.at_s++;
	assert_true(journal_answer(learner.journal, &given));
	known = know(&learner);
	assert_int_equal(known->belief_count, 2);
	assert_int_equal(known->standing, 2);
	assert_int_equal(known->answers, 0); /* no question with a mark */
	knowledge_free(known);
	for (int i = 0; i < 2; i++) { /* said right where it was on offer */
		given.item = i ? "d2" : "d1";
		given.option = -1;
		given.given = i ? "nothing" : "s1";
		given.right = true;
		given.at.at_s = learner.at_s++;
		assert_true(journal_answer(learner.journal, &given));
	}
	known = know(&learner);
	assert_int_equal(known->standing, 1);
	assert_string_equal(known->beliefs[0].id, "m-database");
	assert_true(known->beliefs[1].outgrown);
	knowledge_free(known);
	leave(&learner);
}

/* The newest of which one was sure and which was told to be wrong; a bet before a lesson is not. */
static void
surprise__sure_and_told_wrong__the_newest_with_its_step(void **state)
{
	struct learner learner = somebody();
	struct knowledge *known;

	(void)state;
	answer(&learner, "q-second", 0, 's', false, true);
	answer(&learner, "q-crash-run", 0, 's', false, true);
	answer(&learner, "q-second", 0, 't', false, true);
	answer(&learner, "q-second", 2, 's', true, true);
	answer(&learner, "q-crash", 0, 's', false, false);
	known = know(&learner);
	assert_string_equal(known->surprise.lesson, "ticket-badge-or-coat");
	assert_string_equal(known->surprise.step, "second-server"); /* repairs the belief */
	assert_non_null(strstr(known->surprise.ask, "s1 has crashed"));
	assert_non_null(known->surprise.why);
	knowledge_free(known);
	leave(&learner);
}

/* Knowledge tracing by hand: .3, one right answer of four options, slip .1, learn .15. */
static void
concepts__one_answer__known_as_reckoned_by_hand(void **state)
{
	struct learner learner = somebody();
	struct knowledge *known;
	double expected = .3 * .9 / (.3 * .9 + .7 * .25);

	(void)state;
	expected += (1 - expected) * .15;
	answer(&learner, "q-crash", 2, 's', true, true); /* four options, tag crash */
	known = know(&learner);
	assert_int_equal(known->concept_count, 1);
	assert_string_equal(known->concepts[0].tag, "crash");
	assert_near(known->concepts[0].known, expected, 1e-12);
	knowledge_free(known);
	leave(&learner);
}

static void
cards__reviewed_and_due__counted_by_day_and_remembered(void **state)
{
	struct learner learner = somebody();
	struct knowledge *known;
	struct str json = STR_INIT;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct card_key key = { "ticket-badge-or-coat", "c1" };
		struct review_kept review = { .key = key, .rating = i == 2 ? RATING_AGAIN
									   : RATING_EASY,
			.at = { NOON_S - (30 - 14 * i) * DAY_S, 0 }, .source = "review",
			.schedules = true, .text_rev = 1, .retention = .9, .day_start_s = 14400,
			.exact_days = true };
		struct card before, after;

		journal_card(learner.journal, key, &before);
		after = cards_replay(NULL, &review, &before);
		assert_int_equal(journal_review(learner.journal, &review, &before, &after),
		    JOURNAL_DONE);
	}
	assert_true(journal_set_note(learner.journal, "ticket-badge-or-coat", "the-crash",
	    "mine", (struct moment){ NOON_S, 0 }));
	known = know(&learner);
	assert_int_equal(known->reviews, 2); /* those that came after days */
	assert_int_equal(known->remembered, 1);
	assert_int_equal(known->due[0], 1);
	assert_int_equal(known->fresh + 1, known->cards);
	assert_int_equal(known->note_count, 1);
	assert_true(known->notes[0].step_title[0] != 0);
	knowledge_json(known, &json);
	assert_non_null(strstr(json.text, "\"reviews.remembered\":1"));
	str_release(&json);
	knowledge_free(known);
	leave(&learner);
}

static void
days__near_and_far__in_words(void **state)
{
	static const struct {
		int64_t days;
		const char *words;
	} rows[] = { { 0, "today" }, { 1, "tomorrow" }, { -1, "yesterday" }, { 5, "in 5 days" },
		{ -3, "3 days ago" } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str text = STR_INIT;

		cards_say_days(rows[i].days, &text);
		assert_string_equal(text.text, rows[i].words);
		str_release(&text);
	}
	assert_string_equal(cards_weekday((struct moment){ NOON_S, 0 }, 0), "Thu");
	assert_string_equal(cards_day_name((struct moment){ NOON_S, 0 }, 3), "Sunday");
	assert_string_equal(cards_weekday((struct moment){ NOON_S, 12 * 3600 }, 0), "Fri");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beliefs__chosen_then_twice_answered_right__outgrown),
		cmocka_unit_test(beliefs__met_in_a_dialogue__are_known_too),
		cmocka_unit_test(surprise__sure_and_told_wrong__the_newest_with_its_step),
		cmocka_unit_test(concepts__one_answer__known_as_reckoned_by_hand),
		cmocka_unit_test(cards__reviewed_and_due__counted_by_day_and_remembered),
		cmocka_unit_test(days__near_and_far__in_words),
	};

	return cmocka_run_group_tests_name("app/knowledge", tests, NULL, NULL);
}
