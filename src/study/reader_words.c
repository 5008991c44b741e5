#include "study/reader_words.h"

#include <string.h>

#include "base/utf8.h"

/* Words that say nothing by themselves. */
static const char *const stop_words[] = { "a", "an", "the", "do", "does", "did", "is", "are",
	"was", "were", "be", "been", "being", "am", "will", "would", "can", "could", "should",
	"shall", "may", "might", "must", "of", "to" };

static const char *const negations[] = { "not", "no", "never", "without", "nobody", "nothing",
	"none", "neither", "nor", "nowhere", "hardly", "lacks", "nope", "isnt", "wasnt", "arent",
	"werent", "dont", "doesnt", "didnt", "cant", "cannot", "couldnt", "wont", "wouldnt",
	"hasnt", "havent", "hadnt", "shouldnt", "aint", "instead", "unlike" };

/* A negation before these does not reach what comes after them. */
static const char *const breaks[] = { "but", "because", "so", "since", "while", "whereas",
	"therefore", "only", "cause", "cos", "cuz", "and", "which", "who", "that", "if", "when",
	"except", "until", "unless", "as" };

/* Words that people do type, and that a slip would make into others. */
static const char common[] =
    " about above after again against ago all alone along already although always among another "
    "answer any anybody anyone anything anyway anywhere around ask asks asked away back became "
    "because become before behind below best better between big both bring brings brought busy "
    "but call called came care card case change changed check clear click clicks close closed "
    "come comes cost could course customer cut data day dead deal did die dies died different "
    "does done down drop each easy else empty end ends enough error even ever every everybody "
    "everyone everything everywhere fact fail fails failed fall false far fast few find finds "
    "fine first fix for forget forgets forgot found four free from full gave get gets give gives "
    "given go goes going gone good got great had half hand hard hardware has have head hear held "
    "help her here hers herself high him his hold holds home hope how however idea inside into "
    "item items its itself join just keep keeps kept key keys kind knew know known knows large "
    "last late later least leave leaves left less let life like line link list little live lives "
    "load local long look looks lose loses loss lost lot low made mail main make makes many may "
    "maybe mean means meant mine miss missing moment money more most move moved much must name "
    "named near need needs never new next night nobody none nothing now number off often old once "
    "one only open order other others our out outside over own page part parts pass past pay "
    "people perhaps place plan play please point possible post probably put question quick quite "
    "rather read ready real really reason right room run runs safe said same save saved saw say "
    "says second see seen sell send sends sent set several shall she ship shop shops show shows "
    "side sign simple since single small some somebody someone something somewhere soon sorry "
    "sort sound start started state stay still stop stops stuff such sure take taken takes talk "
    "tell tells than that their them then there these they thing things think third this those "
    "though thought three through time times today together told too took top trip true try turn "
    "turned two under understand unit until upon use used user very wait want was watch way ways "
    "well went were what when where which while who whole why will wire with within without word "
    "words work works world would write wrong year yes yet you your ";

static bool
among(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}
#define AMONG(word, list) among(word, list, sizeof(list) / sizeof((list)[0]))

bool
reader_is_common(const char *word)
{
	size_t length = strlen(word);

	for (const char *at = common; length > 0 && (at = strstr(at, word)) != NULL; at += length)
		if (at[-1] == ' ' && at[length] == ' ')
			return true;
	return false;
}

bool
reader_same_negation(const char *term, const char *typed)
{
	static const char *const bare[] = { "not", "no", "never", "hardly", "without" };
	size_t length = strlen(typed);
	bool plain = AMONG(typed, bare) || (length > 2 && strcmp(typed + length - 2, "nt") == 0) ||
	    strcmp(typed, "cannot") == 0;

	return strcmp(term, typed) == 0 ||
	       (plain && (strcmp(term, "not") == 0 || strcmp(term, "no") == 0));
}

static struct reader_word *
begin_word(struct reader_words *words, uint16_t sentence)
{
	struct reader_word *word;

	if (words->count == READER_WORDS_MAX)
		return NULL;
	word = &words->rows[words->count++];
	*word = (struct reader_word){ .sentence = sentence };
	return word;
}

static void
set_text(struct reader_word *word, const char *text, size_t length)
{
	if (length > READER_WORD_BYTES - 1)
		length = READER_WORD_BYTES - 1;
	memcpy(word->text, text, length);
	word->text[length] = '\0';
	word->length = (uint8_t)length;
}

static bool
ends_with(const char *text, size_t length, const char *end)
{
	size_t take = strlen(end);

	return length > take && memcmp(text + length - take, end, take) == 0;
}

