/* trace/token_keys.h - the demonstration keys and what signs with them.
 *
 * Published with the program, so they protect nothing: any tool can check a lesson's tokens.
 */
#ifndef TRACE_TOKEN_KEYS_H
#define TRACE_TOKEN_KEYS_H

#include <stddef.h>

#include "base/str.h"
#include "model/names.h"

#define TOKEN_SIGNATURE_MAX 256 /* bytes: RSA with 2048 bits */

/* PEM texts.  One pair serves every key id: of RS256 and EdDSA only the name of the key differs. */
extern const char token_rsa_private[], token_rsa_public[], token_ed25519_private[],
    token_ed25519_public[];

/* The secret of HS256 for a key id, at least 32 bytes: "coatcheck-demo-key-k1-not-secret". */
void token_secret(const char *key_id, struct str *out);
/* True when this build signs with the algorithm. */
bool token_can_sign(enum algorithm algorithm);
/* Signs `input`; returns the signature's length in bytes, 0 when this build cannot. */
size_t token_sign(enum algorithm algorithm, const char *key_id, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX]);
/* Fills a signature of `wanted` bytes with HMAC-SHA256 under `secret`, over and over: what somebody
 * makes who has not got the key.  Returns `wanted`, 0 when this build cannot. */
size_t token_sign_falsely(const char *secret, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX], size_t wanted);

#endif
