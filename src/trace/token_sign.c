/* The only file that knows libcrypto.  Without it tokens keep their true length, unsigned. */
#include "trace/token_keys.h"

#include "trace/http.h"

#if HAVE_LIBCRYPTO && !defined(COATCHECK_NO_CRYPTO)

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/opensslv.h>
#include <openssl/pem.h>

#include <string.h>

#include "base/check.h"

bool
token_can_sign(enum algorithm algorithm)
{
	return algorithm == ALGORITHM_HS256 || algorithm == ALGORITHM_RS256 ||
	    algorithm == ALGORITHM_EDDSA;
}

static size_t
sign_secret(const char *secret, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX])
{
	unsigned int bytes = 0;
	const void *made = HMAC(EVP_sha256(), secret, (int)strlen(secret),
	    (const unsigned char *)input, length, signature, &bytes);

	return made ? bytes : 0;
}

static size_t
sign_hmac(const char *key_id, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX])
{
	struct str secret = STR_INIT;
	size_t bytes;

	token_secret(key_id, &secret);
	bytes = sign_secret(secret.text, input, length, signature);
	str_release(&secret);
	return bytes;
}

size_t
token_sign_falsely(const char *secret, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX], size_t wanted)
{
	size_t bytes = sign_secret(secret, input, length, signature);

	CHECK(bytes > 0 && wanted <= TOKEN_SIGNATURE_MAX);
	for (size_t i = bytes; i < wanted; i++)
		signature[i] = (unsigned char)(signature[i - bytes] ^ (i / bytes));
	return wanted;
}

static size_t
sign_pem(const char *pem, const EVP_MD *hash, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX])
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t bytes = TOKEN_SIGNATURE_MAX;
	bool made;

	made = key && context && EVP_DigestSignInit(context, NULL, hash, NULL, key) == 1 &&
	    EVP_DigestSign(context, signature, &bytes, (const unsigned char *)input, length) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	BIO_free(bio);
	return made ? bytes : 0;
}

size_t
token_sign(enum algorithm algorithm, const char *key_id, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX])
{
	size_t bytes;

	if (!token_can_sign(algorithm))
		return 0;
	if (algorithm == ALGORITHM_HS256)
		bytes = sign_hmac(key_id, input, length, signature);
	else if (algorithm == ALGORITHM_RS256)
		bytes = sign_pem(token_rsa_private, EVP_sha256(), input, length, signature);
	else
		bytes = sign_pem(token_ed25519_private, NULL, input, length, signature);
	/* The keys are constants of ours: a failure is no outsider's mistake. */
	CHECK(bytes > 0);
	return bytes;
}

void
token_library(struct str *out)
{
#ifdef OPENSSL_VERSION_STRING
	str_printf(out, "libcrypto %s", OpenSSL_version(OPENSSL_VERSION_STRING));
#else
	str_add(out, OpenSSL_version(OPENSSL_VERSION));
#endif
}

#else

bool
token_can_sign(enum algorithm algorithm)
{
	(void)algorithm;
	return false;
}

size_t
token_sign(enum algorithm algorithm, const char *key_id, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX])
{
	(void)algorithm;
	(void)key_id;
	(void)input;
	(void)length;
	(void)signature;
	return 0;
}

size_t
token_sign_falsely(const char *secret, const char *input, size_t length,
    unsigned char signature[TOKEN_SIGNATURE_MAX], size_t wanted)
{
	(void)secret;
	(void)input;
	(void)length;
	(void)signature;
	(void)wanted;
	return 0;
}

void
token_library(struct str *out)
{
	str_add(out, "none in this build");
}

#endif
