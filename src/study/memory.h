/* study/memory.h - what a model of remembering has to answer; today there is one, FSRS-6.
 *
 * A card's memory is two numbers.  They are a cache: every review is kept, so another model can
 * read the same reviews from the first one on and answer instead.
 */
#ifndef STUDY_MEMORY_H
#define STUDY_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/card.h"

#define MEMORY_WEIGHTS_MAX 21

struct memory_model {
	const char *name;
	uint32_t weight_count;
	double weights[MEMORY_WEIGHTS_MAX]; /* those published, trained on many people */
	/* Brings weights into the range that the model can stand; relearning: how many steps a
	 * forgotten card takes; same_day: reviews of one day count by the short-term rule. */
	void (*clip)(double *weights, uint32_t relearning, bool same_day);
	/* After the first review. */
	struct memory (*first)(const double *weights, enum rating rating);
	/* After another one, `days` whole days later. */
	struct memory (*next)(const double *weights, struct memory memory, double days,
	    enum rating rating, bool same_day);
	/* The probability to remember after `days`, in (0, 1]. */
	double (*recall)(const double *weights, double stability, double days);
	/* The days until recall has fallen to `retention`: exact, neither rounded nor bounded. */
	double (*days_until)(const double *weights, double stability, double retention);
};

#endif
