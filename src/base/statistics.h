/* base/statistics.h - mean and spread of numbers that come one after the other.
 *
 * Welford's running sums: nothing is kept of a number once it is in, equal numbers have exactly
 * their mean and no spread, and the same numbers in the same order give the same bits.
 */
#ifndef BASE_STATISTICS_H
#define BASE_STATISTICS_H

#include <stdint.h>

struct statistics {
	uint64_t count;
	double mean, squares; /* squares: sum of squared distances from the mean */
	double min, max;
};

/* Zeroed memory has no numbers yet. */
void statistics_add(struct statistics *statistics, double value);
/* Standard deviation (n - 1), and the standard error of the mean; NAN with fewer than two. */
double statistics_sd(const struct statistics *statistics);
double statistics_se(const struct statistics *statistics);
/* The mean without one of the numbers that are in it; NAN when no other is left. */
double statistics_mean_without(const struct statistics *statistics, double value);

#endif
