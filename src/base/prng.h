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

struct prng {
	uint64_t s[4];
};

/* splitmix64: returns the next value and advances *state. */
uint64_t prng_splitmix64(uint64_t *state);
/* The stream `purpose` (any constant) of `seed`: independent of every other; purpose 0 is the
 * published plain seeding by splitmix64. */
void prng_init(struct prng *prng, uint64_t seed, uint64_t purpose);
uint64_t prng_next(struct prng *prng);
/* Uniform integer in [0, bound), bound > 0, without modulo bias (Lemire's method). */
uint64_t prng_below(struct prng *prng, uint64_t bound);
/* Uniform double in [0, 1) with 53 bits: exact, the same everywhere. */
double prng_unit(struct prng *prng);
/* Exponential with mean 1, finite and >= 0, by inversion with prng_log: bit-identical on every IEEE
 * machine; one draw of the stream. */
double prng_exponential(struct prng *prng);
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
