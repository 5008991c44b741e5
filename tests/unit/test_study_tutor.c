/* What the tutor finds out about simulated learners, whose minds are not built as it thinks.
 *
 * The learners: ability from a normal law, a slope of 1.2 on difficulties that are finer than the
 * five levels, and a belief of their own draws them to its option four times of five.  The table
 * that the last test prints says how many of those with one belief were found out, and how many
 * without any were accused.
 */
#include "lib/assert.h"
#include "lib/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "study/quiz.h"

#define NO TUTOR_NONE
#define LEARNERS 2000

/* ---- to the digit ---- */

static void
worked_example__three_answers__figures_of_the_paper(void **state)
{
	static const struct tutor_item items[] = {
		{ 0, 1, 4, 0, { NO, 0, 1, NO } },
		{ 0, 3, 4, 0, { NO, 1, 0, NO } },
		{ 0, 5, 4, 0, { NO, 0, NO, NO } },
	};
	struct tutor tutor;

	(void)state;
	assert_true(tutor_init(&tutor, items, 3, 2, 1));
	assert_near(tutor_chance(&tutor, 0), .8631809, 1e-7);
	assert_near(tutor_gain(&tutor, 0), .5577054, 1e-7);
	tutor_answer(&tutor, 0, 1, TUTOR_THINK);
	assert_near(tutor.beliefs[0].held, .7681996, 1e-7);
	assert_near(tutor.beliefs[1].held, .0422535, 1e-7);
	assert_near(tutor.ability, -.8631809, 1e-7);
	assert_near(tutor_chance(&tutor, 1), .4725064, 1e-7);
	assert_near(tutor_gain(&tutor, 1), .2988490, 1e-7);
	tutor_answer(&tutor, 1, 0, TUTOR_THINK);
	assert_near(tutor.beliefs[0].held, .4531079, 1e-7);
	assert_near(tutor.beliefs[1].held, .0109091, 1e-7);
	assert_near(tutor.ability, -.3836412, 1e-7);
	assert_near(tutor_gain(&tutor, 2), .2632335, 1e-7);
	tutor_answer(&tutor, 2, 1, TUTOR_THINK);
	assert_near(tutor.beliefs[0].held, .7543336, 1e-7);
	assert_near(tutor.ability, -.6744566, 1e-7);
	assert_int_equal(tutor.beliefs[0].picks, 2);
	assert_false(tutor_found(&tutor, 0)); /* .75 is not yet .80 */
	assert_int_equal(tutor_next(&tutor, 1, 5), UINT32_MAX);
	tutor_release(&tutor);
}

static void
certainty__wrong_and_sure_or_a_guess__odds_doubled_or_lowered(void **state)
{
	static const struct tutor_item item = { 0, 1, 4, 0, { NO, 0, 1, NO } };
	double held[3];

	(void)state;
	for (int sure = TUTOR_GUESS; sure <= TUTOR_SURE; sure++) {
		struct tutor tutor;

		assert_true(tutor_init(&tutor, &item, 1, 2, 1));
		tutor_answer(&tutor, 0, 1, (enum tutor_sure)sure);
		held[sure] = tutor.beliefs[0].held / (1 - tutor.beliefs[0].held);
		tutor_release(&tutor);
	}
	assert_near(held[TUTOR_SURE] / held[TUTOR_THINK], 2, 1e-9);
	assert_near(held[TUTOR_GUESS] / held[TUTOR_THINK], .7, 1e-9);
}

static void
dont_know__no_option_chosen__no_belief_moves(void **state)
{
	static const struct tutor_item item = { 0, 3, 4, 0, { NO, 0, 1, NO } };
	struct tutor tutor;

	(void)state;
	assert_true(tutor_init(&tutor, &item, 1, 2, 1));
	tutor_answer(&tutor, 0, TUTOR_DONT_KNOW, TUTOR_THINK);
	assert_near(tutor.beliefs[0].held, .15, 0);
	assert_true(tutor.ability < 0);
	assert_true(tutor.known[0] < .30);
	tutor_release(&tutor);
}

