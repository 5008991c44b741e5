/* base/json_read.c - one character of look-ahead, one mistake and it is over. */
#include "base/json_read.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"

void
json_read_begin(struct json_reader *reader, const char *bytes, size_t length)
{
	*reader = (struct json_reader){ .bytes = bytes, .at = bytes, .end = bytes + length };
	str_init(&reader->key);
	str_init(&reader->text);
}

void
json_read_release(struct json_reader *reader)
{
	str_release(&reader->key);
	str_release(&reader->text);
}

bool
json_refuse(struct json_reader *reader, const char *problem)
{
	if (reader->problem == NULL)
		reader->problem = problem;
	return false;
}

static void
pass_blanks(struct json_reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at)
		reader->at++;
}

/* The next character that means something, 0 at the end. */
static char
peek(struct json_reader *reader)
{
	pass_blanks(reader);
	return reader->at < reader->end ? *reader->at : 0;
}

const char *
json_read_end(struct json_reader *reader, uint32_t *line, uint32_t *column)
{
	if (reader->problem == NULL && (peek(reader) != 0 || reader->at < reader->end))
		json_refuse(reader, "something follows after its end");
	*line = *column = 1;
	for (const char *at = reader->bytes; at < reader->at; at++) {
		*column = *at == '\n' ? 1 : *column + 1;
		*line += *at == '\n';
	}
	return reader->problem;
}

enum json_kind
json_kind(struct json_reader *reader)
{
	char c = peek(reader);

	if (c == '{' || c == '[')
		return c == '{' ? JSON_OBJECT : JSON_ARRAY;
	if (c == '"')
		return JSON_STRING;
	if (c == '-' || (c >= '0' && c <= '9'))
		return JSON_NUMBER;
	return c == 't' || c == 'f' || c == 'n' ? JSON_WORD : JSON_NONE;
}

bool
json_enter(struct json_reader *reader, char bracket)
{
	if (reader->problem != NULL)
		return false;
	if (peek(reader) != bracket)
		return json_refuse(reader, bracket == '{' ? "an object is expected here"
							  : "a list is expected here");
	if (reader->depth == JSON_READ_DEPTH)
		return json_refuse(reader, "it is nested too deeply");
	reader->at++;
	reader->open[reader->depth] = bracket;
	reader->fresh[reader->depth++] = true;
	return true;
}

/* ---- strings ---- */

static bool
hex4(struct json_reader *reader, uint32_t *value)
{
	*value = 0;
	if (reader->end - reader->at < 4)
		return json_refuse(reader, "\\u wants four hexadecimal digits");
	for (int i = 0; i < 4; i++) {
		char c = *reader->at++;
		uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
				 : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
				 : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
							: 16;

		if (digit == 16)
			return json_refuse(reader, "\\u wants four hexadecimal digits");
		*value = *value * 16 + digit;
	}
	return true;
}

static bool
escape(struct json_reader *reader, struct str *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found;
	uint32_t value, low;
	char c = reader->at < reader->end ? *reader->at++ : 0;

	if (c == 'u') {
		if (!hex4(reader, &value))
			return false;
		if (value >= 0xd800 && value < 0xdc00) {
			if (reader->end - reader->at < 6 || reader->at[0] != '\\' ||
			    reader->at[1] != 'u')
				return json_refuse(reader, "half of a pair of \\u");
			reader->at += 2;
			if (!hex4(reader, &low))
				return false;
			if (low < 0xdc00 || low > 0xdfff)
				return json_refuse(reader, "half of a pair of \\u");
			value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
		} else if (value == 0 || (value >= 0xdc00 && value < 0xe000)) {
			return json_refuse(reader, "no character has this number");
		}
		str_add_code_point(out, value);
		return true;
	}
	found = c ? strchr(from, c) : NULL;
	if (found == NULL)
		return json_refuse(reader, "no such escape");
	str_add_char(out, to[found - from]);
	return true;
}

static bool
take_string(struct json_reader *reader, struct str *out)
{
	str_clear(out);
	if (peek(reader) != '"')
		return json_refuse(reader, "a text is expected here");
	reader->at++;
	while (reader->at < reader->end && *reader->at != '"') {
		unsigned char c = (unsigned char)*reader->at;
		uint32_t code_point;
		size_t length;
		bool valid;

		if (c < ' ')
			return json_refuse(reader, "a control character within a text");
		if (out->length >= JSON_READ_TEXT)
			return json_refuse(reader, "this text is too long");
		if (c == '\\') {
			reader->at++;
			if (!escape(reader, out))
				return false;
			continue;
		}
		length = utf8_decode(reader->at, (size_t)(reader->end - reader->at), &code_point,
		    &valid);
		if (!valid)
			return json_refuse(reader, "this is not UTF-8");
		str_add_bytes(out, reader->at, length);
		reader->at += length;
	}
	if (reader->at == reader->end)
		return json_refuse(reader, "a text does not end");
	reader->at++;
	return true;
}

