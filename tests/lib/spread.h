/* lib/spread.h - a figure over runs against what theory says: within four of the standard errors
 * that the runs themselves give.  Sanitised, few runs are made and no figure is judged.
 */
#ifndef TESTS_LIB_SPREAD_H
#define TESTS_LIB_SPREAD_H

#include <stdbool.h>

#include "lib/share.h"

#define SPREAD_SEEDS (SANITISED ? 4u : 20u)

struct spread {
	unsigned count;
	double sum, squares;
};

void spread_add(struct spread *spread, double value);
double spread_mean(const struct spread *spread);
double spread_error(const struct spread *spread);
/* False, and says `what`, when the mean is further than four standard errors and a share of the
 * expected value from it. */
bool spread_is_about(const struct spread *spread, double expected, double share,
    const char *what);
/* Fails the test, and says `what`, when the mean is not within four standard errors of it. */
void assert_spread(const struct spread *spread, double expected, const char *what);
/* The same with a share of the expected value beside them, for laws of a limit. */
void assert_spread_about(const struct spread *spread, double expected, double share,
    const char *what);
/* Fails unless the mean is above 0, or below, by more than four standard errors. */
void assert_spread_sign(const struct spread *spread, bool positive, const char *what);

/* The known answer of a row of tests/routing.tsv or tests/sessions.tsv ("hash_ring",
 * "servers=4;vnodes=1", ...). */
double known_answer(const char *family, const char *params, const char *quantity);

#endif
