#include "study/tutor.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/prng.h"

#define ALL_BELIEFS (TUTOR_NONE - 1) /* to be left out: none of them */
#define HELD_PRIOR .15
#define HELD_LEAST .005
#define HELD_MOST .99
#define KNOWN_SLIP .10
#define KNOWN_LEARN .15
#define MASTERED .95
#define ATTRACTION .75   /* who holds a belief chooses its option so often at once */
#define FREE_LEAST .20   /* share of answers that no belief decides, at least */
#define LIKELY .80       /* held so probably, a belief is said */
#define UNLIKELY .05
#define REPAIRED .50
#define GUARD_AFTER 6
#define COMFORT .75      /* the share of right answers that keeps people going */
#define COMFORT_WEIGHT .05

bool
tutor_init(struct tutor *tutor, const struct tutor_item *items, uint32_t item_count,
    uint32_t belief_count, uint32_t concept_count)
{
	*tutor = (struct tutor){ .items = items, .item_count = item_count,
		.belief_count = belief_count, .concept_count = concept_count };
	for (uint32_t i = 0; i < item_count; i++) {
		const struct tutor_item *item = &items[i];

		if (item->option_count < 2 || item->option_count > TUTOR_OPTIONS_MAX ||
		    item->key >= item->option_count || item->level < 1 || item->level > 5 ||
		    item->concept >= concept_count)
			return false;
		for (uint32_t o = 0; o < item->option_count; o++)
			if (item->beliefs[o] != TUTOR_NONE &&
			    (item->beliefs[o] >= belief_count || o == item->key))
				return false;
	}
	tutor->asked = mem_alloc(item_count * sizeof(*tutor->asked));
	tutor->aside = mem_alloc(item_count * sizeof(*tutor->aside));
	tutor->beliefs = mem_alloc(belief_count * sizeof(*tutor->beliefs));
	tutor->known = mem_alloc(concept_count * sizeof(*tutor->known));
	tutor->seen = mem_alloc(concept_count * sizeof(*tutor->seen));
	for (uint32_t i = 0; i < belief_count; i++)
		tutor->beliefs[i].held = HELD_PRIOR;
	for (uint32_t i = 0; i < concept_count; i++)
		tutor->known[i] = TUTOR_KNOWN_PRIOR;
	return true;
}

void
tutor_release(struct tutor *tutor)
{
	mem_free(tutor->asked);
	mem_free(tutor->aside);
	mem_free(tutor->beliefs);
	mem_free(tutor->known);
	mem_free(tutor->seen);
	*tutor = (struct tutor){ 0 };
}

static double
bounded(double held)
{
	return held < HELD_LEAST ? HELD_LEAST : held > HELD_MOST ? HELD_MOST : held;
}

void
tutor_recall_belief(struct tutor *tutor, uint32_t belief, double held, uint32_t picks)
{
	CHECK(belief < tutor->belief_count);
	tutor->beliefs[belief] = (struct tutor_belief){ .held = bounded(held), .picks = picks };
}

/* ---- how answers come about ---- */

double
tutor_chance(const struct tutor *tutor, uint32_t item)
{
	double hard = -1.5 + 3 * ((double)tutor->items[item].level - 1) / 4;
	double blind = 1 / (double)tutor->items[item].option_count;

	return blind + (1 - blind) / (1 + prng_exp(hard - tutor->ability));
}

/* An answer that no belief decides. */
static double
free_answer(const struct tutor *tutor, uint32_t item, uint32_t option)
{
	double chance = tutor_chance(tutor, item);

	return option == tutor->items[item].key ? chance :
	    (1 - chance) / (tutor->items[item].option_count - 1);
}

/* Probability of an option under all beliefs but `skip`; the sum over options can pass 1 when many
 * beliefs are likely at once. */
static double
mixed(const struct tutor *tutor, uint32_t item, uint32_t option, uint16_t skip)
{
	const struct tutor_item *row = &tutor->items[item];
	double pulled = 0, here = 0;

	for (uint32_t o = 0; o < row->option_count; o++) {
		double pull;

		if (row->beliefs[o] == TUTOR_NONE || row->beliefs[o] == skip)
			continue;
		pull = ATTRACTION * tutor->beliefs[row->beliefs[o]].held;
		pulled += pull;
		here += o == option ? pull : 0;
	}
	return here + (1 - pulled > FREE_LEAST ? 1 - pulled : FREE_LEAST) *
	    free_answer(tutor, item, option);
}

