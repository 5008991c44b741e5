/* Tokens are what RFC 7515 and 7519 say, to the character; signatures hold for libcrypto's own
 * verification, which is another path than the one that signs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/shop.h"
#include "trace/http.h"
#include "trace/sink.h"
#include "trace/token_keys.h"

#if HAVE_LIBCRYPTO && !defined(COATCHECK_NO_CRYPTO)
#define SIGNS 1
#else
#define SIGNS 0
#endif

#if SIGNS
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

/* A key from its PEM text, or from the secret of an HMAC. */
static EVP_PKEY *
key_read(enum algorithm algorithm, const char *text)
{
	EVP_PKEY *key;
	BIO *bio;

	if (algorithm == ALGORITHM_HS256)
		return EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL,
		    (const unsigned char *)text, strlen(text));
	bio = BIO_new_mem_buf(text, -1);
	key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	BIO_free(bio);
	return key;
}

/* True when the signature of `token` is one of its header and payload by the key. */
static bool
verifies(enum algorithm algorithm, const char *key_text, const char *token)
{
	const char *dot = strrchr(token, '.');
	const EVP_MD *hash = algorithm == ALGORITHM_EDDSA ? NULL : EVP_sha256();
	EVP_PKEY *key = key_read(algorithm, key_text);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	struct str signature = STR_INIT;
	const unsigned char *input = (const unsigned char *)token;
	size_t length = (size_t)(dot - token);
	bool good;

	assert_non_null(key);
	assert_true(base64url_decode(&signature, dot + 1, strlen(dot + 1)));
	if (algorithm == ALGORITHM_HS256) {
		unsigned char made[EVP_MAX_MD_SIZE];
		size_t bytes = sizeof(made);

		assert_int_equal(EVP_DigestSignInit(context, NULL, hash, NULL, key), 1);
		assert_int_equal(EVP_DigestSign(context, made, &bytes, input, length), 1);
		good = bytes == signature.length && memcmp(made, signature.text, bytes) == 0;
	} else {
		assert_int_equal(EVP_DigestVerifyInit(context, NULL, hash, NULL, key), 1);
		good = EVP_DigestVerify(context, (const unsigned char *)signature.text,
		    signature.length, input, length) == 1;
	}
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	str_release(&signature);
	return good;
}

static void
token__signed_algorithms__libcrypto_verifies_and_refuses_altered(void **state)
{
	static const enum algorithm algorithms[] = { ALGORITHM_HS256, ALGORITHM_RS256,
		ALGORITHM_EDDSA };

	(void)state;
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		struct shop shop;
		struct str text = STR_INIT, key = STR_INIT;
		uint32_t token;

		shop_init(&shop, SHOP_CARRY);
		shop.scenario.token.algorithm = algorithms[i];
		token = shop_token(&shop, "[\"book\",\"pen\"]");
		token_text(&shop.trace, token, &text);
		assert_true(token_demo_key(algorithms[i], "k1", &key));
		assert_true(token_is_signed(&shop.trace, token));
		assert_int_equal(text.length, token_bytes(&shop.trace, token));
		assert_true(verifies(algorithms[i], key.text, text.text));
		/* One bit of the payload: anyone can read it, nobody can alter it unseen. */
		strchr(text.text, '.')[5] ^= 1;
		assert_false(verifies(algorithms[i], key.text, text.text));
		str_release(&text);
		str_release(&key);
		shop_release(&shop);
	}
}

static void
token__cart_of_pictures__pinned_to_the_character(void **state)
{
	struct shop shop;
	struct str text = STR_INIT;

	(void)state;
	shop_init(&shop, SHOP_CARRY);
	token_text(&shop.trace, shop_token(&shop, "[\"book\",\"pen\"]"), &text);
	assert_string_equal(text.text,
	    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0."
	    "eyJzdWIiOiJhbmEiLCJjYXJ0IjpbImJvb2siLCJwZW4iXSwiZXhwIjoxNzY3MjI2NTAwfQ."
	    "4Sm98Esv6gyNmhpI6kUQEd6jiI9pxxX-eGVlZbXv9aQ");
	assert_int_equal(text.length, 166);
	str_release(&text);
	shop_release(&shop);
}
#endif

static void
token__header_and_payload__as_written(void **state)
{
	struct shop shop;
	struct str header = STR_INIT, payload = STR_INIT;
	uint32_t token;

	(void)state;
	shop_init(&shop, SHOP_CARRY);
	token = shop_token(&shop, "[\"book\",\"pen\"]");
	token_header(&shop.trace, token, &header);
	token_payload(&shop.trace, token, &payload);
	assert_string_equal(header.text, "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}");
	assert_string_equal(payload.text,
	    "{\"sub\":\"ana\",\"cart\":[\"book\",\"pen\"],\"exp\":1767226500}");
	assert_int_equal(token_bytes(&shop.trace, token), 166);
	str_release(&header);
	str_release(&payload);
	shop_release(&shop);
}

static void
token__badge_alone__136_characters(void **state)
{
	struct shop shop;

	(void)state;
	shop_init(&shop, SHOP_TOKEN);
	assert_int_equal(token_bytes(&shop.trace, shop_token(&shop, NULL)), 136);
	shop_release(&shop);
}

