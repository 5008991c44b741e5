#include "lib/gen.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "lib/share.h"

static unsigned long
number_of(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text == NULL || *text == '\0' ? otherwise : strtoul(text, NULL, 10);
}

/* Under sanitisers, where a case costs five times as much, a quarter of the cases, and others than
 * those that the plain build tries: what both try together is more. */
#define SHARE (SANITISED ? 4u : 1u)
#define SEED (SANITISED ? 2u : 1u)

struct gen
gen_init(unsigned cases)
{
	struct gen gen = { .seed = number_of("PROP_SEED", SEED) };

	gen.cases = (unsigned)number_of("PROP_CASES", (cases + SHARE - 1) / SHARE);
	return gen;
}

bool
gen_next(struct gen *gen)
{
	if (gen->index == gen->cases)
		return false;
	gen->index++;
	prng_init(&gen->prng, gen->seed, gen->index);
	if (getenv("PROP_VERBOSE") != NULL)
		fprintf(stderr, "seed %llu case %u\n", (unsigned long long)gen->seed, gen->index);
	return true;
}

uint64_t
gen_word(struct gen *gen)
{
	return prng_next(&gen->prng);
}

uint64_t
gen_below(struct gen *gen, uint64_t bound)
{
	return prng_below(&gen->prng, bound);
}

size_t
gen_size(struct gen *gen, size_t most)
{
	uint64_t bound = 1 + (uint64_t)most * gen->index / gen->cases;

	return (size_t)gen_below(gen, bound > most ? (uint64_t)most + 1 : bound + 1);
}

bool
gen_bool(struct gen *gen)
{
	return gen_below(gen, 2) == 1;
}

static uint32_t
gen_code_point(struct gen *gen)
{
	switch (gen_below(gen, 6)) {
	case 0:
		return (uint32_t)gen_below(gen, 0x20);
	case 1:
		return 0x300 + (uint32_t)gen_below(gen, 0x70);
	case 2:
		return 0x4E00 + (uint32_t)gen_below(gen, 0x1000);
	case 3:
		return (uint32_t)gen_below(gen, 0x110000);
	default:
		return 0x20 + (uint32_t)gen_below(gen, 0x5F);
	}
}

size_t
gen_text(struct gen *gen, char *text, size_t length)
{
	bool wellformed = gen_bool(gen);
	size_t at = 0;

	while (at < length) {
		char bytes[4];
		size_t count = 1;

		if (wellformed)
			count = utf8_encode(gen_code_point(gen), bytes);
		else
			bytes[0] = (char)gen_below(gen, 256);
		if (at + count > length)
			break;
		for (size_t i = 0; i < count; i++)
			text[at++] = bytes[i];
	}
	text[at] = '\0';
	return at;
}
