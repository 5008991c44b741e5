#include "lib/spread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "lib/assert.h"

void
spread_add(struct spread *spread, double value)
{
	spread->count++;
	spread->sum += value;
	spread->squares += value * value;
}

double
spread_mean(const struct spread *spread)
{
	return spread->sum / spread->count;
}

double
spread_error(const struct spread *spread)
{
	double mean = spread_mean(spread);
	double variance = (spread->squares - spread->count * mean * mean) / (spread->count - 1);

	return variance > 0 ? prng_pow(variance / spread->count, 0.5) : 0;
}

bool
spread_is_about(const struct spread *spread, double expected, double share, const char *what)
{
	double mean = spread_mean(spread), error = spread_error(spread);
	double off = mean > expected ? mean - expected : expected - mean;
	bool within = off <= 4 * error + share * expected + 1e-9;

	assert_true(spread->count >= SPREAD_SEEDS);
	if (SANITISED)
		return true;
	if (!within || getenv("SPREAD_VERBOSE") != NULL)
		print_error("%s: %.5g, expected %.5g, %.1f standard errors of %.2g\n", what, mean,
		    expected, error > 0 ? off / error : 0, error);
	return within;
}

void
assert_spread_about(const struct spread *spread, double expected, double share, const char *what)
{
	assert_true(spread_is_about(spread, expected, share, what));
}

void
assert_spread(const struct spread *spread, double expected, const char *what)
{
	assert_spread_about(spread, expected, 0, what);
}

void
assert_spread_sign(const struct spread *spread, bool positive, const char *what)
{
	double mean = spread_mean(spread), error = spread_error(spread);
	bool right = positive ? mean > 4 * error : mean < -4 * error;

	if (SANITISED)
		return;
	if (!right)
		print_error("%s: %g, standard error %g\n", what, mean, error);
	assert_true(right);
}

/* False when the table has no such row. */
static bool
find_answer(const char *path, const char *key, double *value)
{
	size_t length, key_length = strlen(key);
	char *table = test_read_file(path, &length), *line, *rest;
	bool found = false;

	for (line = strtok_r(table, "\n", &rest); line != NULL && !found;
	    line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, key, key_length) != 0)
			continue;
		found = true;
		*value = strtod(line + key_length, NULL);
	}
	free(table);
	return found;
}

double
known_answer(const char *family, const char *params, const char *quantity)
{
	static const char *const tables[] = { "tests/routing.tsv", "tests/sessions.tsv" };
	double value = 0;
	char key[200];

	snprintf(key, sizeof(key), "%s\t%s\t%s\t", family, params, quantity);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (find_answer(tables[i], key, &value))
			return value;
	fail_msg("no row %s", key);
	return value;
}