/* "doesn't" is two words, "ana's" is ana; what a word is. */
static void
end_word(struct reader_words *words, const char *text, size_t length, bool breaks_off,
    bool any_end, bool capitals, uint16_t sentence)
{
	bool not = ends_with(text, length, "n't"), digit = false;
	struct reader_word *word;

	while (length > 0 && text[length - 1] == '\'')
		length--;
	if (length == 0)
		return;
	if (not)
		length -= 3;
	else if (memchr(text, '\'', length) != NULL)
		length = (size_t)((const char *)memchr(text, '\'', length) - text);
	word = begin_word(words, sentence);
	if (word == NULL || length == 0)
		return;
	set_text(word, text, length);
	for (size_t i = 0; i < length; i++)
		digit |= text[i] >= '0' && text[i] <= '9';
	word->exact = digit || (capitals && length > 1);
	word->any_end = any_end;
	word->breaks = breaks_off || AMONG(word->text, breaks);
	word->stop = AMONG(word->text, stop_words) || (not && strcmp(word->text, "ca") == 0) ||
	    (not && strcmp(word->text, "wo") == 0);
	word->negates = AMONG(word->text, negations);
	if (!not || (word = begin_word(words, sentence)) == NULL)
		return;
	set_text(word, "not", 3);
	word->negates = true;
}

/* "not only" denies nothing; "rather than" denies what follows; "nobody else" is no denial either.
 */
static void
settle(struct reader_words *words)
{
	for (uint32_t i = 0; i < words->count; i++) {
		struct reader_word *word = &words->rows[i];
		const struct reader_word *next = i + 1 < words->count ? word + 1 : NULL;

		if (word->negates && next != NULL &&
		    (strcmp(next->text, "only") == 0 || strcmp(next->text, "else") == 0))
			word->negates = false;
		if (next != NULL && strcmp(word->text, "rather") == 0 &&
		    strcmp(next->text, "than") == 0)
			word->negates = true;
	}
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '\'';
}

void
reader_split(const char *text, struct reader_words *words)
{
	char word[READER_WORD_BYTES * 2];
	size_t length = 0, left = strlen(text);
	uint16_t sentence = 0;
	bool breaks_off = false, capitals = true;

	words->count = 0;
	for (const char *at = text;;) {
		uint32_t point = 0;
		size_t step = left > 0 ? utf8_decode(at, left, &point, NULL) : 0;
		char folded = point >= 0x80 ? utf8_ascii_fold(point) : (char)point;
		bool letter = is_letter(folded) || (point >= 0x80 && folded == '\0');

		if (letter && length + step < sizeof(word)) {
			if (point >= 0x80 && folded == '\0') {
				memcpy(word + length, at, step);
				length += step;
			} else {
				capitals &= !(folded >= 'a' && folded <= 'z');
				word[length++] = folded >= 'A' && folded <= 'Z' ?
				    (char)(folded - 'A' + 'a') : folded;
			}
		} else if (!letter && length > 0) {
			end_word(words, word, length, breaks_off, point == '*', capitals, sentence);
			length = 0;
			breaks_off = false;
		}
		if (!letter)
			capitals = true;
		if (point == '.' || point == '!' || point == '?' || point == ';' || point == '\n')
			sentence++;
		breaks_off |= !letter && point != 0 && strchr(".,;:!?\n()", (int)folded) != NULL;
		if (step == 0)
			break;
		at += step;
		left -= step;
	}
	settle(words);
}

/* Optimal string alignment: the least insertions, deletions, replacements and swaps of neighbours;
 * more than `most` is as good as any more. */
static int
distance(const char *a, size_t a_length, const char *b, size_t b_length, int most)
{
	int rows[3][READER_WORD_BYTES + 1];
	int *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		last[j] = (int)j;
	for (size_t i = 1; i <= a_length; i++) {
		int *swap = before, least = now[0] = (int)i;

		for (size_t j = 1; j <= b_length; j++) {
			int best = last[j - 1] + (a[i - 1] != b[j - 1]);

			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
			least = best < least ? best : least;
		}
		if (least > most)
			return most + 1;
		before = last;
		last = now;
		now = swap;
	}
	return last[b_length];
}

static int
allowed(size_t length)
{
	return length <= 2 ? 0 : length <= 5 ? 1 : 2;
}

bool
reader_same_word(const struct reader_word *term, const struct reader_word *typed, bool slips)
{
	const char *a = term->text, *b = typed->text;
	size_t a_length = term->length, b_length = typed->length;

	if (term->any_end && b_length > a_length)
		b_length = a_length;
	if (a_length == b_length && memcmp(a, b, a_length) == 0)
		return true;
	if (term->any_end && typed->length < a_length && !slips)
		return false;
	if (!term->any_end && typed->length == a_length + 1 && b[a_length] == 's' &&
	    memcmp(a, b, a_length) == 0)
		return true;
	if (!slips || typed->exact || term->exact)
		return false;
	if (a[0] != b[0] && !(a_length > 1 && b_length > 1 && a[0] == b[1] && a[1] == b[0]))
		return false;
	if (a_length > READER_WORD_BYTES - 1 || b_length > READER_WORD_BYTES - 1)
		return false;
	{
		int most = allowed(a_length < typed->length ? a_length : typed->length);

		return distance(a, a_length, b, b_length, most) <= most;
	}
}
