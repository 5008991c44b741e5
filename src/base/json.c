#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

#define WHOLE_MAX 1e15

void
json_init(struct json *json, struct str *out, int indent)
{
	*json = (struct json){ .out = out, .indent = indent };
	json->first[0] = true;
}

static void
json_new_line(struct json *json)
{
	if (json->indent == 0)
		return;
	str_add_char(json->out, '\n');
	str_add_repeated(json->out, ' ', json->depth * json->indent);
}

/* What comes before a key or a value: a comma after an earlier member, and the new line. */
static void
json_before(struct json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (!json->first[json->depth])
		str_add_char(json->out, ',');
	else
		json->first[json->depth] = false;
	if (json->depth > 0)
		json_new_line(json);
}

static void
json_begin(struct json *json, char bracket)
{
	json_before(json);
	CHECK(json->depth + 1 < JSON_DEPTH_MAX);
	str_add_char(json->out, bracket);
	json->depth++;
	json->first[json->depth] = true;
}

static void
json_end(struct json *json, char bracket)
{
	bool empty = json->first[json->depth];

	CHECK(json->depth > 0);
	CHECK(!json->after_key);
	json->depth--;
	if (!empty)
		json_new_line(json);
	str_add_char(json->out, bracket);
}

void
json_begin_object(struct json *json)
{
	json_begin(json, '{');
}

void
json_end_object(struct json *json)
{
	json_end(json, '}');
}

void
json_begin_array(struct json *json)
{
	json_begin(json, '[');
}

void
json_end_array(struct json *json)
{
	json_end(json, ']');
}

static void
json_add_code_point(struct str *out, uint32_t code_point)
{
	switch (code_point) {
	case '"':
		str_add(out, "\\\"");
		break;
	case '\\':
		str_add(out, "\\\\");
		break;
	case '\n':
		str_add(out, "\\n");
		break;
	case '\t':
		str_add(out, "\\t");
		break;
	case '\r':
		str_add(out, "\\r");
		break;
	default:
		/* DEL and C1 are allowed by JSON; escaped, they cannot reach a terminal. */
		if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
			str_printf(out, "\\u%04x", (unsigned)code_point);
		else
			str_add_code_point(out, code_point);
	}
}

static void
json_quote(struct str *out, const char *text)
{
	size_t length = strlen(text), at = 0;

	str_add_char(out, '"');
	while (at < length) {
		uint32_t code_point;

		at += utf8_decode(text + at, length - at, &code_point, NULL);
		json_add_code_point(out, code_point);
	}
	str_add_char(out, '"');
}

void
json_key(struct json *json, const char *key)
{
	CHECK(json->depth > 0);
	CHECK(!json->after_key);
	json_before(json);
	json_quote(json->out, key);
	str_add(json->out, json->indent > 0 ? ": " : ":");
	json->after_key = true;
}

void
json_string(struct json *json, const char *text)
{
	if (text == NULL) {
		json_null(json);
		return;
	}
	json_before(json);
	json_quote(json->out, text);
}

void
json_uint(struct json *json, uint64_t value)
{
	json_before(json);
	str_printf(json->out, "%llu", (unsigned long long)value);
}

void
json_int(struct json *json, int64_t value)
{
	json_before(json);
	str_printf(json->out, "%lld", (long long)value);
}

void
json_double(struct json *json, double value)
{
	char text[40];
	bool in_point = false;

	if (!isfinite(value)) {
		json_null(json);
		return;
	}
	json_before(json);
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (memcmp(&value, &(double){ strtod(text, NULL) }, sizeof(value)) == 0)
			break;
	}
	if (value != 0 && fabs(value) < WHOLE_MAX && trunc(value) == value)
		snprintf(text, sizeof(text), "%.0f", value); /* 500, not 5e+02 */
	/* The decimal point of the locale, whatever its bytes, becomes a full stop. */
	for (const char *c = text; *c != '\0'; c++) {
		bool plain = (*c >= '0' && *c <= '9') || *c == '-' || *c == '+' || *c == 'e';

		if (plain)
			str_add_char(json->out, *c);
		else if (!in_point)
			str_add_char(json->out, '.');
		in_point = !plain;
	}
}

void
json_bool(struct json *json, bool value)
{
	json_before(json);
	str_add(json->out, value ? "true" : "false");
}

void
json_null(struct json *json)
{
	json_before(json);
	str_add(json->out, "null");
}
