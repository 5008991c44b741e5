/* When cards come back: FSRS-6 against known answers, its properties over random reviews, days and
 * their borders. */
#include "lib/assert.h"
#include "lib/gen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "study/fsrs.h"
#include "study/schedule.h"

#define DAY 86400
#define NOON_S 1768478400 /* 2026-01-15 12:00 UTC */

static const double custom_a[21] = { 0.1104, 0.8517, 1.9043, 6.221, 7.0215, 0.612, 2.1077, 0.0523,
	1.4503, 0.231, 1.1026, 1.8021, 0.0937, 0.312, 1.9055, 0.441, 2.3105, 0.6203, 0.1811,
	0.1507, 0.3502 };
static const double custom_b[21] = { 0.4872, 2.0311, 5.9908, 18.441, 5.1023, 1.1207, 1.4406,
	0.2104, 2.2019, 0.0711, 0.6033, 1.1202, 0.0415, 0.1908, 2.4011, 0.772, 1.4209, 0.3308,
	0.4412, 0.01, 0.1003 };

static const double *
weights_named(const char *name)
{
	if (strcmp(name, "custA") == 0)
		return custom_a;
	if (strcmp(name, "custB") == 0)
		return custom_b;
	assert_string_equal(name, "default");
	return fsrs6.weights;
}

static void
set_steps(uint32_t *steps, uint32_t *count, uint32_t a, uint32_t b, uint32_t c)
{
	steps[0] = a;
	steps[1] = b;
	steps[2] = c;
	*count = (uint32_t)((a > 0) + (b > 0) + (c > 0));
}

static struct schedule
schedule_of(const char *weights, double retention, const char *mode, uint32_t max_days)
{
	struct schedule schedule;

	schedule_init(&schedule, 7);
	schedule.fuzz = false;
	schedule.day_start_s = 0;
	schedule.max_days = max_days;
	memcpy(schedule.weights, weights_named(weights), sizeof(schedule.weights));
	if (strcmp(mode, "nosteps") == 0 || strcmp(mode, "longterm") == 0) {
		schedule.learning_count = schedule.relearning_count = 0;
		schedule.same_day = strcmp(mode, "nosteps") == 0;
	} else if (strcmp(mode, "custom") == 0) {
		set_steps(schedule.learning_s, &schedule.learning_count, 300, 1800, 4 * 3600);
		set_steps(schedule.relearning_s, &schedule.relearning_count, 300, 1200, 0);
	} else if (strcmp(mode, "onestep") == 0) {
		set_steps(schedule.learning_s, &schedule.learning_count, 900, 0, 0);
		set_steps(schedule.relearning_s, &schedule.relearning_count, 900, 0, 0);
	}
	assert_null(schedule_settle(&schedule));
	schedule.retention = retention; /* the table goes beyond what a learner may set */
	return schedule;
}

static double
number(const char *text)
{
	char *end;
	double value = strtod(text, &end);

	assert_true(end != text && *end == 0);
	return value;
}

