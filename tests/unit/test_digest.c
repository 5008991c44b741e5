/* The running digest: order, length and every bit count; values are pinned for every machine. */
#include "lib/assert.h"

#include <string.h>

#include "base/digest.h"
#include "lib/gen.h"

static uint64_t
digest_of(const uint64_t *words, size_t count)
{
	struct digest digest;

	digest_init(&digest);
	for (size_t i = 0; i < count; i++)
		digest_word(&digest, words[i]);
	return digest_value(&digest);
}

static uint64_t
digest_of_texts(const char *a, const char *b)
{
	struct digest digest;

	digest_init(&digest);
	digest_bytes(&digest, a, strlen(a));
	digest_bytes(&digest, b, strlen(b));
	return digest_value(&digest);
}

static void
digest__known_words__pinned(void **state)
{
	static const uint64_t words[] = { 1, 2, 3 };
	struct digest digest;

	(void)state;
	assert_int_equal(digest_of(NULL, 0), 0x3564b439cd1e1f16);
	assert_int_equal(digest_of(words, 3), 0x8132d7d6c19a7e6c);
	digest_init(&digest);
	digest_bytes(&digest, "ticket, badge or coat", 21);
	assert_int_equal(digest_value(&digest), 0x7b8eaa1eee7e0999);
	assert_int_equal(digest.words, 4);
}

static void
digest__swapped_words__differs(void **state)
{
	(void)state;
	GEN_CASES(gen, 500) {
		uint64_t words[40] = { 0 };
		size_t count = 2 + gen_size(&gen, 38), a = gen_below(&gen, count),
		       b = gen_below(&gen, count);
		uint64_t before, spare;

		for (size_t i = 0; i < count; i++)
			words[i] = gen_bool(&gen) ? gen_word(&gen) : gen_below(&gen, 4);
		before = digest_of(words, count);
		assert_int_equal(digest_of(words, count), before);
		spare = words[a];
		words[a] = words[b];
		words[b] = spare;
		if (words[a] != words[b])
			assert_int_not_equal(digest_of(words, count), before);
		else
			assert_int_equal(digest_of(words, count), before);
	}
}

static void
digest__one_bit_flipped__half_of_the_value_moves(void **state)
{
	unsigned long moved = 0, flips = 0;

	(void)state;
	GEN_CASES(gen, 100) {
		uint64_t words[8], before;

		for (size_t i = 0; i < 8; i++)
			words[i] = gen_word(&gen);
		before = digest_of(words, 8);
		for (unsigned bit = 0; bit < 8 * 64; bit++) {
			uint64_t difference;

			words[bit / 64] ^= (uint64_t)1 << bit % 64;
			difference = digest_of(words, 8) ^ before;
			words[bit / 64] ^= (uint64_t)1 << bit % 64;
			assert_int_not_equal(difference, 0);
			for (; difference != 0; difference &= difference - 1)
				moved++;
			flips++;
		}
	}
	assert_close((double)moved / (double)flips, 32, 0.05);
}

static void
digest__trailing_zeros__differ(void **state)
{
	static const uint64_t zeros[10] = { 0 };

	(void)state;
	for (size_t i = 0; i < 10; i++)
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(digest_of(zeros, i), digest_of(zeros, j));
}

static void
digest_bytes__other_cut__differs(void **state)
{
	(void)state;
	assert_int_not_equal(digest_of_texts("ab", "c"), digest_of_texts("a", "bc"));
	assert_int_not_equal(digest_of_texts("", "abc"), digest_of_texts("abc", ""));
	assert_int_not_equal(digest_of_texts("abcdefgh", ""), digest_of_texts("abcdefg", "h"));
	assert_int_equal(digest_of_texts("ab", "c"), digest_of_texts("ab", "c"));
}

static void
digest_value__asked_between__changes_nothing(void **state)
{
	struct digest a, b;

	(void)state;
	digest_init(&a);
	digest_init(&b);
	for (uint64_t i = 0; i < 100; i++) {
		digest_word(&a, i);
		digest_word(&b, i);
		(void)digest_value(&a);
	}
	assert_int_equal(digest_value(&a), digest_value(&b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digest__known_words__pinned),
		cmocka_unit_test(digest__swapped_words__differs),
		cmocka_unit_test(digest__one_bit_flipped__half_of_the_value_moves),
		cmocka_unit_test(digest__trailing_zeros__differ),
		cmocka_unit_test(digest_bytes__other_cut__differs),
		cmocka_unit_test(digest_value__asked_between__changes_nothing),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
