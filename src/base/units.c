#include "base/units.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_MIN (60 * NS_PER_S)
#define NS_PER_HOUR (3600 * NS_PER_S)
#define FRACTION_DIGITS_MAX 18 /* 10^18 is the last power of ten with room to multiply */
#define NUMBER_BYTES_MAX 64

struct unit {
	const char *name;
	uint64_t factor;
};

/* A decimal as digits / 10^places: "0.50" is 50 / 100. */
struct decimal {
	uint64_t digits;
	int places;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* value = value * 10 + digit, false on overflow. */
static bool
append_digit(uint64_t *value, char digit)
{
	uint64_t d = (uint64_t)(digit - '0');

	if (*value > (UINT64_MAX - d) / 10)
		return false;
	*value = *value * 10 + d;
	return true;
}

/* Reads "12", "0.5"; not ".5", "5.", "007".  Returns what follows, or NULL. */
static const char *
read_decimal(const char *text, struct decimal *decimal)
{
	*decimal = (struct decimal){ 0, 0 };
	if (!is_digit(*text) || (*text == '0' && is_digit(text[1])))
		return NULL;
	for (; is_digit(*text); text++)
		if (!append_digit(&decimal->digits, *text))
			return NULL;
	if (*text != '.')
		return text;
	if (!is_digit(*++text))
		return NULL;
	for (; is_digit(*text); text++, decimal->places++) {
		if (decimal->places == FRACTION_DIGITS_MAX)
			return NULL;
		if (!append_digit(&decimal->digits, *text))
			return NULL;
	}
	while (decimal->places > 0 && decimal->digits % 10 == 0) {
		decimal->digits /= 10;
		decimal->places--;
	}
	return text;
}

/* decimal * factor / divisor; false when that is no whole number or does not fit, except that a
 * divisor over 1 rounds to the nearest.
 *
 * A place of the decimal takes a ten from the factor, or its two and a five of the digits.  There
 * is no third way: the digits do not end in 0, and every factor is a power of ten times 1, 6, 36
 * or a power of two, so that its fives are gone with its tens. */
static bool
scale(const struct decimal *decimal, uint64_t factor, uint64_t divisor, uint64_t *value)
{
	uint64_t digits = decimal->digits, whole;

	for (int i = 0; i < decimal->places; i++) {
		if (factor % 10 == 0)
			factor /= 10;
		else if (factor % 2 == 0 && digits % 5 == 0)
			factor /= 2, digits /= 5;
		else
			return false;
	}
	if (factor != 0 && digits > UINT64_MAX / factor)
		return false;
	whole = digits * factor;
	if (divisor > 1 && whole > UINT64_MAX - divisor / 2)
		return false;
	*value = (whole + divisor / 2) / divisor;
	return true;
}

static const struct unit *
find_unit(const struct unit *units, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(units[i].name, name) == 0)
			return &units[i];
	return NULL;
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct unit duration_units[] = { { "ns", 1 }, { "us", NS_PER_US },
	{ "ms", NS_PER_MS }, { "s", NS_PER_S }, { "m", NS_PER_MIN }, { "h", NS_PER_HOUR } };

bool
units_read_duration(const char *text, uint64_t *ns)
{
	struct decimal decimal;
	const char *rest = read_decimal(text, &decimal);
	const struct unit *unit = rest == NULL ? NULL
	    : find_unit(duration_units, COUNT(duration_units), rest);

	return unit != NULL && scale(&decimal, unit->factor, 1, ns);
}

bool
units_duration_is_beyond(const char *text)
{
	size_t digits = strspn(text, "0123456789"), end = digits;
	const struct unit *unit;
	uint64_t whole = 0, ns;

	if (digits == 0 || (digits > 1 && text[0] == '0') || units_read_duration(text, &ns))
		return false;
	if (text[end] == '.')
		end += 1 + strspn(text + end + 1, "0123456789");
	unit = find_unit(duration_units, COUNT(duration_units), text + end);
	for (size_t i = 0; i < digits; i++)
		if (!append_digit(&whole, text[i]))
			return unit != NULL;
	/* else it is finer than a nanosecond, or written wrongly behind the point */
	return unit != NULL && whole >= UINT64_MAX / unit->factor;
}

bool
units_read_bytes(const char *text, uint64_t *bytes)
{
	static const struct unit units[] = { { "", 1 }, { "B", 1 }, { "KiB", 1u << 10 },
		{ "MiB", 1u << 20 }, { "GiB", 1u << 30 } };
	struct decimal decimal;
	const char *rest = read_decimal(text, &decimal);
	const struct unit *unit;

	if (rest == NULL)
		return false;
	if (*rest == ' ' && rest[1] != '\0')
		rest++;
	unit = find_unit(units, COUNT(units), rest);
	return unit != NULL && scale(&decimal, unit->factor, 1, bytes);
}

bool
units_read_rate(const char *text, uint64_t *per_gs)
{
	static const struct unit units[] = { { "/s", 1 }, { "/m", 60 }, { "/h", 3600 } };
	struct decimal decimal;
	const char *rest = read_decimal(text, &decimal);
	const struct unit *unit = rest == NULL ? NULL : find_unit(units, COUNT(units), rest);

	return unit != NULL && scale(&decimal, NS_PER_S, unit->factor, per_gs);
}

bool
units_read_share(const char *text, uint32_t *ppm)
{
	struct decimal decimal;
	const char *rest = read_decimal(text, &decimal);
	uint64_t value;

	if (!str_equal(rest, "%") || !scale(&decimal, 10000, 1, &value) || value > 1000000)
		return false;
	*ppm = (uint32_t)value;
	return true;
}

/* The digits of a typed number as C reads them: "1 000" and "1,000" are 1000, "2,5" is 2.5.
 * Returns what follows, or NULL. */
static const char *
typed_digits(const char *text, char *digits, size_t room)
{
	size_t length = 0;
	bool point = false;

	if (*text == '-')
		digits[length++] = *text++;
	if (!is_digit(*text))
		return NULL;
	for (; length + 2 < room; text++) {
		if (is_digit(*text)) {
			digits[length++] = *text;
		} else if ((*text == ' ' || *text == ',' || *text == '_') && !point &&
			   is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3]) &&
			   !is_digit(text[4])) {
			continue; /* thousands */
		} else if ((*text == '.' || *text == ',') && !point && is_digit(text[1])) {
			digits[length++] = '.';
			point = true;
		} else {
			break;
		}
	}
	digits[length] = '\0';
	return text;
}

