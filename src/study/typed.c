/* study/typed.c - distances of short texts, by code points. */
#include "study/typed.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

#define LETTERS_MAX 200 /* of an answer; what is longer is compared as far */

struct letters {
	uint32_t row[LETTERS_MAX];
	size_t count;
};

static bool
is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == 0xa0;
}

static struct letters
letters_of(const char *text)
{
	struct letters letters = { .count = 0 };

	for (size_t at = 0, length = strlen(text); at < length && letters.count < LETTERS_MAX;)
		at += utf8_decode(text + at, length - at, &letters.row[letters.count++], NULL);
	return letters;
}

static uint32_t
small(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7))
		return c + 0x20;
	return c == 0x2019 ? '\'' : c;
}

/* Without an article in front, if anything follows it. */
static void
drop_article(struct letters *text)
{
	static const char *const articles[] = { "the ", "an ", "a " };

	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
		size_t length = strlen(articles[i]), same = 0;

		while (same < length && same < text->count &&
		       text->row[same] == (uint32_t)articles[i][same])
			same++;
		if (same < length || text->count == length)
			continue;
		text->count -= length;
		memmove(text->row, text->row + length, text->count * sizeof *text->row);
		return;
	}
}

/* Small letters, one blank between words, no article in front and no full stop at its end. */
static struct letters
normal(const char *text)
{
	struct letters raw = letters_of(text), out = { .count = 0 };

	for (size_t i = 0; i < raw.count; i++) {
		if (!is_blank(raw.row[i]))
			out.row[out.count++] = small(raw.row[i]);
		else if (out.count && out.row[out.count - 1] != ' ')
			out.row[out.count++] = ' ';
	}
	while (out.count && (out.row[out.count - 1] == ' ' || out.row[out.count - 1] == '.'))
		out.count--;
	drop_article(&out);
	return out;
}

