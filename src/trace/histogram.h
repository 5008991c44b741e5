/* trace/histogram.h - how values are distributed: log-linear buckets over all 64-bit integers.
 *
 *    0 .. 255                one bucket a value: exact
 *    2^k .. 2^(k+1) - 1      128 buckets of equal width: the middle of one is at most 1/256 off
 *
 * So a percentile is wrong by at most 0.4 %, whatever the range; count, sum, least and greatest are
 * exact, and the memory is fixed.  Source: the layout of HdrHistogram, without its floating point.
 */
#ifndef TRACE_HISTOGRAM_H
#define TRACE_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS (256 + (64 - 8) * 128)

/* Sums of products of 64-bit numbers: bytes times nanoseconds, say. */
__extension__ typedef unsigned __int128 wide_sum;

struct histogram {
	uint64_t count, least, greatest;
	wide_sum sum;
	uint64_t buckets[HISTOGRAM_BUCKETS];
};

#define HISTOGRAM_EXACT 256u
#define HISTOGRAM_EXACT_BITS 8
#define HISTOGRAM_PER_OCTAVE 128u

static inline uint32_t
histogram_bucket(uint64_t value)
{
	unsigned octave;

	if (value < HISTOGRAM_EXACT)
		return (uint32_t)value;
	octave = 63 - (unsigned)__builtin_clzll(value) - HISTOGRAM_EXACT_BITS;
	/* The top eight bits, of which the highest is always set, place it in its octave. */
	return HISTOGRAM_EXACT + octave * HISTOGRAM_PER_OCTAVE +
	    (uint32_t)(value >> (octave + 1)) - HISTOGRAM_PER_OCTAVE;
}

/* The same value several times.  Zeroed memory is an empty histogram. */
static inline void
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
	histogram->buckets[histogram_bucket(value)] += times;
}

static inline void
histogram_add(struct histogram *histogram, uint64_t value)
{
	histogram_add_many(histogram, value, 1);
}

/* Exact, rounded to a double; 0 when empty. */
double histogram_mean(const struct histogram *histogram);
/* The value that at least `permille` thousandths of all values do not exceed (nearest rank), within
 * 0.4 %, never below the least nor above the greatest; 0 when empty. */
uint64_t histogram_quantile(const struct histogram *histogram, uint32_t permille);

#endif
