#include "study/reader.h"

#include <string.h>

#include "study/reader_words.h"

#define NEGATION_REACH 3 /* words that say something */
#define TERM_WORDS_MAX 8

/* Where a term stands in an answer. */
struct span {
	uint32_t words[TERM_WORDS_MAX], count;
};

struct reader {
	const struct dialogue *dialogue;
	struct reader_words answer;
	bool no_slip[READER_WORDS_MAX]; /* the word is a word in its own right */
};

const char *
reading_word(enum reading_kind kind)
{
	static const char *const words[READING_KINDS] = { "empty", "unknown", "right", "partial",
		"misconception", "not-understood" };

	return words[kind];
}

/* The words of a term that are looked for. */
static uint32_t
term_words(const char *term, struct reader_words *split, const struct reader_word **words)
{
	uint32_t count = 0;

	reader_split(term, split);
	for (uint32_t i = 0; i < split->count && count < TERM_WORDS_MAX; i++)
		if (!split->rows[i].stop)
			words[count++] = &split->rows[i];
	return count;
}

bool
reader_can_look_for(const char *term)
{
	struct reader_words split;
	const struct reader_word *words[TERM_WORDS_MAX];

	return term_words(term, &split, words) > 0;
}

/* Is the typed word itself a word of this dialogue's lists? */
static bool
is_listed_in(const struct dialogue_group *groups, uint32_t count, const struct reader_word *typed)
{
	struct reader_words split;

	for (uint32_t g = 0; g < count; g++)
		for (uint32_t i = 0; i < groups[g].count; i++) {
			reader_split(groups[g].words[i], &split);
			for (uint32_t k = 0; k < split.count; k++)
				if (reader_same_word(&split.rows[k], typed, false))
					return true;
		}
	return false;
}

static bool
is_listed(const struct dialogue_pattern *patterns, uint32_t count, const struct reader_word *typed)
{
	for (uint32_t i = 0; i < count; i++)
		if (is_listed_in(patterns[i].groups, patterns[i].group_count, typed) ||
		    is_listed_in(patterns[i].without, patterns[i].without_count, typed))
			return true;
	return false;
}

static void
open_reader(struct reader *reader, const struct dialogue *dialogue, const char *answer)
{
	reader->dialogue = dialogue;
	reader_split(answer, &reader->answer);
	for (uint32_t i = 0; i < reader->answer.count; i++) {
		const struct reader_word *typed = &reader->answer.rows[i];
		bool known = typed->exact || typed->length < 3 || reader_is_common(typed->text);

		for (uint32_t n = 0; n < dialogue->node_count && !known; n++) {
			const struct dialogue_node *node = &dialogue->nodes[n];

			known = is_listed(node->expect, node->expect_count, typed) ||
			    is_listed(node->beliefs, node->belief_count, typed) ||
			    is_listed(node->points, node->point_count, typed);
		}
		reader->no_slip[i] = known;
	}
}

/* ---- terms ---- */

static bool
same(const struct reader *reader, const struct reader_word *term, uint32_t i)
{
	const struct reader_word *typed = &reader->answer.rows[i];

	if (term->negates && typed->negates)
		return reader_same_negation(term->text, typed->text);
	return reader_same_word(term, typed, !reader->no_slip[i]);
}

/* Words that say something between two places of the answer. */
static uint32_t
apart(const struct reader *reader, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b, high = a < b ? b : a, count = 0;

	for (uint32_t i = low; i < high; i++)
		count += !reader->answer.rows[i].stop;
	return count;
}

/* All words of a term near word `at`, which is its first: within four words or so of each other, in
 * one sentence; behind each other when one of them denies. */
static bool
term_at(const struct reader *reader, const struct reader_word *const *term, uint32_t count,
    uint32_t at, struct span *place)
{
	uint32_t reach = count + 2 < 4 ? 3 : count + 1;
	bool denies = false, ordered;

	for (uint32_t k = 0; k < count; k++)
		denies |= term[k]->negates;
	ordered = denies;
	place->count = 1;
	place->words[0] = at;
	for (uint32_t k = 1; k < count; k++) {
		uint32_t found = READER_WORDS_MAX, from = ordered ? place->words[k - 1] + 1 : 0;

		for (uint32_t i = from; i < reader->answer.count; i++) {
			bool taken = false;

			for (uint32_t t = 0; t < place->count; t++)
				taken |= place->words[t] == i;
			if (taken || reader->answer.rows[i].sentence !=
			    reader->answer.rows[at].sentence || apart(reader, at, i) > reach ||
			    !same(reader, term[k], i))
				continue;
			if (found == READER_WORDS_MAX || apart(reader, at, i) <
			    apart(reader, at, found))
				found = i;
		}
		if (found == READER_WORDS_MAX)
			return false;
		place->words[place->count++] = found;
	}
	return true;
}

static bool
in_span(const struct span *place, uint32_t i)
{
	for (uint32_t k = 0; k < place->count; k++)
		if (place->words[k] == i)
			return true;
	return false;
}

/* Negations that the term itself does not have: before it, as far as they reach, or inside it. */
static bool
is_denied(const struct reader *reader, const struct span *place)
{
	const struct reader_word *rows = reader->answer.rows;
	uint32_t first = place->words[0], last = place->words[0], seen = 0, denials = 0;

	for (uint32_t k = 1; k < place->count; k++) {
		first = place->words[k] < first ? place->words[k] : first;
		last = place->words[k] > last ? place->words[k] : last;
	}
	for (uint32_t i = first; i <= last; i++)
		denials += rows[i].negates && !in_span(place, i);
	for (uint32_t i = first; i > 0 && seen < NEGATION_REACH && !rows[i].breaks; i--) {
		if (rows[i - 1].negates)
			denials++;
		seen += !rows[i - 1].stop;
	}
	return denials % 2 == 1;
}

