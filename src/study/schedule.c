#include "study/schedule.h"

#include <string.h>

#include "base/check.h"
#include "base/prng.h"
#include "study/fsrs.h"

#define DAY_S 86400
#define MINUTE_S 60u
#define SPREAD_FROM_DAYS 2.5 /* shorter intervals stay as they are */

void
schedule_init(struct schedule *schedule, uint64_t seed)
{
	*schedule = (struct schedule){
		.model = &fsrs6,
		.retention = .9,
		.max_days = 36500,
		.learning_s = { 60, 600 },
		.learning_count = 2,
		.relearning_s = { 600 },
		.relearning_count = 1,
		.same_day = true,
		.fuzz = true,
		.seed = seed,
		.day_start_s = 4 * 3600,
	};
	memcpy(schedule->weights, fsrs6.weights, sizeof(schedule->weights));
	CHECK(schedule_settle(schedule) == NULL);
}

static const char *
wrong_steps(const uint32_t *steps, uint32_t count)
{
	if (count > SCHEDULE_STEPS_MAX)
		return "at most 8 steps";
	for (uint32_t i = 0; i < count; i++)
		if (steps[i] < MINUTE_S || steps[i] >= DAY_S)
			return "a step is at least a minute and less than a day: days are the "
			       "scheduler's";
	return NULL;
}

const char *
schedule_settle(struct schedule *schedule)
{
	const char *wrong = wrong_steps(schedule->learning_s, schedule->learning_count);

	if (wrong == NULL)
		wrong = wrong_steps(schedule->relearning_s, schedule->relearning_count);
	if (wrong != NULL)
		return wrong;
	if (!(schedule->retention >= SCHEDULE_RETENTION_LEAST) ||
	    !(schedule->retention <= SCHEDULE_RETENTION_MOST))
		return "the desired retention is between 0.80 and 0.95";
	if (schedule->max_days < 1 || schedule->max_days > 36500)
		return "the longest interval is between 1 and 36500 days";
	if (schedule->day_start_s < 0 || schedule->day_start_s >= DAY_S)
		return "a day starts between 0:00 and 23:59";
	for (uint32_t i = 0; i < schedule->model->weight_count; i++)
		if (!(schedule->weights[i] > -1e6) || !(schedule->weights[i] < 1e6))
			return "a weight is not a number";
	schedule->model->clip(schedule->weights, schedule->relearning_count, schedule->same_day);
	return NULL;
}

/* ---- days ---- */

int64_t
schedule_day(const struct schedule *schedule, struct moment now)
{
	int64_t local_s = now.at_s + now.offset_s - schedule->day_start_s;

	return local_s >= 0 ? local_s / DAY_S : -((-local_s + DAY_S - 1) / DAY_S);
}

static uint32_t
elapsed_days(const struct schedule *schedule, const struct card *card, struct moment now)
{
	int64_t days = schedule_day(schedule, now) - card->last_day;

	return days < 0 ? 0 : days > UINT32_MAX ? UINT32_MAX : (uint32_t)days;
}

bool
schedule_is_due(const struct schedule *schedule, const struct card *card, struct moment now)
{
	switch (card->state) {
	case CARD_NEW:
		return true;
	case CARD_LEARNING:
	case CARD_RELEARNING:
		return now.at_s >= card->due_s;
	case CARD_REVIEW:
		break;
	}
	return schedule_day(schedule, now) >= card->due_day;
}

double
schedule_recall(const struct schedule *schedule, const struct card *card, struct moment now)
{
	if (card->state == CARD_NEW)
		return 0;
	return schedule->model->recall(schedule->weights, card->memory.stability,
	    elapsed_days(schedule, card, now));
}

/* ---- intervals ---- */

static uint32_t
rounded(double value)
{
	return (uint32_t)(value + 0.5);
}

static double
part(double value, double from, double to)
{
	double end = value < to ? value : to;

	return end > from ? end - from : 0;
}

void
schedule_spread(uint32_t max_days, double days, uint32_t elapsed, uint32_t *least, uint32_t *most)
{
	double delta = 1 + .15 * part(days, 2.5, 7) + .10 * part(days, 7, 20) +
	    .05 * part(days, 20, 1e9);

	*least = days - delta < 2 ? 2 : rounded(days - delta);
	*most = days + delta > max_days ? max_days : rounded(days + delta);
	if (days > elapsed && *least < elapsed + 1)
		*least = elapsed + 1;
	if (*least > *most)
		*least = *most;
}

/* The draw of this review: one for all four ratings, so that a better one never comes sooner. */
static double
draw(const struct schedule *schedule, const struct card *card, uint64_t id)
{
	struct prng prng;

	prng_init(&prng, schedule->seed ^ id, card->reps);
	return prng_unit(&prng);
}

