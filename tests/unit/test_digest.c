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

static uint64_t
digest_of_rows(const uint64_t *words, size_t rows)
{
	struct digest digest;

	digest_init(&digest);
	for (size_t i = 0; i < rows; i++)
		digest_words(&digest, words + i * 7);
	return digest_value(&digest);
}

static void
digest_words__known_words__pinned(void **state)
{
	static const uint64_t zeros[7] = { 0 };
	static const uint64_t small[14] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };

	(void)state;
	assert_int_equal(digest_of_rows(zeros, 1), 0xd296e80a9132ff5d);
	assert_int_equal(digest_of_rows(small, 2), 0x4e16ad526ba468ce);
}

static void
digest_words__one_bit_flipped__half_of_the_value_moves(void **state)
{
	unsigned long moved = 0, flips = 0;

	(void)state;
	GEN_CASES(gen, 100) {
		uint64_t words[21], before;

		for (size_t i = 0; i < 21; i++)
			words[i] = gen_word(&gen);
		before = digest_of_rows(words, 3);
		for (unsigned bit = 0; bit < 21 * 64; bit++) {
			uint64_t difference;

			words[bit / 64] ^= (uint64_t)1 << bit % 64;
			difference = digest_of_rows(words, 3) ^ before;
			words[bit / 64] ^= (uint64_t)1 << bit % 64;
			assert_int_not_equal(difference, 0);
			for (; difference != 0; difference &= difference - 1)
				moved++;
			flips++;
		}
	}
	assert_close((double)moved / (double)flips, 32, 0.05);
}

/* Small numbers and "none" everywhere, as in events: two changes at once do not cancel. */
static void
digest_words__small_numbers__no_two_alike(void **state)
{
	static const uint64_t values[] = { 0, 1, UINT32_MAX, (uint64_t)1 << 32, UINT64_MAX << 32 };
	uint64_t words[7], seen[7 * 7 * 25], known;
	size_t count = 0;

	(void)state;
	for (size_t a = 0; a < 7; a++)
		for (size_t b = 0; b < a; b++)
			for (size_t i = 0; i < 25; i++) {
				memset(words, 0x55, sizeof(words));
				words[a] = values[i % 5];
				words[b] = values[i / 5];
				known = digest_of_rows(words, 1);
				for (size_t k = 0; k < count; k++)
					assert_int_not_equal(seen[k], known);
				seen[count++] = known;
			}
}

static void
digest_words__swapped_rows_or_words__differ(void **state)
{
	(void)state;
	GEN_CASES(gen, 1000) {
		uint64_t words[14], before;
		size_t a, b;

		for (size_t i = 0; i < 14; i++)
			words[i] = gen_word(&gen);
		before = digest_of_rows(words, 2);
		a = gen_below(&gen, 14);
		b = gen_below(&gen, 14);
		if (words[a] != words[b]) {
			uint64_t spare = words[a];

			words[a] = words[b];
			words[b] = spare;
			assert_int_not_equal(digest_of_rows(words, 2), before);
		}
	}
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
		cmocka_unit_test(digest_words__known_words__pinned),
		cmocka_unit_test(digest_words__one_bit_flipped__half_of_the_value_moves),
		cmocka_unit_test(digest_words__small_numbers__no_two_alike),
		cmocka_unit_test(digest_words__swapped_rows_or_words__differ),
		cmocka_unit_test(digest_value__asked_between__changes_nothing),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
