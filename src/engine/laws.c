#include "engine/laws.h"

#include "base/check.h"
#include "base/limits.h"

#define LAW_PPM 1000000u

/* Tails are cut at the longest run there can be. */
static uint64_t
to_ns(double value)
{
	return value < (double)LIMIT_RUN_NS ? (uint64_t)value : LIMIT_RUN_NS;
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
	return prng_below(prng, LAW_PPM) < LAW_PPM - law->share_ppm ? law->other_ns
	                                                            : law->mean_ns;
}

static uint64_t
draw_erlang(const struct law *law, struct prng *prng)
{
	double sum = 0.0;

	for (uint32_t i = 0; i < law->k; i++)
		sum += prng_exponential(prng);
	return to_ns((double)law->mean_ns * sum / law->k);
}

static uint64_t
draw_hyperexponential(const struct law *law, struct prng *prng)
{
	uint64_t mean_ns = prng_below(prng, LAW_PPM) < law->share_ppm ? law->mean_ns
	    : law->other_ns;

	return to_ns((double)mean_ns * prng_exponential(prng));
}

/* e^(m + s Z): s^2 = ln(1 + cv^2), and m such that the mean is as given. */
static uint64_t
draw_lognormal(const struct law *law, struct prng *prng)
{
	double variance = prng_log(1.0 + law->shape * law->shape);
	double power = prng_pow(variance, 0.5) * prng_normal(prng) - variance / 2;

	return to_ns((double)law->mean_ns * prng_exp(power));
}

/* Least value times U^(-1 / alpha), where U = e^-E. */
static uint64_t
draw_pareto(const struct law *law, struct prng *prng)
{
	double least = (double)law->mean_ns * (law->shape - 1.0) / law->shape;

	return to_ns(least * prng_exp(prng_exponential(prng) / law->shape));
}

typedef uint64_t law_draw_fn(const struct law *law, struct prng *prng);

/* A law without a row is refused by name before a run begins. */
static law_draw_fn *const law_table[LAW_COUNT] = {
	[LAW_ERLANG] = draw_erlang,
	[LAW_HYPEREXPONENTIAL] = draw_hyperexponential,
	[LAW_LOGNORMAL] = draw_lognormal,
	[LAW_PARETO] = draw_pareto,
	[LAW_UNIFORM] = draw_uniform,
	[LAW_BIMODAL] = draw_bimodal,
};

uint64_t
law_draw_other(const struct law *law, struct prng *prng)
{
	CHECK(law->kind < LAW_COUNT && law_table[law->kind] != NULL);
	return law_table[law->kind](law, prng);
}

double
law_mean_ns(const struct law *law)
{
	double share = (double)law->share_ppm / LAW_PPM;

	switch (law->kind) {
	case LAW_HYPEREXPONENTIAL:
	case LAW_BIMODAL:
		return share * (double)law->mean_ns + (1 - share) * (double)law->other_ns;
	case LAW_UNIFORM:
		return ((double)law->mean_ns + (double)law->other_ns) / 2;
	case LAW_CONSTANT:
	case LAW_EXPONENTIAL:
	case LAW_ERLANG:
	case LAW_LOGNORMAL:
	case LAW_PARETO:
	case LAW_GEOMETRIC:
	case LAW_ZIPF:
	case LAW_COUNT:
	default:
		return (double)law->mean_ns;
	}
}

/* Zipf's ranks by rejection against the envelope of a continuous law (Devroye, "Non-uniform random
 * variate generation", 1986, X.6): the hat over [k, k + 1) is the density at k. */
static uint32_t
draw_zipf(const struct law *law, struct prng *prng)
{
	double s = law->shape, n = (double)law->k + 1;
	bool one = s > 0.999 && s < 1.001;
	double whole = one ? prng_log(n) : (prng_pow(n, 1 - s) - 1) / (1 - s);

	for (;;) {
		double area = whole * prng_unit(prng);
		double x = one ? prng_exp(area) : prng_pow(1 + area * (1 - s), 1 / (1 - s));
		uint32_t rank = x < 1 ? 1 : x >= (double)law->k ? law->k : (uint32_t)x;
		double under = one ? 1 / x : prng_pow(x, -s);
		double at = prng_pow(rank, -s);
		double bound = one ? 2 : prng_pow(2, s);

		if (prng_unit(prng) * under * bound <= at)
			return rank;
	}
}

uint32_t
law_count(const struct law *law, struct prng *prng)
{
	double count;

	if (law->kind == LAW_ZIPF)
		return draw_zipf(law, prng);
	if (law->kind != LAW_GEOMETRIC || law->count_mean <= 1)
		return (uint32_t)(law->count_mean + 0.5);
	/* 1 + floor(E / -ln(1 - p)), p = 1 / mean */
	count = prng_exponential(prng) / -prng_log(1 - 1 / law->count_mean);
	return count < 1e9 ? 1 + (uint32_t)count : 1000000000u;
}

double
law_count_mean(const struct law *law)
{
	double above = 0, below = 0;

	if (law->kind == LAW_CONSTANT)
		return (double)(uint32_t)(law->count_mean + 0.5);
	if (law->kind != LAW_ZIPF)
		return law->count_mean;
	for (uint32_t rank = 1; rank <= law->k; rank++) {
		double weight = prng_pow(rank, -law->shape);

		above += rank * weight;
		below += weight;
	}
	return above / below;
}

bool
law_is_random(const struct law *law)
{
	return law->kind != LAW_CONSTANT;
}
