/* Bytes from outside through floor 0: decoding, fitting, sanitising, quantities, findings. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/finding.h"
#include "base/json.h"
#include "base/units.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_quantities(const char *text)
{
	struct str out = STR_INIT;
	uint64_t value, again;
	uint32_t ppm;
	int64_t seconds, seconds_again;
	double number;

	if (units_read_duration(text, &value))
		units_print_duration(&out, value);
	if (units_read_bytes(text, &value))
		units_print_bytes_short(&out, value);
	if (units_read_rate(text, &value))
		units_print_clock(&out, value);
	if (units_read_share(text, &ppm))
		CHECK(ppm <= 1000000);
	if (units_read_integer(text, &value))
		CHECK(units_read_bytes(text, &again) && again == value);
	if (units_read_number(text, &number))
		CHECK(number - number == 0); /* finite */
	if (units_read_date(text, &seconds)) {
		str_clear(&out);
		units_print_date(&out, seconds);
		CHECK(units_read_date(out.text, &seconds_again) && seconds_again == seconds);
	}
	str_release(&out);
}

static void
try_text(const char *text, size_t size)
{
	struct str out = STR_INIT;
	struct json json;

	for (int ascii = 0; ascii < 2; ascii++) {
		str_clear(&out);
		utf8_sanitise(&out, text, size, false, ascii != 0);
		CHECK(utf8_valid(out.text, out.length, NULL));
		for (size_t i = 0; i < out.length; i++)
			CHECK((unsigned char)out.text[i] >= 0x20 && out.text[i] != 0x7f);
	}
	CHECK(utf8_fit(text, 40) <= strlen(text));
	str_clear(&out);
	json_init(&json, &out, 0);
	json_string(&json, text);
	CHECK(utf8_valid(out.text, out.length, NULL));
	str_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	char *text = arena_strndup(&arena, (const char *)data, size);
	struct finding finding = { .mark = { text, 1, 1 }, .code = "c", .text = text,
		.advice = text };
	struct str out = STR_INIT;

	if (size >= 2)
		finding.mark = (struct mark){ text, data[0], data[1] };
	try_quantities(text);
	try_text(text, size);
	finding_print(&out, &finding, text, size);
	CHECK(utf8_valid(out.text, out.length, NULL));
	str_release(&out);
	arena_release(&arena);
	return 0;
}
