#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/utf8.h"

#define ROOM_MIN 64
#define NEAREST_BYTES_MAX 63 /* longer words are prose, not a misspelt name */

/* The text of every empty str: never written to, not const only because `text` is not. */
char str_empty_text[1];

void
str_init(struct str *str)
{
	*str = (struct str)STR_INIT;
}

void
str_release(struct str *str)
{
	if (str->room > 0)
		free(str->text);
	str_init(str);
}

void
str_clear(struct str *str)
{
	str->length = 0;
	if (str->room > 0)
		str->text[0] = '\0';
}

void
str_cut(struct str *str, size_t length)
{
	if (length >= str->length)
		return;
	str->length = length;
	str->text[length] = '\0';
}

/* Makes room for `more` bytes and the NUL. */
static void
str_reserve(struct str *str, size_t more)
{
	size_t needed, room;

	if (more >= SIZE_MAX / 2 - str->length)
		check_out_of_memory();
	needed = str->length + more + 1;
	if (needed <= str->room)
		return;
	room = str->room < ROOM_MIN ? ROOM_MIN : str->room + str->room / 2;
	if (room < needed)
		room = needed;
	str->text = mem_grow(str->room > 0 ? str->text : NULL, room, 1);
	str->room = room;
}

void
str_add_bytes(struct str *str, const char *bytes, size_t length)
{
	if (length == 0)
		return;
	str_reserve(str, length);
	memcpy(str->text + str->length, bytes, length);
	str->length += length;
	str->text[str->length] = '\0';
}

void
str_add(struct str *str, const char *text)
{
	str_add_bytes(str, text, strlen(text));
}

void
str_add_char(struct str *str, char c)
{
	str_add_bytes(str, &c, 1);
}

void
str_add_repeated(struct str *str, char c, int count)
{
	if (count <= 0)
		return;
	str_reserve(str, (size_t)count);
	memset(str->text + str->length, c, (size_t)count);
	str->length += (size_t)count;
	str->text[str->length] = '\0';
}

void
str_add_code_point(struct str *str, unsigned code_point)
{
	char bytes[4];

	str_add_bytes(str, bytes, utf8_encode(code_point, bytes));
}

void
str_vprintf(struct str *str, const char *format, va_list args)
{
	va_list again;
	int length, written;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	CHECK(length >= 0);
	str_reserve(str, (size_t)length);
	written = vsnprintf(str->text + str->length, (size_t)length + 1, format, again);
	va_end(again);
	CHECK(written == length);
	str->length += (size_t)length;
}

void
str_drop_code_point(struct str *str)
{
	size_t length = str->length;

	while (length > 0 && ((unsigned char)str->text[length - 1] & 0xC0) == 0x80)
		length--;
	str_cut(str, length > 0 ? length - 1 : 0);
}

void
str_printf(struct str *str, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_vprintf(str, format, args);
	va_end(args);
}

char *
str_detach(struct str *str)
{
	char *text;

	str_reserve(str, 0);
	text = str->text;
	text[str->length] = '\0';
	str_init(str);
	return text;
}

bool
str_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

bool
str_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edit distance where a swap of neighbours counts once (optimal string alignment): "cokie" and
 * "cooike" are both one slip of the fingers.  Both lengths are at most NEAREST_BYTES_MAX. */
static size_t
edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][NEAREST_BYTES_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		above[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = least(row[j], least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = spare;
	}
	return above[b_length];
}

const char *
str_nearest(const char *word, const char *const *candidates, size_t count)
{
	size_t length = strlen(word), best = length / 3;
	const char *nearest = NULL;

	if (length == 0 || length > NEAREST_BYTES_MAX)
		return NULL;
	best = best < 1 ? 1 : best > 3 ? 3 : best;
	best++; /* the first candidate within the bound must be an improvement */
	for (size_t i = 0; i < count; i++) {
		size_t candidate_length = candidates[i] == NULL ? 0 : strlen(candidates[i]);
		size_t distance;

		if (candidate_length == 0 || candidate_length > NEAREST_BYTES_MAX)
			continue;
		distance = edit_distance(word, length, candidates[i], candidate_length);
		if (distance < best) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}
