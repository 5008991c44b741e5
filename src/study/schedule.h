/* study/schedule.h - when a card comes back: learning steps of minutes, then days by a model of
 * memory (study/memory.h).
 *
 * Pure: time, chance and place on earth are arguments.  Days are counted from `day_start_s` after
 * local midnight, so that an evening that ends at one in the morning is still today; a clock set
 * back gives 0 days, never a negative number.
 */
#ifndef STUDY_SCHEDULE_H
#define STUDY_SCHEDULE_H

#include "model/card.h"
#include "study/memory.h"

#define SCHEDULE_STEPS_MAX 8
#define SCHEDULE_RETENTION_LEAST .80 /* below, intervals grow to years */
#define SCHEDULE_RETENTION_MOST .95

struct schedule {
	const struct memory_model *model;
	double weights[MEMORY_WEIGHTS_MAX];
	double retention;  /* the probability to remember at which a card comes back */
	uint32_t max_days;
	uint32_t learning_s[SCHEDULE_STEPS_MAX], learning_count;
	uint32_t relearning_s[SCHEDULE_STEPS_MAX], relearning_count;
	bool same_day;     /* reviews of one day count by the model's short-term rule */
	bool fuzz;         /* days are spread a little, so that cards made together part */
	uint64_t seed;     /* of that spread */
	int32_t day_start_s; /* seconds after local midnight at which a day begins */
};

/* FSRS-6 as published: retention .9, steps 1m 10m, 10m after a lapse, 100 years at most, day start
 * at 4 in the morning, spread on. */
void schedule_init(struct schedule *schedule, uint64_t seed);
/* Brings weights into range: after they were set.  NULL, or what is wrong with the settings in a
 * sentence (retention out of range, a step of a day or more, ...). */
const char *schedule_settle(struct schedule *schedule);

/* The day of a moment, counted from some day: only differences mean something. */
int64_t schedule_day(const struct schedule *schedule, struct moment now);
bool schedule_is_due(const struct schedule *schedule, const struct card *card, struct moment now);
/* The probability to remember now; 0 for a new card. */
double schedule_recall(const struct schedule *schedule, const struct card *card,
    struct moment now);
/* The card after a review.  `id` is any number that stays the same for this card: the spread is
 * drawn from the seed, it and the count of reviews, so a replay draws the same. */
struct card schedule_review(const struct schedule *schedule, const struct card *card, uint64_t id,
    struct moment now, enum rating rating);
/* All four futures, [rating - 1]. */
void schedule_preview(const struct schedule *schedule, const struct card *card, uint64_t id,
    struct moment now, struct card futures[4]);
/* Bounds of the spread of an interval of `days`, when `elapsed` passed since the last review:
 * least, most, both included.  Intervals under 2.5 days are not spread. */
void schedule_spread(uint32_t max_days, double days, uint32_t elapsed, uint32_t *least,
    uint32_t *most);

#endif
