/* Next week's cards by the record, against the log of reviews replayed by somebody else: FSRS-6
 * written down once more from its formulas, with nothing of ours but the log. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/knowledge.h"

#define NOON_S 1768478400 /* a Thursday */
#define DAY_S 86400
#define CARDS 40u
#define DAYS 45

/* ---- the other one ---- */

static const double w[] = { 0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722,
	0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658,
	0.1542 };

struct naive {
	char id[16];
	enum { NEW, LEARNING, REVIEW, RELEARNING } state;
	int step;
	double s, d;
	long day, due_day; /* due_day: of REVIEW */
	long long due_s;   /* of the steps */
};

struct log {
	struct naive cards[CARDS];
	uint32_t count, reviews;
};

static long
day_of(long long at_s, long offset_s, long start_s)
{
	return (long)floor((double)(at_s + offset_s - start_s) / DAY_S);
}

static double
between(double least, double value, double most)
{
	return value < least ? least : value > most ? most : value;
}

static double
harder(int g)
{
	return w[4] - exp((g - 1) * w[5]) + 1;
}

static double
stability_after(const struct naive *card, long days, int g)
{
	double factor = pow(.9, -1 / w[20]) - 1, s = card->s, d = card->d, next;
	double r = pow(1 + factor * (double)days / s, -w[20]);

	if (card->state == NEW)
		next = w[g - 1];
	else if (days == 0 && g > 1)
		next = s * fmax(1, pow(s, -w[19]) * exp(w[17] * (g - 3 + w[18])));
	else if (days == 0)
		next = s * pow(s, -w[19]) * exp(w[17] * (g - 3 + w[18]));
	else if (g == 1)
		next = fmin(w[11] * pow(d, -w[12]) * (pow(s + 1, w[13]) - 1) *
			exp(w[14] * (1 - r)), s / exp(w[17] * w[18]));
	else
		next = s * (1 + exp(w[8]) * (11 - d) * pow(s, -w[9]) *
			(exp(w[10] * (1 - r)) - 1) * (g == 2 ? w[15] : 1) * (g == 4 ? w[16] : 1));
	return between(.001, next, 36500);
}

static double
difficulty_after(const struct naive *card, int g)
{
	if (card->state == NEW)
		return between(1, harder(g), 10);
	return between(1, w[7] * harder(4) +
		(1 - w[7]) * (card->d - w[6] * (g - 3) * (10 - card->d) / 9), 10);
}

static long
interval(double s, double retention)
{
	double factor = pow(.9, -1 / w[20]) - 1;

	return (long)between(1, floor(s * (pow(retention, -1 / w[20]) - 1) / factor + .5), 36500);
}

/* Of a card that comes back after days, no two answers lead to the same day. */
static long
interval_in_order(const struct naive *card, long days, int g, double retention)
{
	long hard = interval(stability_after(card, days, 2), retention);
	long good = interval(stability_after(card, days, 3), retention);
	long easy = interval(stability_after(card, days, 4), retention);

	hard = hard < good ? hard : good;
	good = good > hard ? good : hard + 1;
	easy = easy > good ? easy : good + 1;
	return g == 2 ? hard : g == 3 ? good : easy;
}

/* Steps of 1 and 10 minutes for a new card, of 10 for one that was forgotten; -1: it is over. */
static long
minutes_of(struct naive *card, int g)
{
	bool fresh = card->state != RELEARNING;

	if (g == 1) {
		card->step = 0;
		return fresh ? 1 : 10;
	}
	if (g == 2)
		return !fresh ? 15 : card->step == 0 ? 6 : 10;
	card->step++;
	return g == 3 && fresh && card->step == 1 ? 10 : -1;
}

static void
naive_review(struct naive *card, long long at_s, long offset_s, long start_s, int g,
    double retention)
{
	long day = day_of(at_s, offset_s, start_s);
	long days = day > card->day && card->state != NEW ? day - card->day : 0, wait, minutes;
	double s = stability_after(card, days, g), d = difficulty_after(card, g);

	if (card->state == REVIEW && g > 1) {
		wait = interval_in_order(card, days, g, retention);
		minutes = -1;
	} else if (card->state == REVIEW) {
		card->state = RELEARNING;
		card->step = 0;
		minutes = 10;
		wait = 0;
	} else {
		if (card->state == NEW)
			card->state = LEARNING;
		minutes = minutes_of(card, g);
		wait = interval(s, retention);
	}
	card->s = s;
	card->d = d;
	card->day = day;
	if (minutes >= 0) {
		card->due_s = at_s + minutes * 60;
	} else {
		card->state = REVIEW;
		card->due_day = day + wait;
	}
}

static bool
replay(void *self, const struct review_kept *review)
{
	struct log *log = self;
	struct naive *card = NULL;

	for (uint32_t i = 0; i < log->count && card == NULL; i++)
		if (strcmp(log->cards[i].id, review->key.card) == 0)
			card = &log->cards[i];
	if (card == NULL) {
		assert_true(log->count < CARDS);
		card = &log->cards[log->count++];
		(void)snprintf(card->id, sizeof(card->id), "%s", review->key.card);
	}
	naive_review(card, review->at.at_s, review->at.offset_s, review->day_start_s,
	    (int)review->rating, review->retention);
	log->reviews++;
	return true;
}

/* ---- a learner ---- */

static struct card
card_of(struct journal *journal, const char *id)
{
	struct card card = { 0 };

	(void)journal_card(journal, (struct card_key){ "mine", id }, &card);
	return card;
}