/* Met in a dialogue: shown it is held more probably, not taken less; two that showed it make it
 * likely, and the counts go on from what was kept. */
static void
meet__shown_or_not_taken__moves_as_an_answer_does(void **state)
{
	struct tutor_belief belief = { 0 }, other = { 0 };
	double before;

	(void)state;
	tutor_meet(&belief, true, 3);
	assert_int_equal(belief.picks, 1);
	assert_true(belief.held > .3 && belief.held < .999);
	before = belief.held;
	tutor_meet(&belief, true, 3);
	assert_int_equal(belief.picks, 2);
	assert_true(belief.held > before);
	before = belief.held;
	tutor_meet(&belief, false, 3);
	assert_int_equal(belief.picks, 2);
	assert_true(belief.held < before);
	tutor_meet(&other, false, 3);
	assert_int_equal(other.picks, 0);
	assert_true(other.held > 0 && other.held < .1);
	for (uint32_t options = 0; options < 40; options++) /* whatever it is asked with */
		tutor_meet(&other, options % 2 == 0, options);
	assert_true(other.held > 0 && other.held < 1);
}

static void
items__out_of_range__refused(void **state)
{
	struct tutor tutor;
	struct tutor_item item = { 0, 3, 4, 0, { NO, 0, 1, NO } };

	(void)state;
	item.beliefs[0] = 1; /* the right answer shows no belief */
	assert_false(tutor_init(&tutor, &item, 1, 2, 1));
	item.beliefs[0] = NO;
	assert_false(tutor_init(&tutor, &item, 1, 1, 1));
	assert_false(tutor_init(&tutor, &item, 1, 2, 0));
	item.level = 6;
	assert_false(tutor_init(&tutor, &item, 1, 2, 1));
}

/* ---- simulated learners ---- */

#define ITEMS_MAX 40
#define BELIEFS_MAX 8

struct bank {
	struct tutor_item items[ITEMS_MAX];
	double hard[ITEMS_MAX];
	uint32_t count, beliefs;
};

/* Every belief on four to six items of at least two levels, one or two on an item. */
static void
make_bank(struct bank *bank, struct prng *prng, uint32_t count, uint32_t beliefs)
{
	*bank = (struct bank){ .count = count, .beliefs = beliefs };
	for (uint32_t i = 0; i < count; i++) {
		struct tutor_item *item = &bank->items[i];
		double step = (double)i * 5 / count;

		bank->hard[i] = -1.5 + 3 * (step - .5 + prng_unit(prng)) / 4;
		item->concept = (uint16_t)(i % 3);
		item->level = (uint8_t)(1 + (uint32_t)step);
		item->option_count = 4;
		item->key = (uint8_t)prng_below(prng, 4);
		memset(item->beliefs, 0xff, sizeof(item->beliefs));
	}
	for (uint32_t turn = 0; turn < 6; turn++)
		for (uint32_t b = 0; b < beliefs; b++) {
			/* six rounds dealt over the bank; the last two only where there is room */
			uint32_t at = (uint32_t)prng_below(prng, count);

			for (uint32_t tried = 0; tried < count; tried++, at = (at + 1) % count) {
				struct tutor_item *item = &bank->items[at];
				uint32_t wrong[3], n = 0, used = 0;
				bool here = false;

				for (uint32_t o = 0; o < 4; o++) {
					here |= item->beliefs[o] == b;
					used += item->beliefs[o] != NO;
					if (o != item->key && item->beliefs[o] == NO)
						wrong[n++] = o;
				}
				if (here || used >= 2)
					continue;
				item->beliefs[wrong[prng_below(prng, n)]] = (uint16_t)b;
				break;
			}
		}
}

