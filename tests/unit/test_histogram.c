/* The histogram against sorted values: exact ends and mean, percentiles within half a percent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "trace/histogram.h"

#define VALUES 5000

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void
assert_within(uint64_t value, uint64_t exact)
{
	uint64_t off = value > exact ? value - exact : exact - value;

	assert_true(off <= exact / 200);
}

/* Values whose magnitude is spread over all 64 bits. */
static void
histogram__any_magnitude__quantiles_within_half_a_percent(void **state)
{
	static const uint32_t permilles[] = { 0, 1, 250, 500, 950, 990, 999, 1000 };
	static struct histogram histogram;
	static uint64_t values[VALUES];
	struct prng prng;

	(void)state;
	prng_init(&prng, 11, 1);
	for (int round = 0; round < 4; round++) {
		memset(&histogram, 0, sizeof(histogram));
		for (int i = 0; i < VALUES; i++) {
			values[i] = prng_next(&prng) >> prng_below(&prng, round < 2 ? 64 : 24);
			histogram_add(&histogram, values[i]);
		}
		qsort(values, VALUES, sizeof(values[0]), compare);
		for (size_t p = 0; p < sizeof(permilles) / sizeof(permilles[0]); p++) {
			uint64_t rank = ((uint64_t)permilles[p] * VALUES + 999) / 1000;

			assert_within(histogram_quantile(&histogram, permilles[p]),
			    values[rank == 0 ? 0 : rank - 1]);
		}
		assert_true(histogram.least == values[0]);
		assert_true(histogram.greatest == values[VALUES - 1]);
	}
}

/* Both ends of every bucket and of every power of two. */
static void
histogram__single_value__comes_back_exactly(void **state)
{
	static struct histogram histogram;

	(void)state;
	for (int bit = 0; bit < 64; bit++) {
		for (int step = -1; step <= 1; step++) {
			uint64_t value = ((uint64_t)1 << bit) + (uint64_t)(int64_t)step;

			memset(&histogram, 0, sizeof(histogram));
			histogram_add(&histogram, value);
			assert_true(histogram_quantile(&histogram, 500) == value);
			histogram_add(&histogram, UINT64_MAX);
			histogram_add(&histogram, 0);
			assert_within(histogram_quantile(&histogram, 500), value);
		}
	}
}

static void
histogram__small_values__are_exact(void **state)
{
	static struct histogram histogram;

	(void)state;
	memset(&histogram, 0, sizeof(histogram));
	for (uint64_t value = 0; value < 256; value++)
		histogram_add(&histogram, value);
	assert_int_equal(histogram_quantile(&histogram, 500), 127);
	assert_int_equal(histogram_quantile(&histogram, 250), 63);
	assert_int_equal(histogram_quantile(&histogram, 1000), 255);
	assert_true(histogram_mean(&histogram) == 127.5);
}

static void
histogram__empty__says_nothing(void **state)
{
	static struct histogram histogram;

	(void)state;
	memset(&histogram, 0, sizeof(histogram));
	assert_int_equal(histogram_quantile(&histogram, 500), 0);
	assert_true(histogram_mean(&histogram) == 0);
}

static void
histogram__sums_beyond_64_bits__mean_is_right(void **state)
{
	static struct histogram histogram;

	(void)state;
	memset(&histogram, 0, sizeof(histogram));
	for (int i = 0; i < 8; i++)
		histogram_add(&histogram, (uint64_t)1 << 63);
	assert_true(histogram_mean(&histogram) == 9223372036854775808.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(histogram__any_magnitude__quantiles_within_half_a_percent),
		cmocka_unit_test(histogram__single_value__comes_back_exactly),
		cmocka_unit_test(histogram__small_values__are_exact),
		cmocka_unit_test(histogram__empty__says_nothing),
		cmocka_unit_test(histogram__sums_beyond_64_bits__mean_is_right),
	};

	return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
