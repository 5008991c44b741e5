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
/* Seven words at once, for what is digested by the million: pairs are multiplied by themselves, so
 * that nothing waits but one step of the chain.  Not the same as seven digest_word. */
void digest_row(struct digest *digest, const uint64_t words[7]);
/* Bytes, padded with their length, so that ("ab","c") differs from ("a","bc"). */
void digest_bytes(struct digest *digest, const void *bytes, size_t length);
/* The value so far; may be asked at any time. */
uint64_t digest_value(const struct digest *digest);

#endif
