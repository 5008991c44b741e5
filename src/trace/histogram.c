#include "trace/histogram.h"

#include "base/check.h"

/* The middle of a bucket. */
static uint64_t
value_of(uint32_t bucket)
{
	uint32_t octave, step;
	uint64_t low;

	if (bucket < HISTOGRAM_EXACT)
		return bucket;
	octave = (bucket - HISTOGRAM_EXACT) / HISTOGRAM_PER_OCTAVE;
	step = (bucket - HISTOGRAM_EXACT) % HISTOGRAM_PER_OCTAVE + HISTOGRAM_PER_OCTAVE;
	low = (uint64_t)step << (octave + 1);
	return low + ((uint64_t)1 << octave);
}

double
histogram_mean(const struct histogram *histogram)
{
	if (histogram->count == 0)
		return 0;
	return (double)histogram->sum / (double)histogram->count;
}

uint64_t
histogram_quantile(const struct histogram *histogram, uint32_t permille)
{
	uint64_t rank, seen = 0, value;
	uint32_t bucket = 0;

	CHECK(permille <= 1000);
	if (histogram->count == 0)
		return 0;
	rank = (uint64_t)(((wide_sum)histogram->count * permille + 999) / 1000);
	if (rank == 0)
		rank = 1;
	while ((seen += histogram->buckets[bucket]) < rank)
		bucket++;
	value = value_of(bucket);
	if (value < histogram->least)
		return histogram->least;
	return value > histogram->greatest ? histogram->greatest : value;
}
