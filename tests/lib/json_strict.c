#include "json_strict.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

#define DEPTH_MAX 64

static const char *value(const char *at, int depth);

static const char *
blanks(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

/* Each reader returns where it ended, or NULL. */
static const char *
string(const char *at)
{
	if (*at++ != '"')
		return NULL;
	while (*at != '"') {
		if ((unsigned char)*at < 0x20)
			return NULL;
		if (*at++ != '\\')
			continue;
		if (*at == 'u') {
			for (int i = 1; i <= 4; i++)
				if (!isxdigit((unsigned char)at[i]))
					return NULL;
			at += 4;
		} else if (*at == '\0' || !strchr("\"\\/bfnrt", *at)) {
			return NULL;
		}
		at++;
	}
	return at + 1;
}

static const char *
number(const char *at)
{
	at += *at == '-';
	if (!isdigit((unsigned char)*at) || (*at == '0' && isdigit((unsigned char)at[1])))
		return NULL;
	at += strspn(at, "0123456789");
	if (*at == '.') {
		if (!isdigit((unsigned char)*++at))
			return NULL;
		at += strspn(at, "0123456789");
	}
	if (*at == 'e' || *at == 'E') {
		at++;
		at += *at == '-' || *at == '+';
		if (!isdigit((unsigned char)*at))
			return NULL;
		at += strspn(at, "0123456789");
	}
	return at;
}

/* Members of an object or an array, up to its closing bracket. */
static const char *
members(const char *at, char close, int depth)
{
	at = blanks(at + 1);
	if (*at == close)
		return at + 1;
	for (;;) {
		if (close == '}') {
			at = string(at);
			if (!at || *(at = blanks(at)) != ':')
				return NULL;
			at = blanks(at + 1);
		}
		at = value(at, depth + 1);
		if (!at)
			return NULL;
		at = blanks(at);
		if (*at == close)
			return at + 1;
		if (*at != ',')
			return NULL;
		at = blanks(at + 1);
	}
}

static const char *
value(const char *at, int depth)
{
	static const char *const words[] = { "true", "false", "null" };

	if (depth > DEPTH_MAX)
		return NULL;
	if (*at == '{')
		return members(at, '}', depth);
	if (*at == '[')
		return members(at, ']', depth);
	if (*at == '"')
		return string(at);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strncmp(at, words[i], strlen(words[i])))
			return at + strlen(words[i]);
	return number(at);
}

bool
json_strict(const char *text, const char **wrong)
{
	size_t bad;
	const char *end;

	*wrong = text;
	if (!utf8_valid(text, strlen(text), &bad)) {
		*wrong = text + bad;
		return false;
	}
	end = value(blanks(text), 0);
	if (!end)
		return false;
	*wrong = blanks(end);
	return **wrong == '\0';
}