struct learner {
	double ability;
	double pull;            /* how often a belief decides */
	uint16_t beliefs[2];
	enum { HONEST, CLICKS, FIRST, KNOWS } kind;
};

static int
answer_of(const struct learner *learner, const struct bank *bank, uint32_t row,
    struct prng *prng)
{
	const struct tutor_item *item = &bank->items[row];
	double right;
	uint32_t wrong;

	if (learner->kind == CLICKS)
		return (int)prng_below(prng, item->option_count);
	if (learner->kind == FIRST)
		return 0;
	if (learner->kind == KNOWS)
		return item->key;
	for (uint32_t o = 0; o < item->option_count; o++)
		if (item->beliefs[o] != NO && (item->beliefs[o] == learner->beliefs[0] ||
		    item->beliefs[o] == learner->beliefs[1]) && prng_unit(prng) < learner->pull)
			return (int)o;
	right = 1 / (1 + prng_exp(-1.2 * (learner->ability - bank->hard[row])));
	right = 1. / item->option_count + (1 - 1. / item->option_count) * right;
	if (prng_unit(prng) < right)
		return item->key;
	wrong = (uint32_t)prng_below(prng, item->option_count - 1u);
	return (int)(wrong + (wrong >= item->key));
}

enum order { ADAPTIVE, IN_TURNS, AUTHOR, RANDOM };

struct tally {
	uint32_t one, found;      /* learners with one belief, those found out */
	uint32_t clean, accused;  /* without any, those of whom one is said */
	uint32_t two, two_found;  /* beliefs of those with two */
	uint32_t wrong;           /* beliefs said that are not held, over all */
	uint32_t learners, off_ladder, asked;
};

/* Four designs, dealt over the bank without a pattern. */
static uint16_t
group_of(uint32_t row)
{
	return (uint16_t)((row * 2654435761u) >> 30);
}

static uint32_t
pick(struct tutor *tutor, enum order order, uint32_t number, uint32_t of, uint16_t last,
    struct prng *prng)
{
	uint16_t groups[ITEMS_MAX];
	uint32_t row;

	if (order == ADAPTIVE)
		return tutor_next(tutor, number, of);
	for (uint32_t i = 0; i < tutor->item_count; i++)
		groups[i] = group_of(i);
	if (order == IN_TURNS) /* as the program asks: no design twice in a row */
		return quiz_next(tutor, groups, last, number, of);
	if (order == AUTHOR)
		return number - 1;
	do {
		row = (uint32_t)prng_below(prng, tutor->item_count);
	} while (tutor->asked[row]);
	return row;
}

static void
count_found(const struct tutor *tutor, const struct learner *learner, struct tally *tally)
{
	bool any = false;
	int held = (learner->beliefs[0] != NO) + (learner->beliefs[1] != NO);

	for (uint32_t b = 0; b < tutor->belief_count; b++) {
		bool holds = b == learner->beliefs[0] || b == learner->beliefs[1];

		if (!tutor_found(tutor, b))
			continue;
		any = true;
		tally->wrong += !holds;
		tally->found += holds && held == 1;
		tally->two_found += holds && held == 2;
	}
	tally->one += held == 1;
	tally->two += held == 2 ? 2 : 0;
	tally->clean += held == 0;
	tally->accused += held == 0 && any;
}

static void
quiz(const struct bank *bank, const struct learner *learner, enum order order, uint32_t of,
    struct prng *prng, struct tally *tally)
{
	uint16_t last = QUIZ_NO_GROUP;
	struct tutor tutor;

	assert_true(tutor_init(&tutor, bank->items, bank->count, bank->beliefs, 3));
	for (uint32_t number = 1; number <= of; number++) {
		uint32_t row = pick(&tutor, order, number, of, last, prng);
		uint32_t level = tutor_level(number, of);

		assert_true(row < bank->count && !tutor.asked[row]);
		last = group_of(row);
		tally->off_ladder += order <= IN_TURNS && (bank->items[row].level + 1u < level ||
		    bank->items[row].level > level + 1);
		tutor_answer(&tutor, row, answer_of(learner, bank, row, prng), TUTOR_THINK);
		tally->asked++;
	}
	count_found(&tutor, learner, tally);
	tally->learners++;
	tutor_release(&tutor);
}

