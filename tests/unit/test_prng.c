/* Random numbers: published vectors, laws, and pinned values that every compiler must meet. */
#include "lib/assert.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/check.h"
#include "base/prng.h"
#include "lib/gen.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* S. Vigna, prng.di.unimi.it: splitmix64.c and xoshiro256starstar.c, run as published. */
static const struct vector {
	uint64_t seed, splitmix[5], xoshiro[5], xoshiro_millionth;
} vectors[] = {
	{ 0,
	    { 0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f, 0xf88bb8a8724c81ec,
		0x1b39896a51a8749b },
	    { 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c,
		0xbba5ad4a1f842e59 },
	    0xec96d2d5eae0cff7 },
	{ 1,
	    { 0x910a2dec89025cc1, 0xbeeb8da1658eec67, 0xf893a2eefb32555e, 0x71c18690ee42c90b,
		0x71bb54d8d101b5b9 },
	    { 0xb3f2af6d0fc710c5, 0x853b559647364cea, 0x92f89756082a4514, 0x642e1c7bc266a3a7,
		0xb27a48e29a233673 },
	    0xe1a406c2f015028f },
	{ 42,
	    { 0xbdd732262feb6e95, 0x28efe333b266f103, 0x47526757130f9f52, 0x581ce1ff0e4ae394,
		0x09bc585a244823f2 },
	    { 0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1, 0xecb8ad4703b360a1,
		0xfde6dc7fe2ec5e64 },
	    0x55cf61d654b8f555 },
	{ 1234567,
	    { 0x599ed017fb08fc85, 0x2c73f08458540fa5, 0x883ebce5a3f27c77, 0x3fbef740e9177b3f,
		0xe3b8346708cb5ecd },
	    { 0x30a3a1c363600467, 0x19405f0f579929ca, 0x115beaac046ddbd9, 0xeb17caf48f27d7f6,
		0xa0c94fe1cce9d136 },
	    0x61686387e73392bd },
};

static void
prng__published_seeds__published_numbers(void **state)
{
	(void)state;
	for (size_t v = 0; v < COUNT(vectors); v++) {
		uint64_t splitmix = vectors[v].seed, last = 0;
		struct prng prng;

		prng_init(&prng, vectors[v].seed, 0);
		for (int i = 0; i < 5; i++) {
			assert_int_equal(prng_splitmix64(&splitmix), vectors[v].splitmix[i]);
			last = prng_next(&prng);
			assert_int_equal(last, vectors[v].xoshiro[i]);
		}
		for (int i = 5; i < 1000000; i++)
			last = prng_next(&prng);
		assert_int_equal(last, vectors[v].xoshiro_millionth);
	}
}

static void
prng__published_state__published_numbers(void **state)
{
	static const uint64_t expected[] = { 0x2d00, 0, 0x5a007080, 0x10e0000000009d80,
		0x10e0b61ce1009d80 };
	struct prng prng = { { 1, 2, 3, 4 } };

	(void)state;
	for (size_t i = 0; i < COUNT(expected); i++)
		assert_int_equal(prng_next(&prng), expected[i]);
}

static void
prng__other_purpose_or_seed__other_stream(void **state)
{
	uint64_t first[64 * 64];
	size_t count = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 64; seed++) {
		for (uint64_t purpose = 0; purpose < 64; purpose++) {
			struct prng prng;

			prng_init(&prng, seed, purpose);
			first[count++] = prng_next(&prng);
		}
	}
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(first[i], first[j]);
}

static void
prng__purposes__pinned(void **state)
{
	struct prng prng;

	(void)state;
	prng_init(&prng, 7, 1);
	assert_int_equal(prng_next(&prng), 0x602758980b1e2780);
	prng_init(&prng, 7, 2);
	assert_int_equal(prng_next(&prng), 0x63889918cb90918d);
}

static void
prng_first__any_stream__its_first_number(void **state)
{
	(void)state;
	GEN_CASES(gen, 1000) {
		uint64_t seed = gen_word(&gen), purpose = gen_word(&gen);
		struct prng prng, same;

		prng_init(&prng, seed, purpose);
		prng_init_at(&same, prng_origin(seed, purpose));
		assert_memory_equal(&prng, &same, sizeof(prng));
		assert_int_equal(prng_first(prng_origin(seed, purpose)), prng_next(&prng));
	}
}

static void
prng_exponentials_of__any_numbers__each_to_the_last_bit(void **state)
{
	static const uint64_t edges[] = { 0, 1, 2047, 2048, UINT64_MAX, UINT64_MAX - 2047,
		UINT64_MAX - 2048, (uint64_t)1 << 63, ((uint64_t)1 << 43) - 1, (uint64_t)1 << 43,
		0x4afb0ccc06219800u /* next to 1 - sqrt(1/2) */ };

	(void)state;
	GEN_CASES(gen, 2000) {
		uint64_t numbers[33];
		double values[33];
		uint32_t count = (uint32_t)gen_below(&gen, 34);

		for (uint32_t i = 0; i < count; i++)
			numbers[i] = gen_below(&gen, 4) > 0 ? gen_word(&gen) >> gen_below(&gen, 64)
			    : edges[gen_below(&gen, sizeof(edges) / sizeof(edges[0]))];
		prng_exponentials_of(numbers, values, count);
		for (uint32_t i = 0; i < count; i++) {
			double alone = prng_exponential_of(numbers[i]);

			assert_memory_equal(&values[i], &alone, sizeof(alone));
		}
	}
}