/* Seconds since 1970 of "2026-01-05T09:00:00Z" (days from civil, Howard Hinnant's method). */
static int64_t
utc(const char *text)
{
	int y, mo, d, h, mi, s, era, yoe, doy;

	assert_int_equal(sscanf(text, "%d-%d-%dT%d:%d:%dZ", &y, &mo, &d, &h, &mi, &s), 6);
	y -= mo <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (mo + (mo > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return ((int64_t)era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468) * DAY +
	    h * 3600 + mi * 60 + s;
}

static size_t
cells(char *line, char *out[], size_t room)
{
	size_t count = 0;

	while (line != NULL && count < room) {
		out[count++] = line;
		line = strchr(line, '\t');
		if (line != NULL)
			*line++ = 0;
	}
	return count;
}

static char *
next_line(char **text)
{
	char *line = *text, *end;

	if (*line == 0)
		return NULL;
	end = strchr(line, '\n');
	if (end != NULL)
		*end = 0;
	*text = end == NULL ? line + strlen(line) : end + 1;
	return line;
}

static enum card_state
state_named(const char *name)
{
	return strcmp(name, "Learning") == 0 ? CARD_LEARNING :
	    strcmp(name, "Review") == 0 ? CARD_REVIEW : CARD_RELEARNING;
}

static void
known_answers__every_review__state_and_dates_exact_memory_close(void **state)
{
	char *file = test_read_file("tests/fsrs.tsv", NULL), *rest = file, *line, *c[18];
	struct card card = { 0 };
	uint32_t rows = 0;

	(void)state;
	while ((line = next_line(&rest)) != NULL) {
		struct schedule schedule;
		struct moment now = { 0, 0 };

		if (line[0] == '#' || strncmp(line, "seq", 3) == 0)
			continue;
		assert_int_equal(cells(line, c, 18), 18);
		schedule = schedule_of(c[1], number(c[2]), c[3], (uint32_t)number(c[4]));
		now.at_s = utc(c[6]);
		if (strcmp(c[5], "1") == 0)
			card = (struct card){ 0 };
		else
			assert_near(schedule_recall(&schedule, &card, now), number(c[9]), 1e-6);
		card = schedule_review(&schedule, &card, 1, now, (enum rating)(int)number(c[7]));
		assert_near(card.memory.stability / number(c[10]), 1, 1e-5);
		assert_near(card.memory.difficulty, number(c[11]), 1e-6);
		assert_int_equal(card.state, state_named(c[12]));
		assert_int_equal(card.step, (int)number(c[13]));
		assert_int_equal(card.days, (int)number(c[14]));
		assert_int_equal(card.due_s, utc(c[15]));
		assert_int_equal(card.reps, (int)number(c[16]));
		assert_int_equal(card.lapses, (int)number(c[17]));
		rows++;
	}
	assert_int_equal(rows, 223);
	free(file);
}

static void
known_answers__curve_intervals_and_spread__as_published(void **state)
{
	char *file = test_read_file("tests/fsrs-curve.tsv", NULL), *rest = file, *line, *c[6];
	uint32_t rows = 0;

	(void)state;
	while ((line = next_line(&rest)) != NULL) {
		if (line[0] == '#' || strncmp(line, "kind", 4) == 0)
			continue;
		assert_int_equal(cells(line, c, 6), 6);
		rows++;
		if (c[0][0] == 'R') {
			assert_near(fsrs6.recall(weights_named(c[1]), number(c[2]), number(c[3])),
			    number(c[4]), 1e-7);
		} else if (c[0][0] == 'I') {
			double days = fsrs6.days_until(weights_named(c[1]), number(c[2]),
			    number(c[3]));

			assert_near(days / number(c[2]) / number(c[4]), 1, 1e-6);
			days = days < 1 ? 1 : days > 36500 ? 36500 : floor(days + .5);
			assert_near(days, number(c[5]), 0);
		} else {
			uint32_t least, most;

			schedule_spread(36500, number(c[2]), (uint32_t)number(c[3]), &least,
			    &most);
			assert_int_equal(least, (int)number(c[4]));
			assert_int_equal(most, (int)number(c[5]));
		}
	}
	assert_int_equal(rows, 121);
	free(file);
}

/* ---- properties ---- */

static void
assert_sound(const struct card *card)
{
	assert_true(isfinite(card->memory.stability) && isfinite(card->memory.difficulty));
	assert_true(card->memory.stability >= FSRS_STABILITY_MIN &&
	    card->memory.stability <= FSRS_STABILITY_MAX);
	assert_true(card->memory.difficulty >= 1 && card->memory.difficulty <= 10);
	assert_true(card->state == CARD_REVIEW ? card->days >= 1 && card->days <= 36500 :
	    card->days == 0 && card->due_s > card->last_s);
}

/* Better answers are never remembered less nor asked sooner. */
static void
assert_ordered(const struct card *before, const struct card futures[4])
{
	for (int i = 0; i < 4; i++)
		assert_sound(&futures[i]);
	for (int i = 1; i < 4; i++) {
		assert_true(futures[i].memory.stability >= futures[i - 1].memory.stability);
		assert_true(futures[i].due_s >= futures[i - 1].due_s);
		assert_true(futures[i].memory.difficulty <= futures[i - 1].memory.difficulty);
	}
	if (before->state != CARD_NEW)
		assert_true(futures[0].memory.stability <= before->memory.stability);
}

static int64_t
some_wait(struct gen *gen, const struct card *card)
{
	switch (gen_below(gen, 5)) {
	case 0:
		return (int64_t)gen_below(gen, 3600);
	case 1:
		return (int64_t)gen_below(gen, 400 * DAY);
	case 2:
		return -(int64_t)gen_below(gen, 3 * DAY); /* a clock set back */
	default:
		return card->due_s > card->last_s ? card->due_s - card->last_s : 0;
	}
}

static void
random_reviews__any_settings_and_clock__no_property_broken(void **state)
{
	uint64_t reviews = 0;

	(void)state;
	GEN_CASES(gen, 10000) {
		struct schedule schedule, keener;
		struct card card = { 0 };
		struct moment now = { NOON_S, (int32_t)gen_below(&gen, 100000) - 43200 };
		uint64_t id = gen_word(&gen);

		schedule_init(&schedule, gen_word(&gen));
		schedule.fuzz = gen_bool(&gen);
		schedule.retention = .80 + .149 * (double)gen_below(&gen, 101) / 100;
		schedule.day_start_s = (int32_t)gen_below(&gen, 24) * 3600;
		if (gen_below(&gen, 4) == 0)
			schedule.learning_count = schedule.relearning_count = 0;
		assert_null(schedule_settle(&schedule));
		keener = schedule;
		keener.retention = schedule.retention < .9 ? .95 : schedule.retention;
		for (uint32_t i = 0; i < 100; i++, reviews++) {
			struct card futures[4], keen[4];
			uint32_t rating = (uint32_t)gen_below(&gen, 8);

			rating = rating >= 4 ? RATING_GOOD : rating + 1;
			schedule_preview(&schedule, &card, id, now, futures);
			assert_ordered(&card, futures);
			schedule_preview(&keener, &card, id, now, keen);
			for (int k = 0; k < 4; k++)
				assert_true(schedule.fuzz || keen[k].days <= futures[k].days);
			card = futures[rating - 1];
			now.at_s += some_wait(&gen, &card);
			assert_true(schedule_recall(&schedule, &card, now) > 0 &&
			    schedule_recall(&schedule, &card, now) <= 1);
		}
	}
	assert_true(reviews >= 1000 || getenv("PROP_CASES") != NULL);
}

static void
recall__longer_wait__never_higher(void **state)
{
	(void)state;
	GEN_CASES(gen, 2000) {
		double stability = .001 + prng_unit(&gen.prng) * 1000, before = 1;

		for (double days = 0; days < 3000; days = days * 1.5 + .25) {
			double now = fsrs6.recall(fsrs6.weights, stability, days);

			assert_true(now <= before && now > 0);
			before = now;
		}
		assert_near(fsrs6.recall(fsrs6.weights, stability, stability), .9, 1e-12);
	}
}

static void
spread__seed_card_and_count__decide_and_bounds_hold(void **state)
{
	struct schedule schedule;
	uint32_t seen[100] = { 0 }, kinds = 0;

	(void)state;
	schedule_init(&schedule, 11);
	for (uint64_t id = 0; id < 2000; id++) {
		struct card card = { .state = CARD_REVIEW, .memory = { 40, 5 }, .reps = 3 };
		struct moment now = { NOON_S, 0 };
		struct card one, two, plain;
		uint32_t least, most;

		card.last_day = schedule_day(&schedule, now) - 40;
		one = schedule_review(&schedule, &card, id, now, RATING_HARD);
		two = schedule_review(&schedule, &card, id, now, RATING_HARD);
		assert_int_equal(one.days, two.days);
		schedule.fuzz = false;
		plain = schedule_review(&schedule, &card, id, now, RATING_HARD);
		schedule.fuzz = true;
		schedule_spread(36500, plain.days, 40, &least, &most);
		assert_true(one.days >= least && one.days <= most);
		if (one.days - least < 100)
			kinds += seen[one.days - least]++ == 0;
	}
	assert_true(kinds > 3); /* it does spread */
}

/* ---- days ---- */

static void
day__one_in_the_morning__is_still_the_evening_before(void **state)
{
	struct schedule schedule;
	struct card card = { 0 };
	struct moment evening = { utc("2026-03-01T22:30:00Z"), 3600 };
	struct moment night = { utc("2026-03-02T00:30:00Z"), 3600 };
	struct moment dawn = { utc("2026-03-02T03:00:00Z"), 3600 };

	(void)state;
	schedule_init(&schedule, 1);
	assert_int_equal(schedule_day(&schedule, night), schedule_day(&schedule, evening));
	assert_int_equal(schedule_day(&schedule, dawn), schedule_day(&schedule, evening) + 1);
	card = schedule_review(&schedule, &card, 1, evening, RATING_EASY);
	assert_int_equal(card.state, CARD_REVIEW);
	card.due_day = card.last_day + 1;
	assert_false(schedule_is_due(&schedule, &card, night));
	assert_true(schedule_is_due(&schedule, &card, dawn)); /* 4 hours later: the day counts */
}

static void
day__clock_set_back_or_other_zone__never_negative(void **state)
{
	struct schedule schedule;
	struct card card = { 0 }, early;
	struct moment now = { NOON_S, 0 }, before = { NOON_S - 10 * DAY, 0 };

	(void)state;
	schedule_init(&schedule, 1);
	schedule.fuzz = false;
	card = schedule_review(&schedule, &card, 1, now, RATING_EASY);
	assert_near(schedule_recall(&schedule, &card, before), 1, 0);
	early = schedule_review(&schedule, &card, 1, before, RATING_GOOD);
	assert_sound(&early);
	assert_true(early.memory.stability >= card.memory.stability);
	/* 1970 and before */
	assert_int_equal(schedule_day(&schedule, (struct moment){ 4 * 3600 - 1, 0 }), -1);
	assert_int_equal(schedule_day(&schedule, (struct moment){ 4 * 3600, 0 }), 0);
}

static void
settings__out_of_range__said_in_a_sentence(void **state)
{
	struct schedule schedule;

	(void)state;
	schedule_init(&schedule, 1);
	schedule.retention = .7;
	assert_non_null(schedule_settle(&schedule));
	schedule.retention = (double)NAN;
	assert_non_null(schedule_settle(&schedule));
	schedule_init(&schedule, 1);
	schedule.learning_s[1] = DAY;
	assert_non_null(schedule_settle(&schedule));
	schedule_init(&schedule, 1);
	schedule.max_days = 0;
	assert_non_null(schedule_settle(&schedule));
	schedule_init(&schedule, 1);
	schedule.weights[4] = (double)INFINITY;
	assert_non_null(schedule_settle(&schedule));
	schedule_init(&schedule, 1);
	schedule.weights[4] = 99; /* brought into range */
	assert_null(schedule_settle(&schedule));
	assert_near(schedule.weights[4], 10, 0);
}

static void
settings__fewer_steps_than_the_card_waits_for__goes_on_from_the_last(void **state)
{
	struct schedule schedule;
	struct card card = { .state = CARD_LEARNING, .step = 5, .memory = { 2, 5 } };

	(void)state;
	schedule_init(&schedule, 1);
	card = schedule_review(&schedule, &card, 1, (struct moment){ NOON_S, 0 }, RATING_HARD);
	assert_int_equal(card.state, CARD_LEARNING);
	assert_int_equal(card.step, 1);
	card = schedule_review(&schedule, &card, 1, (struct moment){ NOON_S, 0 }, RATING_GOOD);
	assert_int_equal(card.state, CARD_REVIEW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers__every_review__state_and_dates_exact_memory_close),
		cmocka_unit_test(known_answers__curve_intervals_and_spread__as_published),
		cmocka_unit_test(random_reviews__any_settings_and_clock__no_property_broken),
		cmocka_unit_test(recall__longer_wait__never_higher),
		cmocka_unit_test(spread__seed_card_and_count__decide_and_bounds_hold),
		cmocka_unit_test(day__one_in_the_morning__is_still_the_evening_before),
		cmocka_unit_test(day__clock_set_back_or_other_zone__never_negative),
		cmocka_unit_test(settings__out_of_range__said_in_a_sentence),
		cmocka_unit_test(
		    settings__fewer_steps_than_the_card_waits_for__goes_on_from_the_last),
	};

	return cmocka_run_group_tests_name("study_schedule", tests, NULL, NULL);
}
