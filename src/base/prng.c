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

static uint64_t
rotate_left(uint64_t x, int count)
{
	return (x << count) | (x >> (64 - count));
}

static uint64_t
splitmix64_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t
prng_splitmix64(uint64_t *state)
{
	*state += 0x9e3779b97f4a7c15u;
	return splitmix64_mix(*state);
}

/* Mixing the purpose keeps small purposes (1, 2, 3) far from small seeds.  Purpose 0 is the plain
 * seeding that the authors of xoshiro256** publish, so their vectors test this very function. */
void
prng_init(struct prng *prng, uint64_t seed, uint64_t purpose)
{
	uint64_t state = seed ^ splitmix64_mix(purpose);

	for (int i = 0; i < 4; i++)
		prng->s[i] = prng_splitmix64(&state);
}

uint64_t
prng_next(struct prng *prng)
{
	uint64_t *s = prng->s;
	uint64_t result = rotate_left(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left(s[3], 45);
	return result;
}

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
prng_unit(struct prng *prng)
{
	return (double)(prng_next(prng) >> 11) * 0x1p-53;
}

/* By inversion: 1 - u is exact and in (0, 1], so the value is finite, at most 53 ln 2. */
double
prng_exponential(struct prng *prng)
{
	return 0.0 - prng_log(1.0 - prng_unit(prng));
}

/* ln x for x = m * 2^k with m in [sqrt(1/2), sqrt(2)): k ln 2 + 2 artanh(s), s = (m - 1) / (m + 1).
 *
 * The series 2 artanh(s) = 2s + s r, r = 2(z/3 + z^2/5 + ...), z = s^2 <= 0.0295, is cut where the
 * next term is under 2^-58; 2s = f - s f (f = m - 1, exact) keeps the error near half a unit in the
 * last place when k is 0.  ln 2 is split so that k * LN2_HIGH is exact. */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define SQRT_HALF_BITS 0x3fe6a09e667f3bcdu

double
prng_log(double x)
{
	uint64_t bits;
	int64_t k = 0;
	double m, f, s, z, zz, r;

	CHECK(x > 0);
	if (x > DBL_MAX)
		return x;
	if (x < DBL_MIN) {
		x *= 0x1p54;
		k = -54;
	}
	memcpy(&bits, &x, sizeof(bits));
	/* The exponent field of x / sqrt(1/2) counts how often the mantissa range was left. */
	bits -= SQRT_HALF_BITS;
	k += (int64_t)bits >> 52;
	bits = (bits & 0x000fffffffffffffu) + SQRT_HALF_BITS;
	memcpy(&m, &bits, sizeof(m));
	f = m - 1.0;
	s = f / (m + 1.0);
	z = s * s;
	zz = z * z;
	/* Grouped so that the steps do not wait for one another. */
	r = z * (((2.0 / 3 + z * (2.0 / 5)) + zz * (2.0 / 7 + z * (2.0 / 9))) +
	    zz * zz * (((2.0 / 11 + z * (2.0 / 13)) + zz * (2.0 / 15 + z * (2.0 / 17))) +
	    zz * zz * (2.0 / 19 + z * (2.0 / 21))));
	return (double)k * LN2_HIGH - ((s * (f - r) - (double)k * LN2_LOW) - f);
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
	r = (x - (double)k * LN2_HIGH) - (double)k * LN2_LOW;
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