static const struct typed_unit {
	const char *name;
	enum quantity_kind kind;
	double factor;
} typed_units[] = { { "", QUANTITY_PLAIN, 1 }, { "ns", QUANTITY_DURATION, 1 },
	{ "us", QUANTITY_DURATION, 1e3 }, { "ms", QUANTITY_DURATION, 1e6 },
	{ "s", QUANTITY_DURATION, 1e9 }, { "sec", QUANTITY_DURATION, 1e9 },
	{ "second", QUANTITY_DURATION, 1e9 }, { "seconds", QUANTITY_DURATION, 1e9 },
	{ "m", QUANTITY_DURATION, 60e9 }, { "min", QUANTITY_DURATION, 60e9 },
	{ "minutes", QUANTITY_DURATION, 60e9 }, { "h", QUANTITY_DURATION, 3600e9 },
	{ "hours", QUANTITY_DURATION, 3600e9 }, { "b", QUANTITY_BYTES, 1 },
	{ "byte", QUANTITY_BYTES, 1 }, { "bytes", QUANTITY_BYTES, 1 },
	{ "kb", QUANTITY_BYTES, 1e3 }, { "kib", QUANTITY_BYTES, 1024 },
	{ "mb", QUANTITY_BYTES, 1e6 }, { "mib", QUANTITY_BYTES, 1048576 },
	{ "gb", QUANTITY_BYTES, 1e9 }, { "gib", QUANTITY_BYTES, 1073741824 },
	{ "%", QUANTITY_SHARE, .01 }, { "/s", QUANTITY_RATE, 1 },
	{ "per second", QUANTITY_RATE, 1 }, { "a second", QUANTITY_RATE, 1 } };

bool
units_read_quantity(const char *text, struct quantity *quantity)
{
	char digits[NUMBER_BYTES_MAX], unit[16];
	size_t length = 0;

	while (*text == ' ')
		text++;
	text = typed_digits(text, digits, sizeof digits);
	if (text == NULL || !units_read_number(digits, &quantity->number))
		return false;
	while (*text == ' ')
		text++;
	for (; *text && length + 1 < sizeof unit; text++)
		unit[length++] = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
	while (length > 0 && unit[length - 1] == ' ')
		length--;
	unit[length] = '\0';
	for (size_t i = 0; *text == '\0' && i < COUNT(typed_units); i++)
		if (strcmp(typed_units[i].name, unit) == 0) {
			quantity->kind = typed_units[i].kind;
			quantity->number *= typed_units[i].factor;
			return true;
		}
	return false;
}

bool
units_read_integer(const char *text, uint64_t *value)
{
	struct decimal decimal;

	for (const char *c = text; *c != '\0'; c++)
		if (!is_digit(*c))
			return false;
	if (read_decimal(text, &decimal) == NULL)
		return false;
	*value = decimal.digits;
	return true;
}

