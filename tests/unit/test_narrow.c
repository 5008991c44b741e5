/* Numbers in a byte each, against plain ones. */
#include <stdlib.h>

#include "base/narrow.h"
#include "base/prng.h"
#include "lib/assert.h"

#define PLACES 3000u

static void
narrow__nothing_was_set__is_zero(void **state)
{
	struct narrow narrow = { 0 };

	(void)state;
	assert_int_equal(narrow_get(&narrow, 0), 0);
	assert_int_equal(narrow_get(&narrow, 1000000), 0);
	narrow_set(&narrow, 10, 7);
	assert_int_equal(narrow_get(&narrow, 9), 0);
	assert_int_equal(narrow_get(&narrow, 10), 7);
	assert_int_equal(narrow_get(&narrow, 11), 0);
	narrow_release(&narrow);
}

static void
narrow__around_a_byte__each_is_what_was_set(void **state)
{
	static const uint32_t values[] = { 0, 1, 253, 254, 255, 256, 65535, UINT32_MAX };
	struct narrow narrow = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 8; i++)
		for (uint32_t j = 0; j < 8; j++) {
			narrow_set(&narrow, 5, values[i]);
			assert_int_equal(narrow_get(&narrow, 5), values[i]);
			narrow_set(&narrow, 5, values[j]);
			assert_int_equal(narrow_get(&narrow, 5), values[j]);
		}
	narrow_set(&narrow, 5, 3);
	assert_int_equal(narrow.wide_count, 0);
	narrow_release(&narrow);
}

static void
narrow__set_at_random__like_plain_numbers(void **state)
{
	struct narrow narrow = { 0 };
	uint32_t *plain = calloc(PLACES, sizeof(*plain)), wide = 0;
	struct prng prng;

	(void)state;
	assert_non_null(plain);
	prng_init(&prng, 3, 1);
	for (uint32_t turn = 0; turn < 40 * PLACES; turn++) {
		uint32_t index = (uint32_t)prng_below(&prng, PLACES);
		bool much = prng_below(&prng, 3) == 0;
		uint32_t value = (uint32_t)prng_below(&prng, much ? 100000 : 260);

		narrow_set(&narrow, index, value);
		plain[index] = value;
		assert_int_equal(narrow_get(&narrow, index), value);
	}
	for (uint32_t i = 0; i < PLACES; i++) {
		assert_int_equal(narrow_get(&narrow, i), plain[i]);
		wide += plain[i] >= NARROW_WIDE;
	}
	assert_int_equal(narrow.wide_count, wide);
	narrow_release(&narrow);
	free(plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(narrow__nothing_was_set__is_zero),
		cmocka_unit_test(narrow__around_a_byte__each_is_what_was_set),
		cmocka_unit_test(narrow__set_at_random__like_plain_numbers),
	};

	return cmocka_run_group_tests_name("narrow", tests, NULL, NULL);
}
