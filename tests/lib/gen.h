/* tests/lib/gen.h - seeded cases for law tests.
 *
 *	GEN_CASES(gen, 1000) {
 *		size_t count = gen_size(&gen, 50);   // small in the first cases, then to 50
 *		...
 *	}
 *
 * PROP_SEED=n starts elsewhere, PROP_CASES=n tries more, PROP_VERBOSE=1 prints seed and number of
 * every case before it is tried: the last line printed is the one that failed.
 */
#ifndef TESTS_LIB_GEN_H
#define TESTS_LIB_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/prng.h"

struct gen {
	struct prng prng;
	uint64_t seed;
	unsigned index, cases;
};

/* The seed of PROP_SEED or 1; the cases of PROP_CASES or `cases`.  Sanitised (lib/share.h): seed 2
 * and a quarter of `cases`. */
struct gen gen_init(unsigned cases);
/* Starts the next case with a stream of its own; false after the last. */
bool gen_next(struct gen *gen);
uint64_t gen_word(struct gen *gen);
/* Uniform in [0, bound), bound > 0. */
uint64_t gen_below(struct gen *gen, uint64_t bound);
/* In [0, most], growing with the case: a failure is first met on a small input. */
size_t gen_size(struct gen *gen, size_t most);
bool gen_bool(struct gen *gen);
/* `length` bytes and a NUL (may hold NULs before it); half of the time well-formed UTF-8 mixed with
 * ASCII, else arbitrary.  text has room for length + 1; returns the length used, <= length. */
size_t gen_text(struct gen *gen, char *text, size_t length);

#define GEN_CASES(gen, cases) for (struct gen gen = gen_init(cases); gen_next(&gen);)

#endif