static uint32_t
interval(const struct schedule *schedule, const struct card *card, uint64_t id, double stability,
    uint32_t elapsed)
{
	double exact = schedule->model->days_until(schedule->weights, stability,
	    schedule->retention);
	uint32_t days = exact >= schedule->max_days ? schedule->max_days : rounded(exact);
	uint32_t least, most;

	if (days < 1)
		days = 1;
	if (!schedule->fuzz || days < SPREAD_FROM_DAYS)
		return days;
	schedule_spread(schedule->max_days, days, elapsed, &least, &most);
	return least + (uint32_t)(draw(schedule, card, id) * (most - least + 1));
}

static uint32_t
more(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* A better answer comes back later by a day at least. */
static void
put_in_order(uint32_t days[4], bool all, uint32_t max_days)
{
	if (all && days[0] > days[1])
		days[0] = days[1];
	if (days[1] > days[2])
		days[1] = days[2];
	if (all)
		days[1] = more(days[1], days[0] + 1);
	days[2] = more(days[2], days[1] + 1);
	days[3] = more(days[3], days[2] + 1);
	for (int i = 0; i < 4; i++)
		if (days[i] > max_days)
			days[i] = max_days;
}

/* ---- a review ---- */

/* Seconds until Hard brings the card back on this step: on the first one the mean of the first two,
 * or half more than the only one, in whole minutes. */
static uint32_t
hard_step(const uint32_t *steps, uint32_t count, uint32_t step)
{
	uint32_t twice;

	if (step > 0)
		return steps[step];
	twice = count > 1 ? steps[0] + steps[1] : 3 * steps[0];
	return (twice + MINUTE_S) / (2 * MINUTE_S) * MINUTE_S;
}

static void
wait_step(struct card *card, enum card_state state, uint32_t step, uint32_t seconds,
    struct moment now)
{
	card->state = state;
	card->step = step;
	card->days = 0;
	card->due_s = now.at_s + seconds;
}

/* Within the steps of a day; false when the card leaves them. */
static bool
goes_by_steps(const struct schedule *schedule, struct card *card, struct moment now,
    enum rating rating)
{
	bool learning = card->state == CARD_NEW || card->state == CARD_LEARNING;
	enum card_state state = learning ? CARD_LEARNING : CARD_RELEARNING;
	const uint32_t *steps = learning ? schedule->learning_s : schedule->relearning_s;
	uint32_t count = learning ? schedule->learning_count : schedule->relearning_count;
	uint32_t step = card->state == CARD_NEW || card->state == CARD_REVIEW ? 0 : card->step;

	if (!schedule->same_day || count == 0 || rating == RATING_EASY ||
	    (card->state == CARD_REVIEW && rating != RATING_AGAIN))
		return false;
	if (step >= count) /* the settings have fewer steps now */
		step = count - 1;
	if (rating == RATING_AGAIN)
		wait_step(card, state, 0, steps[0], now);
	else if (rating == RATING_HARD)
		wait_step(card, state, step, hard_step(steps, count, step), now);
	else if (step + 1 < count)
		wait_step(card, state, step + 1, steps[step + 1], now);
	else
		return false;
	return true;
}

void
schedule_preview(const struct schedule *schedule, const struct card *card, uint64_t id,
    struct moment now, struct card futures[4])
{
	uint32_t elapsed = card->state == CARD_NEW ? 0 : elapsed_days(schedule, card, now);
	uint32_t days[4];

	for (int i = 0; i < 4; i++) {
		enum rating rating = (enum rating)(i + 1);
		struct card *future = &futures[i];

		*future = *card;
		future->memory = card->state == CARD_NEW ?
		    schedule->model->first(schedule->weights, rating) :
		    schedule->model->next(schedule->weights, card->memory, elapsed, rating,
		    schedule->same_day);
		days[i] = interval(schedule, card, id, future->memory.stability, elapsed);
		future->reps++;
		future->lapses += card->state == CARD_REVIEW && rating == RATING_AGAIN;
		future->last_s = now.at_s;
		future->last_day = schedule_day(schedule, now);
	}
	if (card->state == CARD_REVIEW || !schedule->same_day)
		put_in_order(days, !schedule->same_day, schedule->max_days);
	for (int i = 0; i < 4; i++) {
		if (!goes_by_steps(schedule, &futures[i], now, (enum rating)(i + 1))) {
			futures[i].state = CARD_REVIEW;
			futures[i].step = 0;
			futures[i].days = days[i];
			futures[i].due_s = now.at_s + (int64_t)days[i] * DAY_S;
		}
		futures[i].due_day = futures[i].last_day + futures[i].days;
	}
}

struct card
schedule_review(const struct schedule *schedule, const struct card *card, uint64_t id,
    struct moment now, enum rating rating)
{
	struct card futures[4];

	CHECK(rating >= RATING_AGAIN && rating <= RATING_EASY);
	schedule_preview(schedule, card, id, now, futures);
	return futures[rating - 1];
}
