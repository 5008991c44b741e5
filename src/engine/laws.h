/* engine/laws.h - random durations, bit-identical on every IEEE machine. */
#ifndef ENGINE_LAWS_H
#define ENGINE_LAWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/prng.h"
#include "model/scenario.h"

/* One duration of the law in nanoseconds.  A constant takes nothing from the stream. */
uint64_t law_draw(const struct law *law, struct prng *prng);
/* The mean of its draws. */
double law_mean_ns(const struct law *law);
/* One count of a law of counts (constant, geometric, zipf): 1 or more; and their mean. */
uint32_t law_count(const struct law *law, struct prng *prng);
double law_count_mean(const struct law *law);
/* False: every draw is the same and needs no stream. */
bool law_is_random(const struct law *law);

#endif
