#include "base/digest.h"

/* The finaliser of splitmix64: every input bit reaches every output bit. */
static uint64_t
digest_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

void
digest_init(struct digest *digest)
{
	digest->state = DIGEST_ADD;
	digest->words = 0;
}

void
digest_word(struct digest *digest, uint64_t word)
{
	uint64_t state = digest->state ^ (word * DIGEST_MULTIPLY);

	state = (state << 29) | (state >> 35);
	digest->state = state * DIGEST_MULTIPLY + DIGEST_ADD;
	digest->words++;
}

void
digest_bytes(struct digest *digest, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;

	digest_word(digest, length);
	for (size_t at = 0; at < length; at += 8) {
		uint64_t word = 0;

		for (size_t i = 0; i < 8 && at + i < length; i++)
			word |= (uint64_t)byte[at + i] << (8 * i);
		digest_word(digest, word);
	}
}

uint64_t
digest_value(const struct digest *digest)
{
	return digest_mix(digest->state ^ digest_mix(digest->words));
}
