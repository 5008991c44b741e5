#include "trace/sink.h"

static const char base64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
sink_repeat(struct sink *sink, char c, uint64_t count)
{
	sink->bytes += count;
	for (; sink->out && count > 0; count--)
		str_add_char(sink->out, c);
}

void
sink_integer(struct sink *sink, int64_t value)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (value < 0)
		digits[--at] = '-';
	sink_bytes(sink, digits + at, sizeof(digits) - at);
}

void
sink_json(struct sink *sink, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	sink_text(sink, "\"");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		char escape[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

		if (c == '"' || c == '\\') {
			escape[1] = *text;
			sink_bytes(sink, escape, 2);
		} else if (c < 0x20 || c == 0x7f) {
			sink_bytes(sink, escape, sizeof(escape));
		} else {
			sink_bytes(sink, text, 1);
		}
	}
	sink_text(sink, "\"");
}

void
sink_base64url(struct sink *sink, const void *bytes, size_t length)
{
	const unsigned char *from = bytes;

	if (!sink->out) {
		sink->bytes += base64url_length(length);
		return;
	}
	for (size_t i = 0; i < length; i += 3) {
		size_t some = length - i < 3 ? length - i : 3;
		uint32_t word = (uint32_t)from[i] << 16;
		char digits[4];

		if (some > 1)
			word |= (uint32_t)from[i + 1] << 8;
		if (some > 2)
			word |= from[i + 2];
		for (int digit = 0; digit < 4; digit++)
			digits[digit] = base64url_digits[word >> (18 - 6 * digit) & 63];
		sink_bytes(sink, digits, some + 1);
	}
}

uint64_t
base64url_length(uint64_t length)
{
	return length / 3 * 4 + (length % 3 == 0 ? 0 : length % 3 + 1);
}

bool
base64url_decode(struct str *out, const char *text, size_t length)
{
	uint32_t word = 0;
	int bits = 0;

	if (length % 4 == 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		const char *digit = text[i] ? strchr(base64url_digits, text[i]) : NULL;

		if (!digit)
			return false;
		word = word << 6 | (uint32_t)(digit - base64url_digits);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			str_add_char(out, (char)(unsigned char)(word >> bits & 255));
		}
	}
	/* Bits that are left over must be 0, or two texts would stand for the same bytes. */
	return (word & ((1u << bits) - 1)) == 0;
}

void
sink_value(struct sink *sink, const char *json, uint64_t filler)
{
	sink_text(sink, json);
	sink_repeat(sink, ' ', filler);
}

void
sink_member(struct sink *sink, const char *key, const char *json, uint64_t filler)
{
	uint64_t around = strlen(",\"-filler\":\"\"") + strlen(key);

	sink_text(sink, "\"");
	sink_text(sink, key);
	sink_text(sink, "\":");
	if (filler < around) {
		sink_value(sink, json, filler);
		return;
	}
	sink_text(sink, json);
	sink_text(sink, ",\"");
	sink_text(sink, key);
	sink_text(sink, "-filler\":\"");
	sink_repeat(sink, '-', filler - around);
	sink_text(sink, "\"");
}
