#include "base/statistics.h"

#include <math.h>

void
statistics_add(struct statistics *statistics, double value)
{
	double distance = value - statistics->mean;

	if (statistics->count == 0 || value < statistics->min)
		statistics->min = value;
	if (statistics->count == 0 || value > statistics->max)
		statistics->max = value;
	statistics->count++;
	statistics->mean += distance / (double)statistics->count;
	statistics->squares += distance * (value - statistics->mean);
}

double
statistics_sd(const struct statistics *statistics)
{
	if (statistics->count < 2)
		return (double)NAN;
	return sqrt(statistics->squares / (double)(statistics->count - 1));
}

double
statistics_se(const struct statistics *statistics)
{
	return statistics_sd(statistics) / sqrt((double)statistics->count);
}

double
statistics_mean_without(const struct statistics *statistics, double value)
{
	if (statistics->count < 2)
		return (double)NAN;
	return statistics->mean +
	    (statistics->mean - value) / (double)(statistics->count - 1);
}
