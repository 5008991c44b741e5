/* Means, deviations and their errors, of numbers that can be added up by hand. */
#include "lib/assert.h"

#include <math.h>

#include "base/statistics.h"

static void
statistics__known_numbers__have_known_spread(void **state)
{
	static const double values[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
	struct statistics statistics = { 0 };

	(void)state;
	for (size_t i = 0; i < 8; i++)
		statistics_add(&statistics, values[i]);
	assert_true(fabs(statistics.mean - 5) < 1e-12);
	assert_true(fabs(statistics_sd(&statistics) - sqrt(32.0 / 7)) < 1e-12);
	assert_true(fabs(statistics_se(&statistics) - sqrt(32.0 / 7 / 8)) < 1e-12);
	assert_true(statistics.min == 2 && statistics.max == 9);
	assert_true(fabs(statistics_mean_without(&statistics, 9) - 31.0 / 7) < 1e-12);
}

/* Equal numbers have exactly their mean, with and without one of them. */
static void
statistics__equal_numbers__have_no_spread_to_the_bit(void **state)
{
	static const double values[] = { 0.1, 1.0 / 3, 1e18 + 4096, 123456789.125 };

	(void)state;
	for (size_t v = 0; v < 4; v++) {
		struct statistics statistics = { 0 };

		for (int i = 0; i < 1000; i++)
			statistics_add(&statistics, values[v]);
		assert_true(statistics.mean == values[v]);
		assert_true(statistics_sd(&statistics) == 0);
		assert_true(statistics_mean_without(&statistics, values[v]) == values[v]);
	}
}

/* Small differences far from nothing are not lost. */
static void
statistics__far_from_zero__keeps_the_spread(void **state)
{
	struct statistics statistics = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		statistics_add(&statistics, 1e12 + i % 2);
	assert_true(fabs(statistics_sd(&statistics) - 0.5002501876563868) < 1e-6);
}

static void
statistics__too_few_numbers__have_no_spread(void **state)
{
	struct statistics statistics = { 0 };

	(void)state;
	assert_true(isnan(statistics_sd(&statistics)));
	statistics_add(&statistics, 3);
	assert_true(isnan(statistics_se(&statistics)));
	assert_true(isnan(statistics_mean_without(&statistics, 3)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statistics__known_numbers__have_known_spread),
		cmocka_unit_test(statistics__equal_numbers__have_no_spread_to_the_bit),
		cmocka_unit_test(statistics__far_from_zero__keeps_the_spread),
		cmocka_unit_test(statistics__too_few_numbers__have_no_spread),
	};

	return cmocka_run_group_tests_name("base/statistics", tests, NULL, NULL);
}