/* Letters of which one may slip: not in a text with digits or in capitals. */
static bool
is_strict(const char *text)
{
	bool lower = false;

	for (; *text; text++) {
		if (*text >= '0' && *text <= '9')
			return true;
		lower |= *text >= 'a' && *text <= 'z';
		lower |= (unsigned char)*text >= 0x80;
	}
	return !lower;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Insert, delete, replace, exchange of neighbours: one each (optimal string alignment). */
static unsigned
distance(const struct letters *a, const struct letters *b)
{
	unsigned rows[3][LETTERS_MAX + 1];

	for (size_t j = 0; j <= b->count; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a->count; i++) {
		unsigned *now = rows[i % 3], *above = rows[(i + 2) % 3];
		const unsigned *before = rows[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b->count; j++) {
			bool same = a->row[i - 1] == b->row[j - 1];

			now[j] = least(least(above[j], now[j - 1]) + 1, above[j - 1] + !same);
			if (i > 1 && j > 1 && a->row[i - 1] == b->row[j - 2] &&
			    a->row[i - 2] == b->row[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return rows[a->count % 3][b->count];
}

/* ---- a number, whatever stands around it ---- */

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Digits and points, commas between digits left out, from `at` on; returns where it ends. */
static size_t
take_number(const struct letters *text, size_t at, struct letters *number)
{
	number->count = 0;
	for (; at < text->count; at++) {
		uint32_t c = text->row[at];
		bool inside = at + 1 < text->count && is_digit(text->row[at + 1]);

		if (c == ',' && inside)
			continue;
		if (!is_digit(c) && !(c == '.' && inside))
			break;
		number->row[number->count++] = c;
	}
	return at;
}

static bool
same_letters(const struct letters *a, const struct letters *b)
{
	return a->count == b->count && memcmp(a->row, b->row, a->count * sizeof *a->row) == 0;
}

static bool
has_word(const struct letters *text, const char *word)
{
	size_t length = strlen(word);

	for (size_t at = 0; at + length <= text->count; at++) {
		size_t same = 0;

		while (same < length && text->row[at + same] == (uint32_t)word[same])
			same++;
		if (same == length && (at == 0 || text->row[at - 1] == ' ' || word[1] == 0x27) &&
		    (at + length == text->count || text->row[at + length] == ' '))
			return true;
	}
	return false;
}

/* Whether a number is meant, and it is the one number of what was said, which denies nothing. */
static bool
says_number(const struct letters *said, const struct letters *meant)
{
	struct letters wanted, number;
	uint32_t found = 0;

	if (!meant->count || !is_digit(meant->row[0]) ||
	    take_number(meant, 0, &wanted) != meant->count)
		return false;
	for (size_t at = 0; at < said->count;) {
		bool begins = is_digit(said->row[at]) &&
			      (at == 0 || said->row[at - 1] == ' ' || said->row[at - 1] == '(' ||
				  said->row[at - 1] == '=' || said->row[at - 1] == '~');

		if (!is_digit(said->row[at])) {
			at++;
			continue;
		}
		at = take_number(said, at, &number);
		if (!begins || !same_letters(&number, &wanted))
			return false;
		found++;
	}
	return found == 1 && !has_word(said, "not") && !has_word(said, "no") &&
	       !has_word(said, "never") && !has_word(said, "n't");
}

static enum typed_verdict
judge_one(const struct letters *given, const char *text, unsigned *far)
{
	struct letters meant = normal(text);
	unsigned allowed = meant.count <= 2 ? 0 : meant.count <= 5 ? 1 : 2;

	*far = distance(given, &meant);
	if (*far == 0 || says_number(given, &meant))
		return TYPED_EXACT;
	if (is_strict(text) || *far > allowed ||
	    (meant.count <= 5 && given->count && given->row[0] != meant.row[0]))
		return TYPED_OTHER;
	return TYPED_SLIP;
}

enum typed_verdict
typed_judge(const char *given, const char *right, struct str *meant)
{
	struct letters said = normal(given);
	enum typed_verdict best = TYPED_OTHER;
	unsigned nearest = UINT32_MAX;

	str_clear(meant);
	for (const char *at = right; at != NULL;) {
		const char *bar = strstr(at, " | ");
		struct str one = STR_INIT;
		enum typed_verdict verdict;
		unsigned far;

		str_add_bytes(&one, at, bar ? (size_t)(bar - at) : strlen(at));
		verdict = judge_one(&said, one.text, &far);
		if (verdict > best || (verdict == best && far < nearest)) {
			best = verdict;
			nearest = far;
			str_clear(meant);
			str_add(meant, one.text);
		}
		str_release(&one);
		at = bar ? bar + 3 : NULL;
	}
	return best;
}

enum rating
typed_rating(enum typed_verdict verdict)
{
	return verdict == TYPED_EXACT ? RATING_GOOD
	       : verdict == TYPED_SLIP ? RATING_HARD
				       : RATING_AGAIN;
}

/* ---- where they differ ---- */

static void
add_marked(const struct letters *letters, const bool *common, char open, char close,
    struct str *out)
{
	for (size_t i = 0; i < letters->count; i++) {
		if (!common[i] && (i == 0 || common[i - 1]))
			str_add_char(out, open);
		str_add_code_point(out, letters->row[i]);
		if (!common[i] && (i + 1 == letters->count || common[i + 1]))
			str_add_char(out, close);
	}
}

void
typed_diff(const char *given, const char *meant, struct str *of_meant, struct str *of_given)
{
	struct letters a = letters_of(meant), b = letters_of(given);
	bool in_a[LETTERS_MAX] = { false }, in_b[LETTERS_MAX] = { false };
	size_t width = b.count + 1;
	/* length[i][j]: of the longest common subsequence of what begins at i and at j. */
	uint16_t *length = mem_alloc((a.count + 1) * width * sizeof *length);

	for (size_t i = a.count; i-- > 0;)
		for (size_t j = b.count; j-- > 0;) {
			uint16_t skip_a = length[(i + 1) * width + j];
			uint16_t skip_b = length[i * width + j + 1];

			length[i * width + j] =
			    small(a.row[i]) == small(b.row[j])
				? (uint16_t)(length[(i + 1) * width + j + 1] + 1)
			    : skip_a > skip_b ? skip_a
					      : skip_b;
		}
	for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
		if (small(a.row[i]) == small(b.row[j])) {
			in_a[i++] = in_b[j++] = true;
		} else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
			i++;
		} else {
			j++;
		}
	}
	add_marked(&a, in_a, '[', ']', of_meant);
	add_marked(&b, in_b, '(', ')', of_given);
	mem_free(length);
}
