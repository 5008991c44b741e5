#include "engine/laws.h"

#include "base/check.h"

#define LAW_PPM 1000000u

static uint64_t
draw_constant(const struct law *law, struct prng *prng)
{
	(void)prng;
	return law->mean_ns;
}

static uint64_t
draw_exponential(const struct law *law, struct prng *prng)
{
	return (uint64_t)((double)law->mean_ns * prng_exponential(prng));
}

static uint64_t
draw_uniform(const struct law *law, struct prng *prng)
{
	uint64_t low = law->mean_ns, high = law->other_ns;

	if (high <= low)
		return low;
	return high - low == UINT64_MAX ? prng_next(prng) : low + prng_below(prng, high - low + 1);
}

static uint64_t
draw_bimodal(const struct law *law, struct prng *prng)
{
	return prng_below(prng, LAW_PPM) < law->share_ppm ? law->other_ns : law->mean_ns;
}

typedef uint64_t law_draw_fn(const struct law *law, struct prng *prng);

/* A law without a row is refused by name before a run begins. */
static law_draw_fn *const law_table[LAW_COUNT] = {
	[LAW_CONSTANT] = draw_constant,
	[LAW_EXPONENTIAL] = draw_exponential,
	[LAW_UNIFORM] = draw_uniform,
	[LAW_BIMODAL] = draw_bimodal,
};

uint64_t
law_draw(const struct law *law, struct prng *prng)
{
	CHECK(law->kind < LAW_COUNT && law_table[law->kind] != NULL);
	return law_table[law->kind](law, prng);
}

bool
law_is_random(const struct law *law)
{
	return law->kind != LAW_CONSTANT;
}
