/* Quantities: exact reading, refusals, short printing. */
#include "lib/assert.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "lib/gen.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

struct reading {
	const char *text;
	uint64_t value;
};

static void
assert_readings(bool (*read)(const char *, uint64_t *), const struct reading *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t value = 99;

		if (!read(rows[i].text, &value) || value != rows[i].value)
			fail_msg("'%s' gives %llu, expected %llu", rows[i].text,
			    (unsigned long long)value, (unsigned long long)rows[i].value);
	}
}

static void
assert_refused(bool (*read)(const char *, uint64_t *), const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t value = 99;

		if (read(texts[i], &value) || value != 99)
			fail_msg("'%s' gives %llu", texts[i], (unsigned long long)value);
	}
}

static void
units_read_duration__known__exact(void **state)
{
	static const struct reading rows[] = { { "0s", 0 }, { "0ns", 0 }, { "1ns", 1 },
		{ "10ms", 10000000 }, { "0.5ms", 500000 }, { "3.2s", 3200000000 },
		{ "31m", 1860000000000 }, { "2h", 7200000000000 }, { "0.1us", 100 },
		{ "0.000000001s", 1 }, { "0.25m", 15000000000 }, { "0.125h", 450000000000 },
		{ "1.000000000000000000s", 1000000000 }, { "5124095h", 18446742000000000000u },
		{ "18446744073709551615ns", UINT64_MAX },
		{ "18446744073.709551615s", UINT64_MAX } };

	(void)state;
	assert_readings(units_read_duration, rows, COUNT(rows));
}

static void
units_read_duration__anything_else__refused(void **state)
{
	static const char *const texts[] = { "", "10", "ms", "10 ms", " 10ms", "10ms ", "-1s",
		"+1s",
		".5s", "5.s", "1e3ms", "01s", "1_000ms", "0x1s", "10min", "10sec", "10S", "1.5ns",
		"0.0000000001s", "5124096h", "18446744073709551616ns", "1,5s", "1..5s", "1.5.5s",
		"99999999999999999999999s", "0.0000000000000000001s", "s10", "1s1ms", "inf",
		"nan" };

	(void)state;
	assert_refused(units_read_duration, texts, COUNT(texts));
}

static void
units_read_bytes__known__exact(void **state)
{
	static const struct reading rows[] = { { "16", 16 }, { "64 B", 64 }, { "64B", 64 },
		{ "2KiB", 2048 }, { "2 KiB", 2048 }, { "1.5KiB", 1536 }, { "1GiB", 1 << 30 },
		{ "0", 0 }, { "0.5MiB", 524288 }, { "0.0009765625KiB", 1 },
		{ "17179869183GiB", 18446744072635809792u } };
	static const char *const texts[] = { "", "KiB", "2KB", "2kb", "2 K", "2  KiB", "0.3KiB",
		"1.5", "64b", "64 B ", "64 ", "17179869184GiB", "-1", "0777", "1_000" };

	(void)state;
	assert_readings(units_read_bytes, rows, COUNT(rows));
	assert_refused(units_read_bytes, texts, COUNT(texts));
}

static void
units_read_rate__known__per_1e9_seconds(void **state)
{
	static const struct reading rows[] = { { "50/s", 50000000000 }, { "0.001/s", 1000000 },
		{ "0.000000001/s", 1 }, { "60/m", 1000000000 }, { "100/m", 1666666667 },
		{ "3600/h", 1000000000 }, { "30/h", 8333333 }, { "0/s", 0 },
		{ "18446744073.709551615/s", UINT64_MAX } };
	static const char *const texts[] = { "", "50", "/s", "50/", "50/d", "50 /s", "50/s ",
		"-5/s", "0.0000000001/s", "18446744074/s", "1/2/s" };

	(void)state;
	assert_readings(units_read_rate, rows, COUNT(rows));
	assert_refused(units_read_rate, texts, COUNT(texts));
}

static bool
read_share(const char *text, uint64_t *value)
{
	uint32_t ppm;

	if (!units_read_share(text, &ppm))
		return false;
	*value = ppm;
	return true;
}