/* Checks the grammar -?digits(.digits)?(e[+-]?digits)? and returns where the point is, or SIZE_MAX
 * when there is none; *ok false when it is not a number. */
static size_t
scan_number(const char *text, bool *ok)
{
	size_t at = 0, point = SIZE_MAX;

	*ok = false;
	if (text[at] == '-')
		at++;
	if (!is_digit(text[at]) || (text[at] == '0' && is_digit(text[at + 1])))
		return point;
	while (is_digit(text[at]))
		at++;
	if (text[at] == '.') {
		point = at++;
		if (!is_digit(text[at]))
			return point;
		while (is_digit(text[at]))
			at++;
	}
	if (text[at] == 'e' || text[at] == 'E') {
		at++;
		if (text[at] == '+' || text[at] == '-')
			at++;
		if (!is_digit(text[at]))
			return point;
		while (is_digit(text[at]))
			at++;
	}
	*ok = text[at] == '\0' && at <= NUMBER_BYTES_MAX;
	return point;
}

bool
units_read_number(const char *text, double *value)
{
	struct str local = STR_INIT;
	size_t point;
	double read;
	bool ok;

	point = scan_number(text, &ok);
	if (!ok)
		return false;
	/* strtod wants the point of the locale; everything else is the same everywhere. */
	if (point == SIZE_MAX) {
		str_add(&local, text);
	} else {
		str_add_bytes(&local, text, point);
		str_add(&local, localeconv()->decimal_point);
		str_add(&local, text + point + 1);
	}
	read = strtod(local.text, NULL);
	str_release(&local);
	if (!isfinite(read))
		return false;
	*value = read;
	return true;
}

/* Days since 1970-01-01 of a proleptic Gregorian date: years start in March, so that the leap day
 * is the last; 719468 days lie between 0000-03-01 and 1970-01-01. */
static int64_t
days_of_date(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	    day_of_year - 719468;
}

struct date {
	int64_t year;
	int month, day, weekday; /* month, day from 1; weekday 0 is Sunday */
	int hour, minute, second;
};

static struct date
date_of_seconds(int64_t seconds)
{
	int64_t days = seconds / 86400 - (seconds % 86400 < 0);
	int second_of_day = (int)(seconds - days * 86400);
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
	    day_of_era / 146096) / 365;
	int day_of_year = (int)(day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
	int march_month = (5 * day_of_year + 2) / 153;
	struct date date;

	date.month = march_month < 10 ? march_month + 3 : march_month - 9;
	date.day = day_of_year - (153 * march_month + 2) / 5 + 1;
	date.year = year_of_era + era * 400 + (date.month <= 2);
	date.weekday = (int)(((days + 4) % 7 + 7) % 7);
	date.hour = second_of_day / 3600;
	date.minute = second_of_day / 60 % 60;
	date.second = second_of_day % 60;
	return date;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Reads exactly `digits` digits at *text and the separator after them. */
static bool
read_field(const char **text, int digits, char separator, int *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++, (*text)++) {
		if (!is_digit(**text))
			return false;
		*value = *value * 10 + (**text - '0');
	}
	if (**text != separator)
		return false;
	(*text)++;
	return true;
}

bool
units_read_date(const char *text, int64_t *seconds)
{
	int year, month, day, hour, minute, second;

	if (!read_field(&text, 4, '-', &year) || !read_field(&text, 2, '-', &month) ||
	    !read_field(&text, 2, 'T', &day) || !read_field(&text, 2, ':', &hour) ||
	    !read_field(&text, 2, ':', &minute) || !read_field(&text, 2, 'Z', &second) ||
	    *text != '\0')
		return false;
	if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) || hour > 23 ||
	    minute > 59 || second > 59)
		return false;
	*seconds = days_of_date(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	return true;
}

/* Three significant digits of value / one, zeros at the end left out: 3.02, 38.2, 100.  Returns
 * false, having printed nothing, when that rounds up to `limit` or more. */
static bool
print_three_digits(struct str *out, uint64_t value, uint64_t one, uint64_t limit)
{
	unsigned places = value < 10 * one ? 2 : value < 100 * one ? 1 : 0;
	uint64_t scale_by = places == 2 ? 100 : places == 1 ? 10 : 1;
	uint64_t rounded, whole, fraction;

	if (one < scale_by) { /* nanoseconds have no fraction */
		places = 0;
		scale_by = 1;
	}
	rounded = (value + one / scale_by / 2) / (one / scale_by);
	whole = rounded / scale_by;
	fraction = rounded % scale_by;
	if (whole >= limit)
		return false;
	str_printf(out, "%llu", (unsigned long long)whole);
	if (places == 2 && fraction % 10 == 0) {
		fraction /= 10;
		places = 1;
	}
	if (fraction > 0)
		str_printf(out, ".%0*llu", (int)places, (unsigned long long)fraction);
	return true;
}

