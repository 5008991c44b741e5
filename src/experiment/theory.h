/* experiment/theory.h - the few laws that say beforehand what a run will measure, each with what it
 * assumes.
 *
 * A law is drawn only where the scenario meets its assumptions; what it gives is not fitted to
 * anything.  Adding one is a row and two functions.
 */
#ifndef EXPERIMENT_THEORY_H
#define EXPERIMENT_THEORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/scenario.h"

struct theory {
	const char *name;    /* "M/M/c": how it is called */
	const char *measure; /* what it is about: "time_ns.mean", "A/B" */
	const char *says;    /* one sentence, its assumptions too */
	bool (*fits)(const struct scenario *scenario);
	/* In the measure's unit; infinite where there is no steady state. */
	double (*value)(const struct scenario *scenario);
	/* How long a station remembers that it began empty, in nanoseconds: its relaxation time.
	 * NULL: what the law is about does not depend on that. */
	double (*memory_ns)(const struct scenario *scenario);
};

extern const struct theory theories[];
extern const uint32_t theory_count;

/* Requests that come within some four times that: after these a run is as at any time.  0: the law
 * needs none.  `left_out`: how many the scenario's warm-up is worth. */
double theory_remembers(const struct theory *theory, const struct scenario *scenario,
    double *left_out);
/* The law of this measure that fits the scenario, or NULL. */
const struct theory *theory_find(const char *measure, const struct scenario *scenario);

#endif