/* Of an option: how likely for one who holds the belief, and for one who does not. */
static void
likelihoods(const struct tutor *tutor, uint32_t item, uint32_t option, uint16_t belief,
    double *held, double *free)
{
	*free = mixed(tutor, item, option, belief);
	*held = ATTRACTION * (tutor->items[item].beliefs[option] == belief) +
	    (1 - ATTRACTION) * *free;
}

static double
posterior(double prior, double held, double free)
{
	return prior * held / (prior * held + (1 - prior) * free);
}

/* Is this the first option of the item with that belief?  Each belief counts once. */
static bool
first_of(const struct tutor_item *item, uint32_t option)
{
	for (uint32_t o = 0; o < option; o++)
		if (item->beliefs[o] == item->beliefs[option])
			return false;
	return item->beliefs[option] != TUTOR_NONE;
}

/* ---- what to ask ---- */

static double
entropy(double p)
{
	return p <= 0 || p >= 1 ? 0 :
	    -(p * prng_log(p) + (1 - p) * prng_log(1 - p)) / prng_log(2);
}

double
tutor_gain(const struct tutor *tutor, uint32_t item)
{
	const struct tutor_item *row = &tutor->items[item];
	double gain = 0;

	for (uint32_t b = 0; b < row->option_count; b++) {
		double prior, left = 0;

		if (!first_of(row, b))
			continue;
		prior = tutor->beliefs[row->beliefs[b]].held;
		for (uint32_t o = 0; o < row->option_count; o++) {
			double held, free;

			likelihoods(tutor, item, o, row->beliefs[b], &held, &free);
			left += (prior * held + (1 - prior) * free) *
			    entropy(posterior(prior, held, free));
		}
		gain += entropy(prior) - left;
	}
	return gain;
}

uint32_t
tutor_level(uint32_t number, uint32_t of)
{
	CHECK(number >= 1 && number <= of);
	return 1 + 5 * (number - 1) / of;
}

static double
distance(double a, double b)
{
	return a > b ? a - b : b - a;
}

/* The ladder cannot be kept when no item of its rungs is left: then the nearest level. */
static uint32_t
reach(const struct tutor *tutor, uint32_t level)
{
	uint32_t nearest = 1;
	bool any = false;

	for (uint32_t i = 0; i < tutor->item_count; i++) {
		uint32_t off = tutor->items[i].level > level ? tutor->items[i].level - level :
		    level - tutor->items[i].level;

		if (tutor->asked[i] || tutor->aside[i])
			continue;
		if (!any || off < nearest)
			nearest = off;
		any = true;
	}
	return nearest < 1 ? 1 : nearest;
}

uint32_t
tutor_next(const struct tutor *tutor, uint32_t number, uint32_t of)
{
	uint32_t level = tutor_level(number, of), off = reach(tutor, level), best = UINT32_MAX;
	double most = 0;

	for (uint32_t i = 0; i < tutor->item_count; i++) {
		double worth;

		if (tutor->asked[i] || tutor->aside[i] ||
		    tutor->items[i].level + off < level ||
		    tutor->items[i].level > level + off)
			continue;
		worth = tutor_gain(tutor, i) -
		    COMFORT_WEIGHT * distance(tutor_chance(tutor, i), COMFORT);
		if (best == UINT32_MAX || worth > most) {
			best = i;
			most = worth;
		}
	}
	return best;
}

/* ---- what an answer tells ---- */

static void
learn_beliefs(struct tutor *tutor, uint32_t item, uint32_t option, enum tutor_sure sure)
{
	const struct tutor_item *row = &tutor->items[item];
	double now[TUTOR_OPTIONS_MAX];
	uint16_t chosen = row->beliefs[option];

	for (uint32_t b = 0; b < row->option_count; b++) {
		double held, free;

		if (!first_of(row, b))
			continue;
		likelihoods(tutor, item, option, row->beliefs[b], &held, &free);
		now[b] = posterior(tutor->beliefs[row->beliefs[b]].held, held, free);
	}
	for (uint32_t b = 0; b < row->option_count; b++) {
		double odds = 1;

		if (!first_of(row, b))
			continue;
		if (row->beliefs[b] == chosen)
			odds = sure == TUTOR_SURE ? 2 : sure == TUTOR_GUESS ? .7 : 1;
		now[b] = odds * now[b] / (odds * now[b] + 1 - now[b]);
		tutor->beliefs[row->beliefs[b]].held = bounded(now[b]);
	}
	if (chosen != TUTOR_NONE)
		tutor->beliefs[chosen].picks++;
}

