/* base/units.h - quantities as people write and read them: durations, sizes, rates, shares, dates.
 *
 * Reading is exact (integers, decimal fractions without floating point) and total: a text is one
 * quantity or none.  Printing is short and stable; it is what pictures and sentences show.
 */
#ifndef BASE_UNITS_H
#define BASE_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define NS_PER_US 1000ull
#define NS_PER_MS 1000000ull
#define NS_PER_S 1000000000ull

/* "10ms", "0.5ms", "3.2s", "31m", "2h", "0s"; units ns us ms s m h.  False: not a duration. */
bool units_read_duration(const char *text, uint64_t *ns);
/* True for what is written as a duration and is longer than can be counted: "99999999h". */
bool units_duration_is_beyond(const char *text);
/* "16", "64 B", "64B", "2KiB", "1GiB"; a bare number is bytes. */
bool units_read_bytes(const char *text, uint64_t *bytes);
/* "50/s" "100/m" "30/h" -> events per 1e9 seconds (so 50/s is 50e9): exact for /s; /m and /h are
 * rounded to the nearest. */
bool units_read_rate(const char *text, uint64_t *per_gs);
/* "10%" "0.5%" -> parts per million; at most 100%. */
bool units_read_share(const char *text, uint32_t *ppm);
/* Unsigned decimal integer, no sign, no underscore, no octal: "0777" is refused. */
bool units_read_integer(const char *text, uint64_t *value);
/* What somebody types when asked for a number: "250", "1 000", "1,000", "2,5 ms", "54 B", "12 %",
 * "0.53".  Spaces around it and before the unit are fine, capitals of units too. */
enum quantity_kind { QUANTITY_PLAIN, QUANTITY_DURATION, QUANTITY_BYTES, QUANTITY_RATE,
	QUANTITY_SHARE };
struct quantity {
	enum quantity_kind kind;
	double number; /* ns, bytes, per second; of a share 0.12 for "12 %" */
};
bool units_read_quantity(const char *text, struct quantity *quantity);
/* "-1.5", "3", "0.25", "1e6" as double; digits decide, locale does not. */
bool units_read_number(const char *text, double *value);
/* "2026-01-01T00:00:00Z" -> seconds since 1970. */
bool units_read_date(const char *text, int64_t *seconds);

/* "3.02 s", "12 ms", "0.5 ms", "31 min" */
void units_print_duration(struct str *out, uint64_t ns);
/* Seconds for a frame: "3.02 s", from a minute on "901 s"; cut, not rounded, so that no clock shows
 * a moment that has not come. */
void units_print_clock(struct str *out, uint64_t ns);
/* "54 B", "2.0 KiB" */
void units_print_bytes(struct str *out, uint64_t bytes);
/* "54", "2.0K", "1.1M": for boxes */
void units_print_bytes_short(struct str *out, uint64_t bytes);
/* "2026-01-01T00:00:00Z" */
void units_print_date(struct str *out, int64_t seconds);
/* "Thu, 01 Jan 2026 00:15:00 GMT", for HTTP. */
void units_print_http_date(struct str *out, int64_t seconds);

#endif
