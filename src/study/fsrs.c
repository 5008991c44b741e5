#include "study/fsrs.h"

#include "base/check.h"
#include "base/prng.h"

static double
clamp(double value, double least, double most)
{
	return value < least ? least : value > most ? most : value;
}

static double
bounded(double stability)
{
	return clamp(stability, FSRS_STABILITY_MIN, FSRS_STABILITY_MAX);
}

/* The curve goes through .9 at t = S whatever its decay is. */
static double
factor(const double *w)
{
	return prng_pow(0.9, -1 / w[20]) - 1;
}

static double
recall(const double *w, double stability, double days)
{
	return days <= 0 ? 1 : prng_pow(1 + factor(w) * days / stability, -w[20]);
}

static double
days_until(const double *w, double stability, double retention)
{
	return stability * (prng_pow(retention, -1 / w[20]) - 1) / factor(w);
}

/* ---- difficulty ---- */

static double
first_difficulty(const double *w, enum rating rating)
{
	return w[4] - prng_exp(((double)rating - 1) * w[5]) + 1;
}

/* A grade moves it, less the harder the card is already; then it is drawn back a little to where
 * an easy card begins (which is not bounded here). */
static double
next_difficulty(const double *w, double difficulty, enum rating rating)
{
	double moved = difficulty - w[6] * ((double)rating - 3) * (10 - difficulty) / 9;

	return clamp(w[7] * first_difficulty(w, RATING_EASY) + (1 - w[7]) * moved, 1, 10);
}

/* ---- stability ---- */

static double
after_success(const double *w, struct memory memory, double recalled, enum rating rating)
{
	double growth = prng_exp(w[8]) * (11 - memory.difficulty) *
	    prng_pow(memory.stability, -w[9]) * (prng_exp(w[10] * (1 - recalled)) - 1);

	if (rating == RATING_HARD)
		growth *= w[15];
	if (rating == RATING_EASY)
		growth *= w[16];
	return memory.stability * (1 + growth);
}

/* Never above what it was: with the short-term rule on, not above what an Again of the same day
 * would have left. */
static double
after_failure(const double *w, struct memory memory, double recalled, bool same_day)
{
	double most = same_day ? memory.stability / prng_exp(w[17] * w[18]) : memory.stability;
	double left = w[11] * prng_pow(memory.difficulty, -w[12]) *
	    (prng_pow(memory.stability + 1, w[13]) - 1) * prng_exp(w[14] * (1 - recalled));

	return left < most ? left : most;
}

static double
after_same_day(const double *w, double stability, enum rating rating)
{
	double increase = prng_pow(stability, -w[19]) *
	    prng_exp(w[17] * ((double)rating - 3 + w[18]));

	if (rating != RATING_AGAIN && increase < 1)
		increase = 1;
	return stability * increase;
}

static struct memory
first(const double *w, enum rating rating)
{
	CHECK(rating >= RATING_AGAIN && rating <= RATING_EASY);
	return (struct memory){
		.stability = bounded(w[rating - 1] < 0.1 ? 0.1 : w[rating - 1]),
		.difficulty = clamp(first_difficulty(w, rating), 1, 10),
	};
}

static struct memory
next(const double *w, struct memory memory, double days, enum rating rating, bool same_day)
{
	double stability, recalled = recall(w, memory.stability, days);

	CHECK(rating >= RATING_AGAIN && rating <= RATING_EASY);
	if (days <= 0 && same_day)
		stability = after_same_day(w, memory.stability, rating);
	else if (rating == RATING_AGAIN)
		stability = after_failure(w, memory, recalled, same_day);
	else
		stability = after_success(w, memory, recalled, rating);
	return (struct memory){ .stability = bounded(stability),
		.difficulty = next_difficulty(w, memory.difficulty, rating) };
}

/* ---- weights ---- */

static const double ranges[MEMORY_WEIGHTS_MAX][2] = {
	{ .001, 100 }, { .001, 100 }, { .001, 100 }, { .001, 100 }, { 1, 10 }, { .001, 4 },
	{ .001, 4 }, { .001, .75 }, { 0, 4.5 }, { 0, .8 }, { .001, 3.5 }, { .001, 5 },
	{ .001, .25 }, { .001, .9 }, { 0, 4 }, { 0, 1 }, { 1, 6 }, { 0, 2 }, { 0, 2 },
	{ .01, .8 }, { .1, .8 },
};

/* Square root by Newton's steps: x in [0, 1000]. */
static double
root(double x)
{
	double guess = x > 1 ? x : 1;

	for (int i = 0; i < 60; i++)
		guess = (guess + x / guess) / 2;
	return guess;
}

static void
clip(double *w, uint32_t relearning, bool same_day)
{
	for (uint32_t i = 0; i < MEMORY_WEIGHTS_MAX; i++)
		w[i] = clamp(w[i], i == 19 && !same_day ? 0 : ranges[i][0], ranges[i][1]);
	/* Several steps on the day of a lapse must not bring back more than the lapse took. */
	if (relearning > 1) {
		double taken = -(prng_log(w[11]) + prng_log(prng_pow(2, w[13]) - 1) + 0.3 * w[14]);
		double most = clamp(root(taken > 0 ? taken / relearning : 0), .01, 2);

		w[17] = clamp(w[17], 0, most);
		w[18] = clamp(w[18], 0, most);
	}
}

const struct memory_model fsrs6 = {
	.name = "FSRS-6",
	.weight_count = 21,
	.weights = { 0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666,
	    0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542 },
	.clip = clip,
	.first = first,
	.next = next,
	.recall = recall,
	.days_until = days_until,
};