static bool
term_hit(const struct reader *reader, const char *text)
{
	struct reader_words split;
	const struct reader_word *term[TERM_WORDS_MAX];
	uint32_t count = term_words(text, &split, term);
	struct span place;

	for (uint32_t i = 0; count > 0 && i < reader->answer.count; i++)
		if (same(reader, term[0], i) && term_at(reader, term, count, i, &place) &&
		    !is_denied(reader, &place))
			return true;
	return false;
}

static bool
group_hit(const struct reader *reader, const struct dialogue_group *group)
{
	for (uint32_t i = 0; i < group->count; i++)
		if (term_hit(reader, group->words[i]))
			return true;
	return false;
}

/* ---- patterns ---- */

struct match {
	uint32_t hits, need, missing;
	bool vetoed;
};

static struct match
match_pattern(const struct reader *reader, const struct dialogue_pattern *pattern)
{
	struct match match = { .need = pattern->need > 0 ? pattern->need : pattern->group_count,
		.missing = UINT32_MAX };

	for (uint32_t i = 0; i < pattern->without_count && !match.vetoed; i++)
		match.vetoed = group_hit(reader, &pattern->without[i]);
	for (uint32_t i = 0; i < pattern->group_count; i++) {
		bool hit = !match.vetoed && group_hit(reader, &pattern->groups[i]);

		match.hits += hit;
		if (!hit && match.missing == UINT32_MAX)
			match.missing = i;
	}
	return match;
}

/* "I don't know", alone or with very little around it. */
static bool
says_unknown(const struct reader *reader)
{
	static const char *const ways[][4] = { { "i", "do", "not", "know" },
		{ "i", "dont", "know" }, { "dont", "know" }, { "do", "not", "know" },
		{ "no", "idea" }, { "no", "clue" },
		{ "not", "sure" }, { "idk" }, { "dunno" }, { "pass" }, { "help" }, { "hint" },
		{ "not", "a", "clue" }, { "i", "cant", "say" }, { "beats", "me" },
		{ "i", "forgot" }, { "clueless" }, { "no", "guess" } };
	const struct reader_words *words = &reader->answer;

	for (size_t w = 0; w < sizeof(ways) / sizeof(ways[0]); w++) {
		uint32_t length = 0;

		while (length < 4 && ways[w][length] != NULL)
			length++;
		for (uint32_t at = 0; at + length <= words->count; at++) {
			uint32_t same_words = 0;

			while (same_words < length &&
			    strcmp(words->rows[at + same_words].text, ways[w][same_words]) == 0)
				same_words++;
			if (same_words == length && words->count <= length + 3 &&
			    (at == 0 || words->rows[at].text[0] == 'i' || length == 1 ||
				words->rows[at - 1].length < 4))
				return true;
		}
	}
	return false;
}

/* The first misconception that is hit, or UINT32_MAX. */
static uint32_t
find_belief(const struct reader *reader, const struct dialogue_node *node)
{
	for (uint32_t i = 0; i < node->belief_count; i++) {
		struct match match = match_pattern(reader, &node->beliefs[i]);

		if (!match.vetoed && match.hits >= match.need)
			return i;
	}
	return UINT32_MAX;
}

struct reading
reader_read(const struct dialogue *dialogue, const struct dialogue_node *node, const char *answer)
{
	struct reader reader;
	struct reading reading = { .kind = READING_NOT_UNDERSTOOD, .missing = UINT32_MAX };
	uint32_t belief;

	open_reader(&reader, dialogue, answer);
	if (reader.answer.count == 0)
		return (struct reading){ .kind = answer[strspn(answer, " \t\n")] == '?' ?
		    READING_UNKNOWN : READING_EMPTY };
	if (says_unknown(&reader))
		return (struct reading){ .kind = READING_UNKNOWN };
	belief = find_belief(&reader, node);
	for (uint32_t i = 0; i < node->expect_count; i++) {
		struct match match = match_pattern(&reader, &node->expect[i]);

		if (match.vetoed || match.need == 0 || match.hits == 0)
			continue;
		if (match.hits >= match.need && reading.kind != READING_RIGHT) {
			reading = (struct reading){ .kind = READING_RIGHT, .row = i };
		} else if (match.hits * 2 >= match.need &&
		    reading.kind == READING_NOT_UNDERSTOOD) {
			reading = (struct reading){ .kind = READING_PARTIAL, .row = i,
				.missing = match.missing };
		}
	}
	if (belief == UINT32_MAX)
		return reading;
	if (reading.kind == READING_RIGHT) /* both at once: which of them is meant is not told */
		return (struct reading){ .kind = READING_NOT_UNDERSTOOD };
	return (struct reading){ .kind = READING_BELIEF, .row = belief };
}

bool
reader_hits(const struct dialogue *dialogue, const struct dialogue_pattern *pattern,
    const char *answer)
{
	struct reader reader;
	struct match match;

	open_reader(&reader, dialogue, answer);
	match = match_pattern(&reader, pattern);
	return !match.vetoed && match.need > 0 && match.hits >= match.need;
}