static void
token__claims__sub_sid_pieces_by_name_exp(void **state)
{
	struct shop shop;
	struct str payload = STR_INIT;
	struct token token;
	uint32_t plain;

	(void)state;
	shop_init(&shop, SHOP_CARRY);
	shop.scenario.pieces[SHOP_THEME].home = HOME_TOKEN;
	shop.scenario.pieces[SHOP_THEME].id = "aisle";
	plain = shop_token(&shop, "[]");
	token = shop.trace.tokens[plain];
	token.carries_sid = true;
	token.texts[SHOP_LOGIN] = shop_text(&shop, "\"ana\"");
	token.texts[SHOP_THEME] = shop_text(&shop, "\"dark\"");
	token.texts[SHOP_ORDERS] = shop_text(&shop, "3"); /* homed elsewhere: no claim */
	token_payload(&shop.trace, trace_add_token(&shop.trace, &token), &payload);
	assert_string_equal(payload.text,
	    "{\"sub\":\"ana\",\"sid\":\"7f3e4a696c005c09e3f61b9f0cfa0435\",\"aisle\":\"dark\","
	    "\"cart\":[],\"exp\":1767226500}");
	str_release(&payload);
	shop_release(&shop);
}

static void
token__filler__exactly_that_many_characters(void **state)
{
	(void)state;
	for (uint64_t filler = 0; filler < 40; filler++) {
		struct shop shop;
		struct str plain = STR_INIT, heavy = STR_INIT;
		uint32_t token;

		shop_init(&shop, SHOP_CARRY);
		token = shop_token(&shop, "[\"book\"]");
		token_payload(&shop.trace, token, &plain);
		shop.scenario.pieces[SHOP_CART].filler_bytes = filler;
		token_payload(&shop.trace, token, &heavy);
		assert_int_equal(heavy.length, plain.length + filler);
		if (filler == 30)
			assert_non_null(strstr(heavy.text, ",\"cart-filler\":\"-------------\","));
		str_release(&plain);
		str_release(&heavy);
		shop_release(&shop);
	}
}

static void
token__es256__true_length_and_marked_unsigned(void **state)
{
	struct shop shop;
	struct str text = STR_INIT, key = STR_INIT;
	uint32_t token;

	(void)state;
	shop_init(&shop, SHOP_TOKEN);
	shop.scenario.token.algorithm = ALGORITHM_ES256;
	token = shop_token(&shop, NULL);
	token_text(&shop.trace, token, &text);
	assert_false(token_is_signed(&shop.trace, token));
	assert_false(token_demo_key(ALGORITHM_ES256, "k1", &key));
	assert_int_equal(strlen(strrchr(text.text, '.') + 1), 86);
	assert_int_equal(text.length, token_bytes(&shop.trace, token));
	assert_non_null(strstr(text.text, ".not-signed-"));
	str_release(&text);
	str_release(&key);
	shop_release(&shop);
}

static void
token__secrets__32_bytes_and_one_a_key(void **state)
{
	static const char *const ids[] = { "k1", "k9", "k", "a-long-name" };
	struct str secret = STR_INIT, other = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		str_clear(&secret);
		token_secret(ids[i], &secret);
		assert_true(secret.length >= 32);
		assert_non_null(strstr(secret.text, "demo-key"));
	}
	token_secret("k1", &other);
	assert_string_equal(other.text, "coatcheck-demo-key-k1-not-secret");
	assert_string_not_equal(other.text, secret.text);
	str_release(&secret);
	str_release(&other);
}

static void
base64url__vectors_of_rfc4648__both_ways(void **state)
{
	static const char *const rows[][2] = { { "", "" }, { "f", "Zg" }, { "fo", "Zm8" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg" }, { "fooba", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy" }, { "\xff\xef\xbe", "_---" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str text = STR_INIT, back = STR_INIT;
		struct sink sink = { &text, 0 };

		sink_base64url(&sink, rows[i][0], strlen(rows[i][0]));
		assert_string_equal(text.text, rows[i][1]);
		assert_int_equal(sink.bytes, base64url_length(strlen(rows[i][0])));
		assert_true(base64url_decode(&back, text.text, text.length));
		assert_string_equal(back.text, rows[i][0]);
		str_release(&text);
		str_release(&back);
	}
}

static void
base64url__not_of_the_alphabet__refused(void **state)
{
	static const char *const bad[] = { "A", "Zg==", "Zm+v", "Zm/v", "Zh", "Zm9", "Zm v" };
	struct str out = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(base64url_decode(&out, bad[i], strlen(bad[i])));
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#if SIGNS
		cmocka_unit_test(token__signed_algorithms__libcrypto_verifies_and_refuses_altered),
		cmocka_unit_test(token__cart_of_pictures__pinned_to_the_character),
#endif
		cmocka_unit_test(token__header_and_payload__as_written),
		cmocka_unit_test(token__badge_alone__136_characters),
		cmocka_unit_test(token__claims__sub_sid_pieces_by_name_exp),
		cmocka_unit_test(token__filler__exactly_that_many_characters),
		cmocka_unit_test(token__es256__true_length_and_marked_unsigned),
		cmocka_unit_test(token__secrets__32_bytes_and_one_a_key),
		cmocka_unit_test(base64url__vectors_of_rfc4648__both_ways),
		cmocka_unit_test(base64url__not_of_the_alphabet__refused),
	};

	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
