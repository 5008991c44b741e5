#include "base/prng.h"

#include <float.h>
#include <stddef.h>
#include <string.h>

#include "base/check.h"

#if defined(__FAST_MATH__)
#error "fast-math changes the numbers that scenarios draw: build without it"
#endif
_Static_assert(FLT_EVAL_METHOD == 0, "doubles must be evaluated as doubles (i386: -mfpmath=sse)");
_Static_assert(DBL_MANT_DIG == 53, "doubles must be IEEE 754 binary64");

/* The 128-bit product of two 64-bit numbers, without a type that ISO C lacks. */
static uint64_t
multiply_wide(uint64_t a, uint64_t b, uint64_t *low)
{
	uint64_t a0 = a & 0xffffffffu, a1 = a >> 32, b0 = b & 0xffffffffu, b1 = b >> 32;
	uint64_t low_low = a0 * b0;
	uint64_t middle = a1 * b0 + (low_low >> 32);
	uint64_t other = a0 * b1 + (middle & 0xffffffffu);

	*low = (other << 32) | (low_low & 0xffffffffu);
	return a1 * b1 + (middle >> 32) + (other >> 32);
}

/* ---- two at a time: prng_exponential_of step by step, in words that hold two ---- */

typedef double double_pair __attribute__((vector_size(16)));
typedef uint64_t word_pair __attribute__((vector_size(16)));

static inline double_pair
doubles_of(word_pair words)
{
	double_pair doubles;

	memcpy(&doubles, &words, sizeof(doubles));
	return doubles;
}

/* What is below 2^52 as a double: put behind the point of 2^52. */
static inline double_pair
small_pair(word_pair words)
{
	return doubles_of(words | 0x4330000000000000u) - 0x1p52;
}

static inline double_pair
exponential_pair(word_pair numbers)
{
	word_pair unit = numbers >> 11, bits;
	/* 53 bits in two parts, each of which is exact, as is their sum */
	double_pair high = doubles_of(unit >> 32 | 0x4530000000000000u) - 0x1p84;
	double_pair x = 1.0 - (high + small_pair(unit & 0xffffffffu)) * 0x1p-53;
	double_pair k, m, f, s, z, zz, r;

	memcpy(&bits, &x, sizeof(bits));
	bits -= PRNG_SQRT_HALF_BITS;
	k = small_pair((bits + 0x4000000000000000u) >> 52) - 1024.0; /* it is negative, or 0 */
	m = doubles_of((bits & 0x000fffffffffffffu) + PRNG_SQRT_HALF_BITS);
	f = m - 1.0;
	s = f / (m + 1.0);
	z = s * s;
	zz = z * z;
	r = PRNG_LOG_SERIES(z, zz);
	return 0.0 - (k * PRNG_LN2_HIGH - ((s * (f - r) - k * PRNG_LN2_LOW) - f));
}

void
prng_exponentials_of(const uint64_t *numbers, double *values, uint32_t count)
{
	uint32_t i = 0;

	for (; i + 2 <= count; i += 2) {
		double_pair pair = exponential_pair((word_pair){ numbers[i], numbers[i + 1] });

		memcpy(&values[i], &pair, sizeof(pair));
	}
	if (i < count)
		values[i] = prng_exponential_of(numbers[i]);
}

/* D. Lemire, "Fast random integer generation in an interval" (2019). */
uint64_t
prng_below(struct prng *prng, uint64_t bound)
{
	uint64_t low, high;

	CHECK(bound > 0);
	high = multiply_wide(prng_next(prng), bound, &low);
	if (low < bound) {
		uint64_t rejected = (0 - bound) % bound; /* 2^64 mod bound */

		while (low < rejected)
			high = multiply_wide(prng_next(prng), bound, &low);
	}
	return high;
}

double
prng_log(double x)
{
	int64_t k = 0;

	CHECK(x > 0);
	if (x > DBL_MAX)
		return x;
	if (x < DBL_MIN) {
		x *= 0x1p54;
		k = -54;
	}
	return prng_log_scaled(x, k);
}

/* e^x = 2^k e^r with |r| <= ln 2 / 2: the series is cut where the next term is under 2^-57. */
double
prng_exp(double x)
{
	double scaled = x * 1.4426950408889634, r, sum = 1.0, power;
	uint64_t bits;
	int64_t k;

	if (scaled < DBL_MIN_EXP)
		return 0.0;
	if (scaled > DBL_MAX_EXP - 1)
		return DBL_MAX;
	k = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
	r = (x - (double)k * PRNG_LN2_HIGH) - (double)k * PRNG_LN2_LOW;
	for (int i = 14; i > 0; i--)
		sum = 1.0 + r * sum / i;
	bits = (uint64_t)(k + 1022) << 52;
	memcpy(&power, &bits, sizeof(power));
	return sum * power * 2.0;
}

double
prng_pow(double x, double y)
{
	return prng_exp(y * prng_log(x));
}

double
prng_normal(struct prng *prng)
{
	double u, v, s;

	do {
		u = 2.0 * prng_unit(prng) - 1.0;
		v = 2.0 * prng_unit(prng) - 1.0;
		s = u * u + v * v;
	} while (!(s < 1.0) || !(s > 0.0));
	return u * prng_pow(-2.0 * prng_log(s) / s, 0.5);
}