/* "25 min", "14 min 57 s", "2 h", "1 h 30 min". */
static void
print_long_duration(struct str *out, uint64_t ns)
{
	uint64_t seconds = ns / NS_PER_S + (ns % NS_PER_S >= NS_PER_S / 2);
	uint64_t minutes = seconds / 60 + (seconds >= 3600 && seconds % 60 >= 30);

	if (minutes >= 60) {
		str_printf(out, "%llu h", (unsigned long long)(minutes / 60));
		if (minutes % 60 > 0)
			str_printf(out, " %llu min", (unsigned long long)(minutes % 60));
		return;
	}
	str_printf(out, "%llu min", (unsigned long long)minutes);
	if (seconds % 60 > 0)
		str_printf(out, " %llu s", (unsigned long long)(seconds % 60));
}

void
units_print_duration(struct str *out, uint64_t ns)
{
	/* Milliseconds from 0.1 ms on: what a network takes stays comparable at a glance. */
	static const struct {
		uint64_t from_ns, one, limit;
		const char *name;
	} rows[] = {
		{ 0, 1, NS_PER_US, " ns" },
		{ NS_PER_US, NS_PER_US, 100, " us" },
		{ NS_PER_MS / 10, NS_PER_MS, 1000, " ms" },
		{ NS_PER_S, NS_PER_S, 60, " s" },
	};

	if (ns == 0) {
		str_add(out, "0 s");
		return;
	}
	for (size_t i = 0; i < COUNT(rows); i++) {
		bool last = i + 1 == COUNT(rows);

		if (!last && ns >= rows[i + 1].from_ns)
			continue;
		if (print_three_digits(out, ns, rows[i].one, rows[i].limit)) {
			str_add(out, rows[i].name);
			return;
		}
	}
	print_long_duration(out, ns);
}

void
units_print_clock(struct str *out, uint64_t ns)
{
	uint64_t hundredths = ns / (NS_PER_S / 100);

	if (ns < 60 * NS_PER_S)
		str_printf(out, "%llu.%02llu s", (unsigned long long)(hundredths / 100),
		    (unsigned long long)(hundredths % 100));
	else
		str_printf(out, "%llu s", (unsigned long long)(ns / NS_PER_S));
}

/* value / 2^shift rounded half up to tenths, for shift >= 10. */
static uint64_t
tenths(uint64_t value, unsigned shift)
{
	uint64_t whole = value >> shift, rest = value & (((uint64_t)1 << shift) - 1);

	return whole * 10 + ((rest * 10 + ((uint64_t)1 << (shift - 1))) >> shift);
}

/* Prints bytes in the largest unit of which there is one: tenths under `tenths_under` units. */
static void
print_bytes(struct str *out, uint64_t bytes, const char *const units[4], uint64_t tenths_under)
{
	unsigned shift = 10, unit = 1;
	uint64_t shown;

	if (bytes < 1024) {
		str_printf(out, "%llu%s", (unsigned long long)bytes, units[0]);
		return;
	}
	shown = tenths(bytes, shift);
	while (unit < 3 && shown >= 10240) {
		shift += 10;
		unit++;
		shown = tenths(bytes, shift);
	}
	if (shown < tenths_under * 10)
		str_printf(out, "%llu.%llu%s", (unsigned long long)(shown / 10),
		    (unsigned long long)(shown % 10), units[unit]);
	else
		str_printf(out, "%llu%s", (unsigned long long)((shown + 5) / 10), units[unit]);
}

void
units_print_bytes(struct str *out, uint64_t bytes)
{
	static const char *const units[4] = { " B", " KiB", " MiB", " GiB" };

	print_bytes(out, bytes, units, 100);
}

void
units_print_bytes_short(struct str *out, uint64_t bytes)
{
	static const char *const units[4] = { "", "K", "M", "G" };

	print_bytes(out, bytes, units, 10);
}

void
units_print_date(struct str *out, int64_t seconds)
{
	struct date date = date_of_seconds(seconds);

	str_printf(out, "%04lld-%02d-%02dT%02d:%02d:%02dZ", (long long)date.year, date.month,
	    date.day, date.hour, date.minute, date.second);
}

void
units_print_http_date(struct str *out, int64_t seconds)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct date date = date_of_seconds(seconds);

	str_printf(out, "%s, %02d %s %04lld %02d:%02d:%02d GMT", days[date.weekday], date.day,
	    months[date.month - 1], (long long)date.year, date.hour, date.minute, date.second);
}
