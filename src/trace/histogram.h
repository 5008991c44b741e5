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

/* Zeroed memory is an empty histogram. */
void histogram_add(struct histogram *histogram, uint64_t value);
/* The same value several times. */
void histogram_add_many(struct histogram *histogram, uint64_t value, uint64_t times);
/* Exact, rounded to a double; 0 when empty. */
double histogram_mean(const struct histogram *histogram);
/* The value that at least `permille` thousandths of all values do not exceed (nearest rank), within
 * 0.4 %, never below the least nor above the greatest; 0 when empty. */
uint64_t histogram_quantile(const struct histogram *histogram, uint32_t permille);

#endif