static void
units_read_share__known__ppm(void **state)
{
	static const struct reading rows[] = { { "10%", 100000 }, { "0.5%", 5000 }, { "0%", 0 },
		{ "100%", 1000000 }, { "0.0001%", 1 }, { "33.3333%", 333333 },
		{ "100.0000%", 1000000 } };
	static const char *const texts[] = { "", "%", "10", "10 %", "-1%", "100.0001%", "0.00001%",
		"101%", "10%%", "42949672960%" };

	(void)state;
	assert_readings(read_share, rows, COUNT(rows));
	assert_refused(read_share, texts, COUNT(texts));
}

static void
units_read_integer__decimal_only(void **state)
{
	static const struct reading rows[] = { { "0", 0 }, { "7", 7 },
		{ "18446744073709551615", UINT64_MAX } };
	static const char *const texts[] = { "", "0777", "00", "1_000", "-1", "+1", "1.0", "1e3",
		"0x10", " 1", "1 ", "18446744073709551616" };

	(void)state;
	assert_readings(units_read_integer, rows, COUNT(rows));
	assert_refused(units_read_integer, texts, COUNT(texts));
}

static void
units_read_number__grammar__as_double(void **state)
{
	static const struct {
		const char *text;
		double value;
	} rows[] = { { "3", 3 }, { "-1.5", -1.5 }, { "0.25", 0.25 }, { "1e6", 1e6 },
		{ "1E-3", 1e-3 }, { "2.5e+2", 250 }, { "0", 0 }, { "0.1", 0.1 },
		{ "1.7976931348623157e308", 1.7976931348623157e308 }, { "1e-400", 0 } };
	static const char *const texts[] = { "", "-", ".5", "5.", "+1", "1e", "1e+", "e5", "01",
		"inf", "nan", "0x10", "1,5", "1 ", " 1", "1_0", "1e400", "-1e400", "--1", "1.5.5" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		double value;

		assert_true(units_read_number(rows[i].text, &value));
		assert_same_double(value, rows[i].value);
	}
	for (size_t i = 0; i < COUNT(texts); i++) {
		double value = 99;

		if (units_read_number(texts[i], &value))
			fail_msg("'%s' gives %g", texts[i], value);
	}
}

/* A locale with a decimal comma, where the machine has one: the digits decide all the same. */
static void
units_read_number__other_locale__same(void **state)
{
	static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE" };
	bool found = false;
	double value;

	(void)state;
	for (size_t i = 0; i < COUNT(names) && !found; i++)
		found = setlocale(LC_NUMERIC, names[i]) != NULL;
	assert_true(units_read_number("1234.5", &value));
	assert_false(units_read_number("1234,5", &value));
	setlocale(LC_NUMERIC, "C");
	assert_same_double(value, 1234.5);
	if (!found)
		skip();
}

static void
units_read_date__calendar(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = { { "1970-01-01T00:00:00Z", 0 }, { "2026-01-01T00:00:00Z", 1767225600 },
		{ "2000-02-29T23:59:59Z", 951868799 }, { "1969-12-31T23:59:59Z", -1 },
		{ "9999-12-31T23:59:59Z", 253402300799 }, { "1900-03-01T00:00:00Z", -2203891200 } };
	static const char *const texts[] = { "", "2026-01-01", "2026-01-01T00:00:00",
		"2026-01-01 00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
		"2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
		"2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
		"2026-01-01T00:00:60Z", "2026-1-01T00:00:00Z", "2026-01-01T00:00:00Zx",
		"2026-01-01T00:00:00+00", "-026-01-01T00:00:00Z" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str out = STR_INIT;
		int64_t seconds;

		assert_true(units_read_date(rows[i].text, &seconds));
		assert_int_equal(seconds, rows[i].seconds);
		units_print_date(&out, seconds);
		assert_string_equal(out.text, rows[i].text);
		str_release(&out);
	}
	for (size_t i = 0; i < COUNT(texts); i++) {
		int64_t seconds;

		if (units_read_date(texts[i], &seconds))
			fail_msg("'%s' was read", texts[i]);
	}
}

static void
units_print_date__every_day__round_trip_and_weekday(void **state)
{
	static const char *const names[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };

	(void)state;
	for (int64_t day = 0; day < 366 * 140; day++) {
		struct str out = STR_INIT;
		int64_t seconds = day * 86400 + day % 86400, read;

		units_print_date(&out, seconds);
		assert_true(units_read_date(out.text, &read));
		assert_int_equal(read, seconds);
		str_clear(&out);
		units_print_http_date(&out, seconds);
		assert_memory_equal(out.text, names[day % 7], 3);
		assert_int_equal(out.length, 29);
		str_release(&out);
	}
}

