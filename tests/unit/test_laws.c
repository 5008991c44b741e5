/* Laws of durations: mean and variance of many draws against the formulas. */
#include "lib/assert.h"

#include "base/limits.h"
#include "engine/laws.h"

#define DRAWS 400000
#define MS 1000000u

/* Means within 4 standard errors of the formula, variances within 4 %. */
static void
assert_moments(const struct law *law, double mean_ms, double variance_ms2, uint64_t seed)
{
	struct prng prng;
	double sum = 0, squares = 0, mean, deviation;

	prng_init(&prng, seed, 0);
	for (int i = 0; i < DRAWS; i++) {
		double value = (double)law_draw(law, &prng) / MS - mean_ms;

		sum += value;
		squares += value * value;
	}
	mean = sum / DRAWS;
	deviation = prng_pow(variance_ms2 / DRAWS, 0.5);
	assert_close(mean, 0, 4 * deviation);
	assert_near(squares / DRAWS - mean * mean, variance_ms2, 0.04 * variance_ms2);
	assert_close(law_mean_ns(law) / MS, mean_ms, 1e-9);
	assert_true(law_is_random(law));
}

static void
law__erlang__mean_and_mean_squared_over_k(void **state)
{
	static const struct law law = { .kind = LAW_ERLANG, .mean_ns = 10 * MS, .k = 4 };
	static const struct law one = { .kind = LAW_ERLANG, .mean_ns = 10 * MS, .k = 1 };

	(void)state;
	assert_moments(&law, 10, 25, 1);
	assert_moments(&one, 10, 100, 2);
}

static void
law__hyperexponential__mixture(void **state)
{
	static const struct law law = { .kind = LAW_HYPEREXPONENTIAL, .mean_ns = 2 * MS,
		.other_ns = 20 * MS, .share_ppm = 900000 };

	(void)state;
	/* 0.9 * 2 + 0.1 * 20 = 3.8; 2 (0.9 * 4 + 0.1 * 400) - 3.8^2 = 72.76 */
	assert_moments(&law, 3.8, 72.76, 3);
}

static void
law__lognormal__mean_and_cv_as_given(void **state)
{
	static const struct law law = { .kind = LAW_LOGNORMAL, .mean_ns = 10 * MS, .shape = 0.5 };
	static const struct law wide = { .kind = LAW_LOGNORMAL, .mean_ns = 10 * MS, .shape = 1 };

	(void)state;
	assert_moments(&law, 10, 25, 4);
	assert_moments(&wide, 10, 100, 5);
}

static void
law__pareto__mean_and_tail(void **state)
{
	static const struct law law = { .kind = LAW_PARETO, .mean_ns = 10 * MS, .shape = 9 };
	static const struct law heavy = { .kind = LAW_PARETO, .mean_ns = 10 * MS, .shape = 1.5 };
	struct prng prng;
	int beyond = 0;

	(void)state;
	/* variance: mean^2 / (alpha (alpha - 2)) */
	assert_moments(&law, 10, 100.0 / 63, 6);
	/* least value 10 / 3; P(X > 100) = 30^-1.5 = 0.0060858 */
	prng_init(&prng, 7, 0);
	for (int i = 0; i < DRAWS; i++) {
		uint64_t value = law_draw(&heavy, &prng);

		assert_true(value >= 3333333 && value <= LIMIT_RUN_NS);
		beyond += value > 100ull * MS;
	}
	assert_close(beyond / (double)DRAWS, 0.0060858, 4 * 0.000123);
}

/* Mean and variance of counts, within 4 standard errors and 4 %. */
static void
assert_counts(const struct law *law, double mean, double variance, uint64_t seed)
{
	struct prng prng;
	double sum = 0, squares = 0;

	prng_init(&prng, seed, 0);
	for (int i = 0; i < DRAWS; i++) {
		double value = law_count(law, &prng);

		assert_true(value >= 1);
		sum += value;
		squares += value * value;
	}
	sum /= DRAWS;
	assert_near(sum, mean, 4 * prng_pow(variance / DRAWS, 0.5));
	assert_near(squares / DRAWS - sum * sum, variance, 0.04 * variance);
	assert_close(law_count_mean(law), mean, 1e-9);
}

static void
law__counts__geometric_and_zipf(void **state)
{
	static const struct law five = { .kind = LAW_GEOMETRIC, .count_mean = 5 };
	static const struct law zipf = { .kind = LAW_ZIPF, .k = 3, .shape = 1 };
	static const struct law steep = { .kind = LAW_ZIPF, .k = 2, .shape = 2 };

	(void)state;
	assert_counts(&five, 5, 20, 8); /* variance (1 - p) / p^2 */
	/* weights 6 3 2 of 11: mean 18/11; 6 + 12 + 18 = 36 of 11 less its square */
	assert_counts(&zipf, 18.0 / 11, 36.0 / 11 - 324.0 / 121, 9);
	assert_counts(&steep, 1.2, 0.16, 10);
}

static void
law__any__same_draws_everywhere(void **state)
{
	static const struct law laws[] = {
		{ .kind = LAW_ERLANG, .mean_ns = 10 * MS, .k = 3 },
		{ .kind = LAW_HYPEREXPONENTIAL, .mean_ns = MS, .other_ns = 9 * MS,
		    .share_ppm = 500000 },
		{ .kind = LAW_LOGNORMAL, .mean_ns = 10 * MS, .shape = 2 },
		{ .kind = LAW_PARETO, .mean_ns = 10 * MS, .shape = 2.5 },
	};
	static const uint64_t expected[] = { 9425293, 11073752, 897729, 8516132 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct prng prng;

		prng_init(&prng, 42, 0);
		for (int draw = 0; draw < 9; draw++)
			law_draw(&laws[i], &prng);
		assert_int_equal(law_draw(&laws[i], &prng), expected[i]);
	}
}

static void
exp__known_values__to_fifteen_digits(void **state)
{
	(void)state;
	assert_true(prng_exp(0) == 1.0);
	assert_close(prng_exp(1), 2.718281828459045, 1e-15 * 3);
	assert_close(prng_exp(-1), 0.36787944117144233, 1e-15);
	assert_close(prng_exp(10), 22026.465794806718, 3e-11);
	assert_close(prng_exp(700) / 1.0142320547350045e304, 1, 1e-13);
	assert_true(prng_exp(-800) == 0.0);
	assert_true(prng_exp(800) > 1e308);
	assert_close(prng_pow(2, 0.5), 1.4142135623730951, 1e-15 * 3);
	for (int i = 1; i < 400; i++)
		assert_close(prng_log(prng_exp(i * 0.7 - 140)), i * 0.7 - 140, 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(law__erlang__mean_and_mean_squared_over_k),
		cmocka_unit_test(law__hyperexponential__mixture),
		cmocka_unit_test(law__lognormal__mean_and_cv_as_given),
		cmocka_unit_test(law__pareto__mean_and_tail),
		cmocka_unit_test(law__counts__geometric_and_zipf),
		cmocka_unit_test(law__any__same_draws_everywhere),
		cmocka_unit_test(exp__known_values__to_fifteen_digits),
	};

	return cmocka_run_group_tests_name("laws", tests, NULL, NULL);
}
