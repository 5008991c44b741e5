#include "base/digest.h"

/* Odd constants from the binary digits of the golden ratio and of the square root of two. */
#define DIGEST_MULTIPLY 0x9e3779b97f4a7c15u
#define DIGEST_ADD 0x6a09e667f3bcc909u

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

__extension__ typedef unsigned __int128 digest_wide;

/* Every bit of the product of two words that constants have made unlike: a product is 0 only for
 * the one word that is its constant. */
static inline uint64_t
digest_fold(uint64_t a, uint64_t b)
{
	digest_wide product = (digest_wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Six words fold by pairs; the last goes in as it is, multiplied by an odd number.  Constants from
 * the binary digits of the square roots of 3, 5, 7, 11, 13, 17. */
void
digest_row(struct digest *digest, const uint64_t words[7])
{
	uint64_t sum = digest_fold(words[0] ^ 0xbb67ae8584caa73bu, words[1] ^ 0x3c6ef372fe94f82bu);

	sum += digest_fold(words[2] ^ 0xa54ff53a5f1d36f1u, words[3] ^ 0x510e527fade682d1u);
	sum ^= digest_fold(words[4] ^ 0x9b05688c2b3e6c1fu, words[5] ^ 0x1f83d9abfb41bd6bu);
	sum += words[6] * DIGEST_MULTIPLY;
	sum ^= digest->state;
	digest->state = ((sum << 29) | (sum >> 35)) * DIGEST_MULTIPLY + DIGEST_ADD;
	digest->words += 7;
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