/* 30 % hold none, 50 % one, 20 % two. */
static struct learner
some_learner(struct prng *prng, uint32_t beliefs)
{
	struct learner learner = { .ability = .5 + prng_normal(prng), .pull = .8,
		.beliefs = { NO, NO } };
	uint64_t draw = prng_below(prng, 10);

	if (draw >= 3)
		learner.beliefs[0] = (uint16_t)prng_below(prng, beliefs);
	if (draw >= 8)
		do {
			learner.beliefs[1] = (uint16_t)prng_below(prng, beliefs);
		} while (learner.beliefs[1] == learner.beliefs[0]);
	return learner;
}

static struct tally
crowd(uint32_t items, uint32_t beliefs, uint32_t of, enum order order, int kind)
{
	struct tally tally = { 0 };
	struct bank bank;
	struct prng prng;

	prng_init(&prng, 2026, 17); /* the same people for every order */
	for (uint32_t i = 0; i < LEARNERS; i++) {
		struct learner learner;
		struct prng own;

		if (i % 20 == 0)
			make_bank(&bank, &prng, items, beliefs);
		learner = some_learner(&prng, beliefs);
		prng_init(&own, i, 18);
		if (kind != HONEST)
			learner = (struct learner){ .kind = (unsigned)kind, .beliefs = { NO, NO } };
		quiz(&bank, &learner, order, of, &own, &tally);
	}
	return tally;
}

static double
share(uint32_t part, uint32_t whole)
{
	return whole == 0 ? 0 : (double)part / whole;
}

static void
simulated_learners__adaptive_quiz__beliefs_found_and_few_accused(void **state)
{
	static const struct { uint32_t items, beliefs, of; double least; } rows[] = {
		{ 12, 4, 5, .67 }, { 12, 4, 8, .72 }, { 20, 6, 8, .72 }, { 20, 6, 12, .80 },
		{ 40, 8, 10, .72 }, { 40, 8, 15, .80 },
	};

	(void)state;
	printf("items beliefs questions   adaptive  in turns  author  random   accused  "
	       "two of two  wrong a learner\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tally own = crowd(rows[i].items, rows[i].beliefs, rows[i].of, ADAPTIVE,
		    HONEST);
		struct tally turns =
		    crowd(rows[i].items, rows[i].beliefs, rows[i].of, IN_TURNS, HONEST);
		struct tally author = crowd(rows[i].items, rows[i].beliefs, rows[i].of, AUTHOR,
		    HONEST);
		struct tally chance = crowd(rows[i].items, rows[i].beliefs, rows[i].of, RANDOM,
		    HONEST);
		double found = share(own.found, own.one);

		printf("%5u %7u %9u %10.3f %9.3f %7.3f %7.3f %9.3f %11.3f %16.3f\n", rows[i].items,
		    rows[i].beliefs, rows[i].of, found, share(turns.found, turns.one),
		    share(author.found, author.one),
		    share(chance.found, chance.one), share(own.accused, own.clean),
		    share(own.two_found, own.two), share(own.wrong, own.learners));
		assert_true(found >= rows[i].least);
		assert_true(share(turns.found, turns.one) >= rows[i].least);
		assert_true(share(turns.accused, turns.clean) <= .06);
		assert_int_equal(turns.off_ladder, 0);
		if (rows[i].items >= 20 && rows[i].of == 8)
			assert_true(found >= share(chance.found, chance.one) + .18);
		assert_true(share(own.accused, own.clean) <= .06);
		assert_true(share(own.wrong, own.learners) <= .05);
		if (rows[i].of >= 12)
			assert_true(share(own.two_found, own.two) >= .55);
		assert_int_equal(own.off_ladder, 0);
	}
}