static void
assert_prints(void (*print)(struct str *, uint64_t), uint64_t value, const char *expected)
{
	struct str out = STR_INIT;

	print(&out, value);
	assert_string_equal(out.text, expected);
	str_release(&out);
}

static void
units_print__quantities__short(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} durations[] = { { 0, "0 s" }, { 1, "1 ns" }, { 999, "999 ns" }, { 1000, "1 us" },
		{ 1550, "1.55 us" }, { 99900, "99.9 us" }, { 99960, "0.1 ms" },
		{ 100000, "0.1 ms" },
		{ 500000, "0.5 ms" }, { 12000000, "12 ms" }, { 38240000, "38.2 ms" },
		{ 100000000, "100 ms" }, { 999400000, "999 ms" }, { 999600000, "1 s" },
		{ 3020000000, "3.02 s" }, { 3100000000, "3.1 s" }, { 59940000000, "59.9 s" },
		{ 59960000000, "1 min" }, { 60000000000, "1 min" }, { 897000000000, "14 min 57 s" },
		{ 1860000000000, "31 min" }, { 3599400000000, "59 min 59 s" },
		{ 3599600000000, "1 h" }, { 5400000000000, "1 h 30 min" },
		{ 86400000000000, "24 h" } };

	(void)state;
	for (size_t i = 0; i < COUNT(durations); i++)
		assert_prints(units_print_duration, durations[i].ns, durations[i].text);
	assert_prints(units_print_clock, 0, "0.00 s");
	assert_prints(units_print_clock, 3020000000, "3.02 s");
	assert_prints(units_print_clock, 2999999999, "2.99 s");
	assert_prints(units_print_clock, 59999999999, "59.99 s");
	assert_prints(units_print_clock, 60000000000, "60 s");
	assert_prints(units_print_clock, 901999999999, "901 s");
	assert_prints(units_print_bytes, 0, "0 B");
	assert_prints(units_print_bytes, 1023, "1023 B");
	assert_prints(units_print_bytes, 2048, "2.0 KiB");
	assert_prints(units_print_bytes, 1 << 20, "1.0 MiB");
	assert_prints(units_print_bytes, (1 << 20) - 1, "1.0 MiB");
	assert_prints(units_print_bytes, 150 * 1024 + 512, "151 KiB");
	assert_prints(units_print_bytes, UINT64_MAX, "17179869184 GiB");
	assert_prints(units_print_bytes_short, 54, "54");
	assert_prints(units_print_bytes_short, 2048, "2.0K");
	assert_prints(units_print_bytes_short, 10240, "10K");
	assert_prints(units_print_bytes_short, 1153434, "1.1M");
}

/* Reading never depends on how the factor and the digits share their twos and fives. */
static void
units_read_duration__any_nanoseconds__written_in_any_unit(void **state)
{
	static const struct {
		const char *unit;
		uint64_t factor;
		int places;
	} units[] = { { "us", 1000, 3 }, { "ms", 1000000, 6 }, { "s", 1000000000, 9 } };

	(void)state;
	GEN_CASES(gen, 20000) {
		size_t u = (size_t)gen_below(&gen, 3);
		uint64_t ns = gen_word(&gen) >> gen_below(&gen, 64), read = 0;
		char text[64];

		snprintf(text, sizeof(text), "%llu.%0*llu%s",
		    (unsigned long long)(ns / units[u].factor), units[u].places,
		    (unsigned long long)(ns % units[u].factor), units[u].unit);
		assert_true(units_read_duration(text, &read));
		assert_int_equal(read, ns);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_read_duration__known__exact),
		cmocka_unit_test(units_read_duration__anything_else__refused),
		cmocka_unit_test(units_read_duration__any_nanoseconds__written_in_any_unit),
		cmocka_unit_test(units_read_bytes__known__exact),
		cmocka_unit_test(units_read_rate__known__per_1e9_seconds),
		cmocka_unit_test(units_read_share__known__ppm),
		cmocka_unit_test(units_read_integer__decimal_only),
		cmocka_unit_test(units_read_number__grammar__as_double),
		cmocka_unit_test(units_read_number__other_locale__same),
		cmocka_unit_test(units_read_date__calendar),
		cmocka_unit_test(units_print_date__every_day__round_trip_and_weekday),
		cmocka_unit_test(units_print__quantities__short),
	};

	return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}
