/* json_check [KEY...]: is standard input one JSON value and nothing else (RFC 8259)?  Strict: no
 * trailing comma, no comment, no bare control character, well-formed UTF-8, no key twice in one
 * object, one newline at the end at most.  Each KEY must be a key of some object in it.  Exit 0 or
 * 1, saying where. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64
#define KEYS_MAX 256

struct reader {
	const unsigned char *bytes;
	size_t length, at;
	int depth;
	char **wanted;
	bool *found;
	int wanted_count;
};

static bool value(struct reader *reader);

static bool
wrong(const struct reader *reader, const char *what)
{
	fprintf(stderr, "json_check: byte %zu: %s\n", reader->at, what);
	return false;
}

static int
peek(const struct reader *reader)
{
	return reader->at < reader->length ? reader->bytes[reader->at] : -1;
}

static void
blanks(struct reader *reader)
{
	while (peek(reader) == ' ' || peek(reader) == '\n' || peek(reader) == '\t' ||
	       peek(reader) == '\r')
		reader->at++;
}

static bool
hex(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
escape(struct reader *reader)
{
	int c = peek(reader);

	if (c < 0 || !strchr("\"\\/bfnrtu", c))
		return wrong(reader, "an escape that does not exist");
	reader->at++;
	for (int i = 0; c == 'u' && i < 4; i++, reader->at++)
		if (!hex(peek(reader)))
			return wrong(reader, "\\u wants four hex digits");
	return true;
}

/* One character of more than one byte: its shortest form, no surrogate, at most U+10FFFF. */
static bool
wide(struct reader *reader)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int first = peek(reader);
	int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	unsigned code = (unsigned)first & (0x7fu >> size);

	if (first < 0xc2 || first > 0xf4)
		return wrong(reader, "not UTF-8");
	for (int i = 1; i < size; i++) {
		reader->at++;
		if ((peek(reader) & 0xc0) != 0x80)
			return wrong(reader, "not UTF-8");
		code = code << 6 | ((unsigned)peek(reader) & 0x3f);
	}
	reader->at++;
	if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return wrong(reader, "not UTF-8");
	return true;
}

static bool
string(struct reader *reader, size_t *start, size_t *size)
{
	if (peek(reader) != '"')
		return wrong(reader, "a text was expected");
	*start = ++reader->at;
	while (peek(reader) != '"') {
		int c = peek(reader);

		if (c < 0x20)
			return wrong(reader, "a text with a control character or without end");
		if (c >= 0x80) {
			if (!wide(reader))
				return false;
			continue;
		}
		reader->at++;
		if (c == '\\' && !escape(reader))
			return false;
	}
	*size = reader->at - *start;
	reader->at++;
	return true;
}

static bool
number(struct reader *reader)
{
	if (peek(reader) == '-')
		reader->at++;
	if (peek(reader) < '0' || peek(reader) > '9')
		return wrong(reader, "a value was expected");
	if (peek(reader) == '0')
		reader->at++;
	else
		while (peek(reader) >= '0' && peek(reader) <= '9')
			reader->at++;
	for (int part = 0; part < 2; part++) {
		if (part == 0 ? peek(reader) != '.' : peek(reader) != 'e' && peek(reader) != 'E')
			continue;
		reader->at++;
		if (part == 1 && (peek(reader) == '+' || peek(reader) == '-'))
			reader->at++;
		if (peek(reader) < '0' || peek(reader) > '9')
			return wrong(reader, "a number that ends too early");
		while (peek(reader) >= '0' && peek(reader) <= '9')
			reader->at++;
	}
	return true;
}

static void
seen(struct reader *reader, size_t start, size_t size)
{
	for (int i = 0; i < reader->wanted_count; i++)
		if (strlen(reader->wanted[i]) == size &&
		    !memcmp(reader->wanted[i], reader->bytes + start, size))
			reader->found[i] = true;
}

static bool
member(struct reader *reader, size_t keys[KEYS_MAX][2], int *count)
{
	size_t start, size;

	blanks(reader);
	if (!string(reader, &start, &size))
		return false;
	for (int i = 0; i < *count; i++)
		if (keys[i][1] == size &&
		    !memcmp(reader->bytes + keys[i][0], reader->bytes + start, size))
			return wrong(reader, "a key twice");
	if (*count < KEYS_MAX) {
		keys[*count][0] = start;
		keys[(*count)++][1] = size;
	}
	seen(reader, start, size);
	blanks(reader);
	if (peek(reader) != ':')
		return wrong(reader, "a colon was expected");
	reader->at++;
	return value(reader);
}

/* An object or an array, at its opening bracket. */
static bool
several(struct reader *reader, bool object)
{
	size_t keys[KEYS_MAX][2];
	int count = 0, close = object ? '}' : ']';

	if (++reader->depth > DEPTH_MAX)
		return wrong(reader, "too deep");
	reader->at++;
	blanks(reader);
	if (peek(reader) == close) {
		reader->at++;
		reader->depth--;
		return true;
	}
	for (;;) {
		if (!(object ? member(reader, keys, &count) : value(reader)))
			return false;
		blanks(reader);
		if (peek(reader) == close)
			break;
		if (peek(reader) != ',')
			return wrong(reader, "a comma was expected");
		reader->at++;
	}
	reader->at++;
	reader->depth--;
	return true;
}

static bool
value(struct reader *reader)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t start, size;

	blanks(reader);
	if (peek(reader) == '{' || peek(reader) == '[')
		return several(reader, peek(reader) == '{');
	if (peek(reader) == '"')
		return string(reader, &start, &size);
	for (int i = 0; i < 3; i++) {
		size = strlen(words[i]);
		if (reader->length - reader->at >= size &&
		    !memcmp(reader->bytes + reader->at, words[i], size)) {
			reader->at += size;
			return true;
		}
	}
	return number(reader);
}

int
main(int argc, char **argv)
{
	size_t room = 1u << 24, length;
	unsigned char *bytes = malloc(room);
	struct reader reader = { .wanted = argv + 1, .wanted_count = argc - 1 };
	bool ok;

	if (!bytes || !(reader.found = calloc((size_t)argc, sizeof *reader.found)))
		return 1;
	length = fread(bytes, 1, room, stdin);
	reader.bytes = bytes;
	reader.length = length;
	ok = value(&reader);
	if (ok && peek(&reader) == '\n')
		reader.at++;
	if (ok && reader.at < length)
		ok = wrong(&reader, "something after the end");
	for (int i = 0; ok && i < reader.wanted_count; i++)
		if (!reader.found[i]) {
			fprintf(stderr, "json_check: no key \"%s\"\n", reader.wanted[i]);
			ok = false;
		}
	free(reader.found);
	free(bytes);
	return ok ? 0 : 1;
}