static void
simulated_learners__who_click_blindly_or_know_all__seldom_or_never_accused(void **state)
{
	struct tally tally;

	(void)state;
	tally = crowd(20, 6, 8, ADAPTIVE, CLICKS);
	printf("blind clicks, 8 questions: %.3f accused\n", share(tally.accused, tally.clean));
	assert_true(share(tally.accused, tally.clean) <= .15);
	tally = crowd(20, 6, 12, ADAPTIVE, CLICKS);
	printf("blind clicks, 12 questions: %.3f accused\n", share(tally.accused, tally.clean));
	assert_true(share(tally.accused, tally.clean) <= .10);
	tally = crowd(20, 6, 12, ADAPTIVE, FIRST);
	printf("always the first: %.3f accused\n", share(tally.accused, tally.clean));
	assert_true(share(tally.accused, tally.clean) <= .10);
	tally = crowd(20, 6, 12, ADAPTIVE, KNOWS);
	assert_int_equal(tally.accused, 0);
}

/* Who has given up a belief is soon no longer said to hold it. */
static void
repaired__right_from_then_on__belief_falls_within_three_items(void **state)
{
	struct tutor_item items[6];
	struct tutor tutor;

	(void)state;
	for (uint32_t i = 0; i < 6; i++)
		items[i] = (struct tutor_item){ 0, (uint8_t)(1 + i % 5), 4, 0, { NO, 0, NO, NO } };
	assert_true(tutor_init(&tutor, items, 6, 1, 1));
	for (uint32_t i = 0; i < 3; i++)
		tutor_answer(&tutor, i, 1, TUTOR_THINK);
	assert_true(tutor_found(&tutor, 0));
	tutor_repaired(&tutor.beliefs[0]);
	assert_false(tutor_found(&tutor, 0));
	for (uint32_t i = 3; i < 6; i++)
		tutor_answer(&tutor, i, 0, TUTOR_THINK);
	assert_true(tutor.beliefs[0].held < .2);
	tutor_release(&tutor);
}

static void
done__beliefs_ruled_out_and_concepts_mastered__ends_early(void **state)
{
	struct tutor_item items[20];
	struct tutor tutor;
	uint32_t asked = 0;

	(void)state;
	for (uint32_t i = 0; i < 20; i++)
		items[i] = (struct tutor_item){ 0, (uint8_t)(1 + i % 5), 4, 0, { NO, 0, 1, NO } };
	assert_true(tutor_init(&tutor, items, 20, 2, 1));
	while (!tutor_done(&tutor) && asked < 20) {
		asked++;
		tutor_answer(&tutor, tutor_next(&tutor, asked, 20), 0, TUTOR_SURE);
	}
	assert_true(asked >= 2 && asked < 8);
	tutor_release(&tutor);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worked_example__three_answers__figures_of_the_paper),
		cmocka_unit_test(certainty__wrong_and_sure_or_a_guess__odds_doubled_or_lowered),
		cmocka_unit_test(dont_know__no_option_chosen__no_belief_moves),
		cmocka_unit_test(meet__shown_or_not_taken__moves_as_an_answer_does),
		cmocka_unit_test(items__out_of_range__refused),
		cmocka_unit_test(repaired__right_from_then_on__belief_falls_within_three_items),
		cmocka_unit_test(done__beliefs_ruled_out_and_concepts_mastered__ends_early),
		cmocka_unit_test(simulated_learners__adaptive_quiz__beliefs_found_and_few_accused),
		cmocka_unit_test(
		    simulated_learners__who_click_blindly_or_know_all__seldom_or_never_accused),
	};

	return cmocka_run_group_tests_name("study_tutor", tests, NULL, NULL);
}
