/* engine/laws.h - random durations, bit-identical on every IEEE machine. */
#ifndef ENGINE_LAWS_H
#define ENGINE_LAWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/prng.h"
#include "model/scenario.h"

/* Of a law that is neither constant nor exponential. */
uint64_t law_draw_other(const struct law *law, struct prng *prng);
/* Of an exponential law, by a draw with mean 1.  Means and what is drawn are far below 2^63: as
 * signed numbers a processor reads and writes them at once. */
static inline uint64_t
law_scaled_ns(const struct law *law, double draw)
{
	double mean_ns = law->mean_ns <= INT64_MAX ? (double)(int64_t)law->mean_ns
	    : (double)law->mean_ns;
	double drawn_ns = mean_ns * draw;

	return drawn_ns < 0x1p63 ? (uint64_t)(int64_t)drawn_ns : (uint64_t)drawn_ns;
}

/* The same by a number of the stream. */
static inline uint64_t
law_exponential_ns(const struct law *law, uint64_t number)
{
	return law_scaled_ns(law, prng_exponential_of(number));
}

/* One duration of the law in nanoseconds.  A constant takes nothing from the stream. */
static inline uint64_t
law_draw(const struct law *law, struct prng *prng)
{
	if (law->kind == LAW_EXPONENTIAL)
		return law_exponential_ns(law, prng_next(prng));
	return law->kind == LAW_CONSTANT ? law->mean_ns : law_draw_other(law, prng);
}
/* The same as the first draw of a stream of which nothing else is taken. */
static inline uint64_t
law_draw_first(const struct law *law, uint64_t origin)
{
	struct prng prng;

	if (law->kind == LAW_EXPONENTIAL)
		return law_exponential_ns(law, prng_first(origin));
	if (law->kind == LAW_CONSTANT)
		return law->mean_ns;
	prng_init_at(&prng, origin);
	return law_draw_other(law, &prng);
}
/* The mean of its draws. */
double law_mean_ns(const struct law *law);
/* One count of a law of counts (constant, geometric, zipf): 1 or more; and their mean. */
uint32_t law_count(const struct law *law, struct prng *prng);
double law_count_mean(const struct law *law);
/* False: every draw is the same and needs no stream. */
bool law_is_random(const struct law *law);

#endif