static void
weigh_guessing(struct tutor *tutor, uint32_t item, uint32_t option)
{
	double all = 0, here = mixed(tutor, item, option, ALL_BELIEFS);
	uint32_t count = tutor->items[item].option_count;

	for (uint32_t o = 0; o < count; o++)
		all += mixed(tutor, item, o, ALL_BELIEFS);
	tutor->guess_evidence += prng_log(here / all * count);
}

double
tutor_known_after(double known, bool right, uint32_t options)
{
	double guess = 1 / (double)options;
	double yes = right ? 1 - KNOWN_SLIP : KNOWN_SLIP, no = right ? guess : 1 - guess;

	known = known * yes / (known * yes + (1 - known) * no);
	return known + (1 - known) * KNOWN_LEARN;
}

static void
learn_concept(struct tutor *tutor, uint32_t item, bool right)
{
	const struct tutor_item *row = &tutor->items[item];
	double *known = &tutor->known[row->concept];

	*known = tutor_known_after(*known, right, row->option_count);
	tutor->seen[row->concept] = true;
}

void
tutor_answer(struct tutor *tutor, uint32_t item, int option, enum tutor_sure sure)
{
	double chance;
	bool right;

	CHECK(item < tutor->item_count && option < tutor->items[item].option_count);
	chance = tutor_chance(tutor, item);
	right = option == tutor->items[item].key;
	if (option >= 0) {
		weigh_guessing(tutor, item, (uint32_t)option);
		learn_beliefs(tutor, item, (uint32_t)option, sure);
	}
	tutor->ability += ((right ? 1 : 0) - chance) / (1 + .1 * tutor->answers);
	learn_concept(tutor, item, right);
	tutor->answers++;
	tutor->asked[item] = true;
}

void
tutor_repaired(struct tutor_belief *belief)
{
	belief->held = bounded(belief->held * (1 - REPAIRED));
}

void
tutor_meet(struct tutor_belief *belief, bool shown, uint32_t options)
{
	struct tutor_item item = { .level = 2 };
	struct tutor tutor;

	item.option_count = (uint8_t)(options < 2 ? 2 :
	    options > TUTOR_OPTIONS_MAX ? TUTOR_OPTIONS_MAX : options);
	for (uint32_t i = 0; i < TUTOR_OPTIONS_MAX; i++)
		item.beliefs[i] = i == 1 ? 0 : TUTOR_NONE;
	if (tutor_init(&tutor, &item, 1, 1, 1)) {
		if (belief->held > 0)
			tutor_recall_belief(&tutor, 0, belief->held, belief->picks);
		tutor_answer(&tutor, 0, shown ? 1 : 0, TUTOR_THINK);
		*belief = tutor.beliefs[0];
	}
	tutor_release(&tutor);
}

void
tutor_pass(struct tutor *tutor, uint32_t item)
{
	CHECK(item < tutor->item_count);
	tutor->asked[item] = true;
}

/* ---- what can be said ---- */

bool
tutor_guessing(const struct tutor *tutor)
{
	return tutor->answers >= GUARD_AFTER && tutor->guess_evidence < 0;
}

bool
tutor_found(const struct tutor *tutor, uint32_t belief)
{
	CHECK(belief < tutor->belief_count);
	return tutor->beliefs[belief].held >= LIKELY && tutor->beliefs[belief].picks >= 2 &&
	    !tutor_guessing(tutor);
}

bool
tutor_done(const struct tutor *tutor)
{
	for (uint32_t b = 0; b < tutor->belief_count; b++)
		if (tutor->beliefs[b].held > UNLIKELY && !tutor_found(tutor, b))
			return false;
	for (uint32_t c = 0; c < tutor->concept_count; c++)
		if (tutor->known[c] < MASTERED)
			return false;
	return true;
}
