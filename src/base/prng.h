/* base/prng.h - random numbers that are the same on every machine: xoshiro256**, seeded by
 * splitmix64.
 *
 * One stream per purpose (arrivals, service, routing, ids, ...): changing the balancer then leaves
 * the arrivals alone, and twin runs stay comparable.  No libm, no floating point that a compiler
 * may contract differently: laws use IEEE + - * / only (-ffp-contract=off).
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2018).
 */
#ifndef BASE_PRNG_H
#define BASE_PRNG_H

#include <stdint.h>
#include <string.h>

struct prng {
	uint64_t s[4];
};

/* splitmix64: returns the next value and advances *state. */
static inline uint64_t
prng_splitmix64_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}
static inline uint64_t
prng_splitmix64(uint64_t *state)
{
	*state += 0x9e3779b97f4a7c15u;
	return prng_splitmix64_mix(*state);
}

/* Where the words of the stream begin, and its state from there. */
static inline uint64_t
prng_origin(uint64_t seed, uint64_t purpose)
{
	return seed ^ prng_splitmix64_mix(purpose);
}
static inline void
prng_init_at(struct prng *prng, uint64_t origin)
{
	for (int i = 0; i < 4; i++)
		prng->s[i] = prng_splitmix64(&origin);
}

/* The stream `purpose` (any constant) of `seed`: independent of every other; purpose 0 is the
 * published plain seeding by splitmix64, so the authors' vectors test this very function.  Mixing
 * the purpose keeps small purposes (1, 2, 3) far from small seeds. */
static inline void
prng_init(struct prng *prng, uint64_t seed, uint64_t purpose)
{
	prng_init_at(prng, prng_origin(seed, purpose));
}

static inline uint64_t
prng_rotate_left(uint64_t x, int count)
{
	return (x << count) | (x >> (64 - count));
}

/* The first number of a stream, for whom it is enough: it takes one word of its state. */
static inline uint64_t
prng_first(uint64_t origin)
{
	uint64_t second = prng_splitmix64_mix(origin + 2 * 0x9e3779b97f4a7c15u);

	return prng_rotate_left(second * 5, 7) * 9;
}

static inline uint64_t
prng_next(struct prng *prng)
{
	uint64_t *s = prng->s;
	uint64_t result = prng_rotate_left(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = prng_rotate_left(s[3], 45);
	return result;
}

/* Uniform integer in [0, bound), bound > 0, without modulo bias (Lemire's method). */
uint64_t prng_below(struct prng *prng, uint64_t bound);
/* A number of a stream as a double in [0, 1) with 53 bits: exact, the same everywhere. */
static inline double
prng_unit_of(uint64_t number)
{
	return (double)(int64_t)(number >> 11) * 0x1p-53;
}
/* Uniform double in [0, 1). */
static inline double
prng_unit(struct prng *prng)
{
	return prng_unit_of(prng_next(prng));
}

/* ln 2 split so that its product with an exponent is exact. */
#define PRNG_LN2_HIGH 0x1.62e42fee00000p-1
#define PRNG_LN2_LOW 0x1.a39ef35793c76p-33
#define PRNG_SQRT_HALF_BITS 0x3fe6a09e667f3bcdu
/* r of what follows, grouped so that the steps do not wait for one another. */
#define PRNG_LOG_SERIES(z, zz) \
	((z) * (((2.0 / 3 + (z) * (2.0 / 5)) + (zz) * (2.0 / 7 + (z) * (2.0 / 9))) + \
	(zz) * (zz) * (((2.0 / 11 + (z) * (2.0 / 13)) + (zz) * (2.0 / 15 + (z) * (2.0 / 17))) + \
	(zz) * (zz) * (2.0 / 19 + (z) * (2.0 / 21)))))

/* ln(x 2^k) for a normal x > 0 = m * 2^j with m in [sqrt(1/2), sqrt(2)): (j + k) ln 2 + 2
 * artanh(s), s = (m - 1) / (m + 1).
 *
 * The series 2 artanh(s) = 2s + s r, r = 2(z/3 + z^2/5 + ...), z = s^2 <= 0.0295, is cut where the
 * next term is under 2^-58; 2s = f - s f (f = m - 1, exact) keeps the error near half a unit in the
 * last place when the exponent is 0. */
static inline double
prng_log_scaled(double x, int64_t k)
{
	uint64_t bits;
	double m, f, s, z, zz, r;

	memcpy(&bits, &x, sizeof(bits));
	/* The exponent field of x / sqrt(1/2) counts how often the mantissa range was left. */
	bits -= PRNG_SQRT_HALF_BITS;
	k += (int64_t)bits >> 52;
	bits = (bits & 0x000fffffffffffffu) + PRNG_SQRT_HALF_BITS;
	memcpy(&m, &bits, sizeof(m));
	f = m - 1.0;
	s = f / (m + 1.0);
	z = s * s;
	zz = z * z;
	r = PRNG_LOG_SERIES(z, zz);
	return (double)k * PRNG_LN2_HIGH - ((s * (f - r) - (double)k * PRNG_LN2_LOW) - f);
}

/* Exponential with mean 1, finite and >= 0, by inversion: bit-identical on every IEEE machine; one
 * draw of the stream.  1 - u is exact and in (0, 1], so the value is at most 53 ln 2. */
static inline double
prng_exponential_of(uint64_t number)
{
	return 0.0 - prng_log_scaled(1.0 - prng_unit_of(number), 0);
}
static inline double
prng_exponential(struct prng *prng)
{
	return prng_exponential_of(prng_next(prng));
}

/* The same of many numbers, two at a time: to the last bit what prng_exponential_of gives. */
void prng_exponentials_of(const uint64_t *numbers, double *values, uint32_t count);

/* e to the x by + - * / and scaling, to about 1e-15: bit-identical everywhere; 0 below the smallest
 * normal number, the greatest one above all. */
double prng_exp(double x);
/* x to the y, x > 0, to about 1e-13. */
double prng_pow(double x, double y);
/* Normal with mean 0 and variance 1 (Marsaglia's polar method): some draws of the stream. */
double prng_normal(struct prng *prng);
/* Natural logarithm by + - * / and exponent extraction: bit-identical everywhere; x > 0. */
double prng_log(double x);

#endif