static void
prng_below__any_bound__inside_and_even(void **state)
{
	unsigned seen[6] = { 0 };
	struct prng prng;

	(void)state;
	GEN_CASES(gen, 20000) {
		uint64_t bound = (gen_word(&gen) >> gen_below(&gen, 64)) | 1;

		assert_true(prng_below(&gen.prng, bound) < bound);
	}
	prng_init(&prng, 3, 0);
	for (int i = 0; i < 600000; i++)
		seen[prng_below(&prng, 6)]++;
	for (int i = 0; i < 6; i++) /* five standard errors: 5 * sqrt(600000 * 5/36) */
		assert_in_range(seen[i], 100000 - 1443, 100000 + 1443);
	assert_int_equal(prng_below(&prng, 1), 0);
}

/* With a bound of 3 * 2^62 a quarter of the draws must be rejected: without rejection, the values
 * that are multiples of three would come twice as often. */
static void
prng_below__bound_near_the_top__rejects_without_bias(void **state)
{
	struct prng prng;
	unsigned residues[3] = { 0 };

	(void)state;
	prng_init(&prng, 5, 0);
	for (int i = 0; i < 300000; i++)
		residues[prng_below(&prng, (uint64_t)3 << 62) % 3]++;
	for (int i = 0; i < 3; i++)
		assert_in_range(residues[i], 100000 - 1300, 100000 + 1300);
}

static void
below_nothing(void *unused)
{
	struct prng prng;

	(void)unused;
	prng_init(&prng, 1, 1);
	(void)prng_below(&prng, 0);
}

static void
log_of_nothing(void *x)
{
	(void)prng_log(*(double *)x);
}

static void
prng__misuse__a_failed_check(void **state)
{
	char text[512];
	double zero = 0, minus = -1, nan = (double)NAN;

	(void)state;
	assert_true(WIFSIGNALED(test_run_child(below_nothing, NULL, text, sizeof(text))));
	assert_non_null(strstr(text, "bound > 0"));
	assert_true(WIFSIGNALED(test_run_child(log_of_nothing, &zero, text, sizeof(text))));
	assert_true(WIFSIGNALED(test_run_child(log_of_nothing, &minus, text, sizeof(text))));
	assert_true(WIFSIGNALED(test_run_child(log_of_nothing, &nan, text, sizeof(text))));
}

static void
prng_unit__many__in_range_mean_and_pinned(void **state)
{
	struct prng prng;
	double sum = 0, squares = 0;

	(void)state;
	prng_init(&prng, 42, 0);
	assert_same_double(prng_unit(&prng), 0x1.5780b2e0c2ec0p-4);
	for (int i = 0; i < 1000000; i++) {
		double u = prng_unit(&prng);

		assert_true(u >= 0 && u < 1);
		sum += u;
		squares += u * u;
	}
	assert_close(sum / 1e6, 0.5, 0.0015); /* five standard errors */
	assert_close(squares / 1e6, 1.0 / 3, 0.0015);
}

static void
prng_exponential__many__mean_variance_tail(void **state)
{
	struct prng prng;
	double sum = 0, squares = 0;
	unsigned over_one = 0, over_five = 0;

	(void)state;
	prng_init(&prng, 1, 9);
	for (int i = 0; i < 1000000; i++) {
		double x = prng_exponential(&prng);

		assert_true(x >= 0 && x < 37);
		sum += x;
		squares += x * x;
		over_one += x > 1;
		over_five += x > 5;
	}
	assert_close(sum / 1e6, 1.0, 0.005);                            /* standard error 0.001 */
	assert_close(squares / 1e6 - (sum / 1e6) * (sum / 1e6), 1.0, 0.015); /* 0.0028 */
	assert_close(over_one / 1e6, exp(-1), 0.0025);
	assert_close(over_five / 1e6, exp(-5), 0.0005);
}

static void
prng_exponential__fixed_seed__pinned_bits(void **state)
{
	static const double pinned[] = { 0x1.e2449137be8a5p-2, 0x1.186d48486447ap+1,
		0x1.275da03427804p+0, 0x1.3cc2f938ed4adp-1, 0x1.7eef09df2b3c5p-1,
		0x1.2fceff87cf893p-2 };
	struct prng prng;
	uint64_t digest = 0;

	(void)state;
	prng_init(&prng, 7, 1);
	for (size_t i = 0; i < COUNT(pinned); i++)
		assert_same_double(prng_exponential(&prng), pinned[i]);
	for (int i = 0; i < 100000; i++) {
		double x = prng_exponential(&prng);
		uint64_t bits;

		memcpy(&bits, &x, sizeof(bits));
		digest = digest * 31 + bits;
	}
	assert_int_equal(digest, 0x2e0a154113cd95c7);
}

