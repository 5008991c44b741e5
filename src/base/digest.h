/* base/digest.h - a running 64-bit digest over little-endian words (not cryptographic).
 *
 * Word-wise, order-sensitive, and independent of the machine's byte order because the words are
 * values, not memory.  Used for traces, scenarios and run-code checksums.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

struct digest {
	uint64_t state, words;
};

void digest_init(struct digest *digest);
void digest_word(struct digest *digest, uint64_t word);
/* Bytes, padded with their length, so that ("ab","c") differs from ("a","bc"). */
void digest_bytes(struct digest *digest, const void *bytes, size_t length);
/* The value so far; may be asked at any time. */
uint64_t digest_value(const struct digest *digest);

/* Odd constants from the binary digits of the golden ratio and of the square root of two. */
#define DIGEST_MULTIPLY 0x9e3779b97f4a7c15u
#define DIGEST_ADD 0x6a09e667f3bcc909u

__extension__ typedef unsigned __int128 digest_wide;

/* Every bit of the product of two words that constants have made unlike: a product is 0 only for
 * the one word that is its constant. */
static inline uint64_t
digest_fold(uint64_t a, uint64_t b)
{
	/* The lower half once more by itself: cheaper than a pair of registers. */
	return (uint64_t)((digest_wide)a * b >> 64) ^ a * b;
}

/* Seven words at once, for what is digested by the million: pairs are multiplied by themselves, so
 * that nothing waits but one step of the chain; the last goes in as it is, multiplied by an odd
 * number.  Not the same as seven digest_word.  Constants from the binary digits of the square roots
 * of 3, 5, 7, 11, 13, 17. */
static inline void
digest_words(struct digest *digest, const uint64_t words[7])
{
	uint64_t sum = digest_fold(words[0] ^ 0xbb67ae8584caa73bu, words[1] ^ 0x3c6ef372fe94f82bu);

	sum += digest_fold(words[2] ^ 0xa54ff53a5f1d36f1u, words[3] ^ 0x510e527fade682d1u);
	sum ^= digest_fold(words[4] ^ 0x9b05688c2b3e6c1fu, words[5] ^ 0x1f83d9abfb41bd6bu);
	sum += words[6] * DIGEST_MULTIPLY;
	sum ^= digest->state;
	digest->state = ((sum << 29) | (sum >> 35)) * DIGEST_MULTIPLY + DIGEST_ADD;
	digest->words += 7;
}

#endif