/* ---- members ---- */

bool
json_next(struct json_reader *reader, const char **key)
{
	char close, c = peek(reader);
	bool *fresh;

	if (reader->problem != NULL || reader->depth == 0)
		return false;
	fresh = &reader->fresh[reader->depth - 1];
	close = reader->open[reader->depth - 1] == '{' ? '}' : ']';
	if (c == close) {
		reader->at++;
		reader->depth--;
		return false;
	}
	if (!*fresh) {
		if (c != ',')
			return json_refuse(reader, "a comma or the end is expected here");
		reader->at++;
	}
	*fresh = false;
	if (close == ']') {
		if (key != NULL)
			*key = "";
		return peek(reader) != ']' || json_refuse(reader, "a value is missing");
	}
	if (!take_string(reader, &reader->key))
		return false;
	if (peek(reader) != ':')
		return json_refuse(reader, "a colon is expected here");
	reader->at++;
	if (key != NULL)
		*key = reader->key.text;
	return true;
}

bool
json_take_text(struct json_reader *reader, const char **text)
{
	if (reader->problem != NULL || !take_string(reader, &reader->text))
		return false;
	*text = reader->text.text;
	return true;
}

static size_t
digits(struct json_reader *reader)
{
	const char *from = reader->at;

	while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
		reader->at++;
	return (size_t)(reader->at - from);
}

/* A number by the grammar, as a text; *whole: no fraction, no exponent. */
static bool
take_number(struct json_reader *reader, char *text, size_t size, bool *whole)
{
	const char *from;
	size_t length;

	if (reader->problem != NULL || json_kind(reader) != JSON_NUMBER)
		return json_refuse(reader, "a number is expected here");
	from = reader->at;
	*whole = true;
	reader->at += *reader->at == '-';
	length = digits(reader);
	if (length == 0 || (length > 1 && reader->at[-(ptrdiff_t)length] == '0'))
		return json_refuse(reader, "this is no number");
	if (reader->at < reader->end && *reader->at == '.') {
		reader->at++;
		*whole = false;
		if (digits(reader) == 0)
			return json_refuse(reader, "this is no number");
	}
	if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E')) {
		reader->at++;
		*whole = false;
		if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
			reader->at++;
		if (digits(reader) == 0)
			return json_refuse(reader, "this is no number");
	}
	length = (size_t)(reader->at - from);
	if (length >= size)
		return json_refuse(reader, "this number is too long");
	memcpy(text, from, length);
	text[length] = 0;
	return true;
}

bool
json_take_int(struct json_reader *reader, int64_t *value)
{
	char text[64];
	bool whole, less;
	uint64_t size;

	if (!take_number(reader, text, sizeof text, &whole))
		return false;
	less = text[0] == '-';
	if (!whole || !units_read_integer(text + less, &size) ||
	    size > (uint64_t)INT64_MAX + (less ? 1 : 0))
		return json_refuse(reader, "a whole number of 64 bits is expected here");
	*value = less ? (int64_t)(0 - size) : (int64_t)size;
	return true;
}

bool
json_take_real(struct json_reader *reader, double *value)
{
	char text[64];
	bool whole;

	if (!take_number(reader, text, sizeof text, &whole))
		return false;
	return units_read_number(text, value) || json_refuse(reader, "this is no number");
}

static bool
take_word(struct json_reader *reader, const char *word)
{
	size_t length = strlen(word);

	pass_blanks(reader);
	if ((size_t)(reader->end - reader->at) < length ||
	    memcmp(reader->at, word, length) != 0)
		return false;
	reader->at += length;
	return true;
}

bool
json_take_null(struct json_reader *reader)
{
	return reader->problem == NULL && take_word(reader, "null");
}

bool
json_pass(struct json_reader *reader)
{
	int depth = reader->depth;
	char text[64];
	bool whole;

	do {
		switch (json_kind(reader)) {
		case JSON_OBJECT: (void)json_enter(reader, '{'); break;
		case JSON_ARRAY: (void)json_enter(reader, '['); break;
		case JSON_STRING: (void)take_string(reader, &reader->text); break;
		case JSON_NUMBER: (void)take_number(reader, text, sizeof text, &whole); break;
		case JSON_WORD:
			if (!take_word(reader, "true") && !take_word(reader, "false") &&
			    !take_word(reader, "null"))
				(void)json_refuse(reader, "no such word");
			break;
		case JSON_NONE: (void)json_refuse(reader, "a value is expected here"); break;
		}
		/* Out of all that has ended with this value. */
		while (reader->problem == NULL && reader->depth > depth &&
		       !json_next(reader, NULL))
			;
	} while (reader->problem == NULL && reader->depth > depth);
	return reader->problem == NULL;
}