static void
make_cards(struct journal *journal)
{
	for (uint32_t i = 0; i < CARDS; i++) {
		char id[16];

		(void)snprintf(id, sizeof(id), "c%u", i);
		assert_true(journal_make_card(journal, &(struct card_made){ .rev = 1,
			.key = { "mine", id }, .kind = "basic", .step = "", .front = "?",
			.back = "!", .source = "lesson", .at_s = NOON_S }));
	}
}

/* Some cards at some hour of a day, now and then one minute or a week late, at night too; one grade
 * in eight is taken back. */
static void
study(struct journal *journal, struct gen *gen, struct moment now)
{
	struct schedule schedule;

	cards_schedule(journal, 7, &schedule);
	for (uint32_t n = 0; n < 14; n++) {
		char id[16];
		struct card before, after;
		struct review_kept review = { .key = { "mine", id }, .text_rev = 1,
			.source = "review", .schedules = true, .retention = schedule.retention,
			.day_start_s = schedule.day_start_s, .seed = schedule.seed,
			.exact_days = !schedule.fuzz };

		now.at_s += 20 + (int64_t)gen_below(gen, gen_below(gen, 8) ? 900 : 30000);
		(void)snprintf(id, sizeof(id), "c%u", (unsigned)gen_below(gen, CARDS));
		before = card_of(journal, id);
		if (before.state != CARD_NEW && !schedule_is_due(&schedule, &before, now) &&
		    gen_below(gen, 4))
			continue;
		review.at = now;
		review.rating = gen_below(gen, 5) < 3 ? RATING_GOOD
						      : (enum rating)(1 + gen_below(gen, 4));
		after = schedule_review(
		    &schedule, &before, cards_number("mine", id), now, review.rating);
		assert_int_equal(journal_review(journal, &review, &before, &after), JOURNAL_DONE);
		if (gen_below(gen, 8) == 0)
			assert_int_equal(
			    journal_undo_review_of(journal, review.key, now.at_s), JOURNAL_DONE);
	}
}

/* What the other one says of the coming days, as the page does: today holds all that wait. */
static void
forecast(const struct log *log, struct moment now, long start_s, uint32_t due[KNOWLEDGE_DAYS])
{
	long today = day_of(now.at_s, now.offset_s, start_s);

	memset(due, 0, KNOWLEDGE_DAYS * sizeof(*due));
	for (uint32_t i = 0; i < log->count; i++) {
		const struct naive *card = &log->cards[i];
		long left = (card->state == REVIEW
				    ? card->due_day
				    : day_of(card->due_s, now.offset_s, start_s)) - today;

		if (left < KNOWLEDGE_DAYS)
			due[left < 0 ? 0 : left]++;
	}
}

static void
assert_each_card(struct journal *journal, const struct log *log)
{
	for (uint32_t i = 0; i < log->count; i++) {
		const struct naive *card = &log->cards[i];
		struct card kept = card_of(journal, card->id);

		assert_close(kept.memory.stability, card->s, 1e-9);
		assert_close(kept.memory.difficulty, card->d, 1e-9);
		assert_int_equal(kept.state == CARD_REVIEW, card->state == REVIEW);
		if (card->state == REVIEW)
			assert_int_equal(kept.due_day - kept.last_day, card->due_day - card->day);
		else
			assert_true(kept.due_s == card->due_s);
	}
}

static void
due__weeks_of_reviews__next_week_as_the_log_replayed_by_another(void **state)
{
	(void)state;
	GEN_CASES(gen, 6) {
		struct moment now = { NOON_S, 3600 };
		struct log log = { .count = 0 };
		char *folder = test_make_folder();
		struct str path = STR_INIT;
		struct journal *journal;
		struct schedule schedule;
		struct knowledge *known;
		uint32_t due[KNOWLEDGE_DAYS];

		str_printf(&path, "%s/x.db", folder);
		journal = journal_open(path.text, NOON_S);
		if (journal_state(journal) == JOURNAL_NOT_BUILT)
			skip();
		assert_null(cards_set(journal, CARDS_SPREAD, "off"));
		make_cards(journal);
		for (int day = 0; day < DAYS; day++) {
			if (day == 15) /* a setting holds from the next review on */
				assert_null(cards_set(journal, CARDS_RETENTION, "85%"));
			if (day == 25)
				assert_null(cards_set(journal, CARDS_DAY_START, "2"));
			now.offset_s = day < 30 ? 3600 : 7200; /* summer comes */
			now.at_s = NOON_S + day * DAY_S + (int64_t)gen_below(&gen, 50000) - 20000;
			if (gen_below(&gen, 3))
				study(journal, &gen, now);
		}
		now.at_s = NOON_S + DAYS * DAY_S;
		journal_reviews(journal, replay, &log);
		assert_true(log.reviews > 100);
		assert_each_card(journal, &log);
		cards_schedule(journal, 7, &schedule);
		known = knowledge_make(journal, NULL, 0, &schedule, now);
		forecast(&log, now, 2 * 3600, due);
		for (int i = 0; i < KNOWLEDGE_DAYS; i++)
			assert_int_equal(known->due[i], due[i]);
		knowledge_free(known);
		journal_close(journal);
		str_release(&path);
		test_remove_folder(folder);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(due__weeks_of_reviews__next_week_as_the_log_replayed_by_another),
	};

	return cmocka_run_group_tests_name("app/due", tests, NULL, NULL);
}
