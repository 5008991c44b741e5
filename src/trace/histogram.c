#include "trace/histogram.h"

#include "base/check.h"

#define EXACT 256u
#define PER_OCTAVE 128u
#define EXACT_BITS 8

/* Position of the highest bit; value > 0. */
static unsigned
top_bit(uint64_t value)
{
	return 63 - (unsigned)__builtin_clzll(value);
}

static uint32_t
bucket_of(uint64_t value)
{
	unsigned octave;

	if (value < EXACT)
		return (uint32_t)value;
	octave = top_bit(value) - EXACT_BITS;
	/* The top eight bits, of which the highest is always set, place it in its octave. */
	return EXACT + octave * PER_OCTAVE +
	    (uint32_t)(value >> (octave + 1)) - PER_OCTAVE;
}

/* The middle of a bucket. */
static uint64_t
value_of(uint32_t bucket)
{
	uint32_t octave, step;
	uint64_t low;

	if (bucket < EXACT)
		return bucket;
	octave = (bucket - EXACT) / PER_OCTAVE;
	step = (bucket - EXACT) % PER_OCTAVE + PER_OCTAVE;
	low = (uint64_t)step << (octave + 1);
	return low + ((uint64_t)1 << octave);
}

void
histogram_add_many(struct histogram *histogram, uint64_t value, uint64_t times)
{
	if (times == 0)
		return;
	if (histogram->count == 0 || value < histogram->least)
		histogram->least = value;
	if (value > histogram->greatest)
		histogram->greatest = value;
	histogram->count += times;
	histogram->sum += (wide_sum)value * times;
	histogram->buckets[bucket_of(value)] += times;
}

void
histogram_add(struct histogram *histogram, uint64_t value)
{
	histogram_add_many(histogram, value, 1);
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
