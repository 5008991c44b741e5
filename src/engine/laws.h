/* engine/laws.h - random durations, bit-identical on every IEEE machine. */
#ifndef ENGINE_LAWS_H
#define ENGINE_LAWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/prng.h"
#include "model/scenario.h"

/* Of a law that is neither constant nor exponential. */
uint64_t law_draw_other(const struct law *law, struct prng *prng);
/* One duration of the law in nanoseconds.  A constant takes nothing from the stream. */
static inline uint64_t
law_draw(const struct law *law, struct prng *prng)
{
	if (law->kind == LAW_EXPONENTIAL)
		return (uint64_t)((double)law->mean_ns * prng_exponential(prng));
	return law->kind == LAW_CONSTANT ? law->mean_ns : law_draw_other(law, prng);
}
/* The mean of its draws. */
double law_mean_ns(const struct law *law);
/* One count of a law of counts (constant, geometric, zipf): 1 or more; and their mean. */
uint32_t law_count(const struct law *law, struct prng *prng);
double law_count_mean(const struct law *law);
/* False: every draw is the same and needs no stream. */
bool law_is_random(const struct law *law);

#endif
