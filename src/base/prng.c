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
