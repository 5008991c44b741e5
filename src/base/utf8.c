#include "base/utf8.h"

#include <string.h>

#include "base/utf8_table.h"

#define ZERO_WIDTH_JOINER 0x200Du
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool
is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t
utf8_decode(const char *text, size_t length, uint32_t *code_point, bool *valid)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)text[0];
	size_t bytes = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3
	    : lead < 0xF5 ? 4 : 0;
	uint32_t value = bytes < 2 ? lead : lead & (0x7Fu >> bytes);
	bool ok = bytes > 0 && bytes <= length;

	for (size_t i = 1; ok && i < bytes; i++) {
		ok = is_continuation(text[i]);
		value = (value << 6) | ((unsigned char)text[i] & 0x3Fu);
	}
	if (ok && (value < least[bytes] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)))
		ok = false;
	if (valid != NULL)
		*valid = ok;
	*code_point = ok ? value : UTF8_INVALID;
	return ok ? bytes : 1;
}

size_t
utf8_encode(uint32_t code_point, char out[4])
{
	uint32_t c = code_point;

	if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		c = UTF8_INVALID;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | (c >> 6));
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | (c >> 12));
		out[1] = (char)(0x80 | ((c >> 6) & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | (c >> 18));
	out[1] = (char)(0x80 | ((c >> 12) & 0x3F));
	out[2] = (char)(0x80 | ((c >> 6) & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

bool
utf8_valid(const char *text, size_t length, size_t *bad_offset)
{
	size_t at = 0;

	while (at < length) {
		uint32_t code_point;
		bool valid;
		size_t taken = utf8_decode(text + at, length - at, &code_point, &valid);

		if (!valid) {
			if (bad_offset != NULL)
				*bad_offset = at;
			return false;
		}
		at += taken;
	}
	return true;
}

static bool
range_has(const struct range *ranges, size_t count, uint32_t code_point)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code_point > ranges[middle].last)
			low = middle + 1;
		else if (code_point < ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

int
utf8_width(uint32_t code_point)
{
	if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0))
		return -1;
	if (code_point < zero_width[0].first)
		return 1;
	if (range_has(zero_width, COUNT(zero_width), code_point))
		return 0;
	return range_has(wide, COUNT(wide), code_point) ? 2 : 1;
}

static int
width_or_zero(uint32_t code_point)
{
	int width = utf8_width(code_point);

	return width < 0 ? 0 : width;
}

int
utf8_cells(const char *text)
{
	size_t length = strlen(text);
	int cells = 0;

	for (size_t at = 0; at < length;) {
		uint32_t code_point;

		at += utf8_decode(text + at, length - at, &code_point, NULL);
		cells += width_or_zero(code_point);
	}
	return cells;
}

static bool
is_flag_letter(uint32_t code_point)
{
	return code_point >= 0x1F1E6 && code_point <= 0x1F1FF;
}

static bool
is_skin_tone(uint32_t code_point)
{
	return code_point >= 0x1F3FB && code_point <= 0x1F3FF;
}

/* Bytes of the cluster at text[0..length), length > 0, and its cells: a character with the marks on
 * it, a pair of flag letters, pictures joined by U+200D or toned. */
static size_t
cluster_bytes(const char *text, size_t length, int *cells)
{
	uint32_t before, code_point;
	size_t at = utf8_decode(text, length, &before, NULL);
	bool flag_open = is_flag_letter(before);

	*cells = width_or_zero(before);
	if (utf8_width(before) < 0)
		return at;
	while (at < length) {
		size_t taken = utf8_decode(text + at, length - at, &code_point, NULL);
		bool pairs = flag_open && is_flag_letter(code_point);

		if (utf8_width(code_point) != 0 && !pairs && !is_skin_tone(code_point) &&
		    before != ZERO_WIDTH_JOINER)
			break;
		flag_open = flag_open && !pairs;
		*cells += width_or_zero(code_point);
		at += taken;
		before = code_point;
	}
	return at;
}

size_t
utf8_fit(const char *text, int cells)
{
	size_t length = strlen(text), at = 0;

	while (at < length) {
		int width;
		size_t taken = cluster_bytes(text + at, length - at, &width);

		if (width > cells)
			break;
		cells -= width;
		at += taken;
	}
	return at;
}

size_t
utf8_count(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t at = 0; at < length; count++) {
		uint32_t code_point;

		at += utf8_decode(text + at, length - at, &code_point, NULL);
	}
	return count;
}

/* What a terminal would obey, or what would change the order of what is read. */
static bool
is_unsafe(uint32_t code_point)
{
	return utf8_width(code_point) < 0 || code_point == 0x2028 || code_point == 0x2029 ||
	    (code_point >= 0x202A && code_point <= 0x202E) ||
	    (code_point >= 0x2066 && code_point <= 0x2069);
}

static void
add_ascii(struct str *out, uint32_t code_point)
{
	char folded = code_point < 0x80 ? (char)code_point : utf8_ascii_fold(code_point);

	if (folded != 0)
		str_add_char(out, folded);
	else
		str_add_repeated(out, '?', utf8_width(code_point));
}

void
utf8_sanitise(struct str *out, const char *text, size_t length, bool keep_newlines, bool ascii)
{
	for (size_t at = 0; at < length;) {
		uint32_t code_point;

		at += utf8_decode(text + at, length - at, &code_point, NULL);
		if (code_point == '\n' && keep_newlines)
			str_add_char(out, '\n');
		else if (is_unsafe(code_point) && ascii)
			str_add_char(out, '?');
		else if (is_unsafe(code_point))
			str_add_code_point(out, UTF8_INVALID);
		else if (ascii)
			add_ascii(out, code_point);
		else
			str_add_code_point(out, code_point);
	}
}

char
utf8_ascii_fold(uint32_t code_point)
{
	size_t low = 0, high = COUNT(fold_runs);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct fold_run *run = &fold_runs[middle];

		if (code_point < run->first) {
			high = middle;
		} else if (code_point - run->first >= strlen(run->ascii)) {
			low = middle + 1;
		} else {
			char folded = run->ascii[code_point - run->first];

			return folded == '@' ? '\0' : folded;
		}
	}
	return '\0';
}