/* Correctly rounded, computed with 50 digits; within one unit in the last place. */
static void
prng_log__known_values__within_a_unit(void **state)
{
	static const struct {
		double x, log;
	} known[] = {
		{ 0x0.0000000000001p-1022, -0x1.74385446d71c3p+9 },
		{ 0x1.0000000000000p-1022, -0x1.6232bdd7abcd2p+9 },
		{ 0x1.8000000000000p-1000, -0x1.5a5ef0882c4a1p+9 },
		{ 0x1.0000000000000p-53, -0x1.25e4f7b2737fap+5 },
		{ 0x1.0624dd2f1a9fcp-10, -0x1.ba18a998fffa0p+2 },
		{ 0x1.999999999999ap-4, -0x1.26bb1bbb55515p+1 },
		{ 0x1.0000000000000p-1, -0x1.62e42fefa39efp-1 },
		{ 0x1.6a09e667f3bccp-1, -0x1.62e42fefa39f1p-2 },
		{ 0x1.6a09e667f3bcdp-1, -0x1.62e42fefa39eep-2 },
		{ 0x1.ccccccccccccdp-1, -0x1.af8e8210a415cp-4 },
		{ 0x1.ffffde7210be9p-1, -0x1.0c6f82d74d230p-20 },
		{ 0x1.0000000000001p+0, 0x1.fffffffffffffp-53 },
		{ 0x1.000010c6f7a0bp+0, 0x1.0c6f713f33a1dp-20 },
		{ 0x1.199999999999ap+0, 0x1.8663f793c46ccp-4 },
		{ 0x1.6a09e667f3bccp+0, 0x1.62e42fefa39eep-2 },
		{ 0x1.6a09e667f3bcdp+0, 0x1.62e42fefa39f0p-2 },
		{ 0x1.0000000000000p+1, 0x1.62e42fefa39efp-1 },
		{ 0x1.5bf0a8b145769p+1, 0x1.0000000000000p+0 },
		{ 0x1.8000000000000p+1, 0x1.193ea7aad030bp+0 },
		{ 0x1.4000000000000p+3, 0x1.26bb1bbb55516p+1 },
		{ 0x1.2a05f20000000p+33, 0x1.7069e2aa2aa5bp+4 },
		{ 0x1.249ad2594c37dp+332, 0x1.cc845b54b54f2p+7 },
		{ 0x1.fffffffffffffp+1023, 0x1.62e42fefa39efp+9 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		double got = prng_log(known[i].x), expected = known[i].log;

		if (got != nextafter(expected, HUGE_VAL) && got != nextafter(expected, -HUGE_VAL))
			assert_same_double(got, expected);
	}
	assert_same_double(prng_log(1.0), 0.0);
	assert_true(isinf(prng_log(HUGE_VAL)));
}

static void
prng_log__any_double__agrees_with_libm_and_grows(void **state)
{
	(void)state;
	GEN_CASES(gen, 200000) {
		uint64_t bits = gen_word(&gen) >> 1;
		double x, got, expected;

		memcpy(&x, &bits, sizeof(x));
		if (!(x > 0) || isinf(x))
			continue;
		got = prng_log(x);
		expected = log(x);
		assert_true(fabs(got - expected) <= 3e-16 * fabs(expected));
		x = 0.5 + (double)(bits >> 12) * 0x1p-52; /* near 1, where cancellation bites */
		got = prng_log(x);
		assert_true(fabs(got - log(x)) <= 3e-16 * fabs(log(x)));
		assert_true(prng_log(nextafter(x, 9)) >= got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prng__published_seeds__published_numbers),
		cmocka_unit_test(prng__published_state__published_numbers),
		cmocka_unit_test(prng__other_purpose_or_seed__other_stream),
		cmocka_unit_test(prng__purposes__pinned),
		cmocka_unit_test(prng_first__any_stream__its_first_number),
		cmocka_unit_test(prng_exponentials_of__any_numbers__each_to_the_last_bit),
		cmocka_unit_test(prng_below__any_bound__inside_and_even),
		cmocka_unit_test(prng_below__bound_near_the_top__rejects_without_bias),
		cmocka_unit_test(prng__misuse__a_failed_check),
		cmocka_unit_test(prng_unit__many__in_range_mean_and_pinned),
		cmocka_unit_test(prng_exponential__many__mean_variance_tail),
		cmocka_unit_test(prng_exponential__fixed_seed__pinned_bits),
		cmocka_unit_test(prng_log__known_values__within_a_unit),
		cmocka_unit_test(prng_log__any_double__agrees_with_libm_and_grows),
	};

	return cmocka_run_group_tests_name("prng", tests, NULL, NULL);
}
