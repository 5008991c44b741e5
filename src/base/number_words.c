/* base/number_words.c - words of numbers to digits. */
#include "base/number_words.h"

#include <stdint.h>
#include <string.h>

struct word {
	const char *text;
	uint32_t value;
};

static const struct word ones[] = { { "zero", 0 }, { "none", 0 }, { "nothing", 0 },
	{ "nobody", 0 }, { "no", 0 }, { "one", 1 }, { "two", 2 }, { "three", 3 }, { "four", 4 },
	{ "five", 5 }, { "six", 6 }, { "seven", 7 }, { "eight", 8 }, { "nine", 9 }, { "ten", 10 },
	{ "eleven", 11 }, { "twelve", 12 }, { "thirteen", 13 }, { "fourteen", 14 },
	{ "fifteen", 15 }, { "sixteen", 16 }, { "seventeen", 17 }, { "eighteen", 18 },
	{ "nineteen", 19 }, { "twenty", 20 }, { "thirty", 30 }, { "forty", 40 }, { "fifty", 50 },
	{ "sixty", 60 }, { "seventy", 70 }, { "eighty", 80 }, { "ninety", 90 }, { NULL, 0 } };
/* per mille of the whole */
static const struct word shares[] = { { "half", 500 }, { "halves", 500 }, { "third", 333 },
	{ "thirds", 333 }, { "quarter", 250 }, { "quarters", 250 }, { "fifth", 200 },
	{ "fifths", 200 }, { "tenth", 100 }, { "tenths", 100 }, { NULL, 0 } };
static const char *const hedges[] = { "about", "around", "roughly", "approximately", "circa",
	"exactly", "just", "only", "it", "is", "~", "=", NULL };

/* The next word in lower case; "" at the end.  Hyphens part words.  *at goes behind it. */
static const char *
next_word(const char **at, char word[16])
{
	size_t length = 0;

	while (**at == ' ' || **at == '-')
		(*at)++;
	if (**at == '~' || **at == '=') {
		word[length++] = *(*at)++;
	} else {
		for (; (**at | 32) >= 'a' && (**at | 32) <= 'z'; (*at)++)
			if (length < 15)
				word[length++] = (char)(**at | 32);
	}
	word[length] = '\0';
	return word;
}

static const struct word *
find(const struct word *words, const char *text)
{
	for (; words->text; words++)
		if (strcmp(words->text, text) == 0)
			return words;
	return NULL;
}

static const char *
without_hedges(const char *text)
{
	for (;;) {
		const char *after = text;
		char word[16];
		bool hedge = false;

		(void)next_word(&after, word);
		for (size_t i = 0; hedges[i] && !hedge; i++)
			hedge = strcmp(hedges[i], word) == 0;
		if (!hedge)
			return text + strspn(text, " ");
		text = after;
	}
}

/* A number in words, or "a" before a share; *after: behind it. */
static bool
read_words(const char *text, const char **after, uint32_t *number)
{
	uint32_t total = 0, part = 0;
	const char *at = text;
	bool any = false;

	*after = text;
	for (char word[16]; *next_word(&at, word);) {
		const struct word *one = find(ones, word);

		if (one && part % 100 != 0 && (part % 10 != 0 || one->value > 9))
			break; /* "five six" is no number */
		if (one)
			part += one->value;
		else if (strcmp(word, "a") == 0 && !any)
			part = 1;
		else if (strcmp(word, "hundred") == 0 && any && part > 0 && part < 10)
			part *= 100;
		else if (strcmp(word, "thousand") == 0 && any && part > 0 && total == 0)
			total = part * 1000, part = 0;
		else if (strcmp(word, "and") == 0 && any)
			continue;
		else
			break;
		any = true;
		*after = at;
	}
	*number = total + part;
	return any;
}

/* "25 percent" as "25%"; all else as it is. */
static void
add_figure(const char *text, size_t length, struct str *out)
{
	static const char *const per_cent[] = { "percent", "per cent" };

	for (size_t i = 0; i < sizeof per_cent / sizeof *per_cent; i++) {
		size_t word = strlen(per_cent[i]);

		if (length > word && strncmp(text + length - word, per_cent[i], word) == 0) {
			str_add_bytes(out, text, length - word);
			str_add_char(out, '%');
			return;
		}
	}
	str_add_bytes(out, text, length);
}

bool
number_words_read(const char *text, struct str *out)
{
	const char *from = without_hedges(text), *after, *behind;
	const struct word *share;
	size_t length = strlen(from);
	uint32_t number = 1;
	char word[16];
	bool any;

	while (length && strchr(" .!?", from[length - 1]))
		length--;
	if (*from >= '0' && *from <= '9') {
		add_figure(from, length, out);
		return true;
	}
	any = read_words(from, &after, &number);
	behind = after;
	share = find(shares, next_word(&behind, word));
	if (!any)
		number = 1;
	if (share && number <= 10) {
		str_printf(out, "%u.%u%%", number * share->value / 10, number * share->value % 10);
		return true;
	}
	if (!any || (number == 1 && strncmp(from, "a ", 2) == 0)) /* "a page" is no number */
		return false;
	str_printf(out, "%u", number);
	if (after < from + length)
		add_figure(after, (size_t)(from + length - after), out);
	return true;
}
