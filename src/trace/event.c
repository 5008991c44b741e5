#include "trace/event.h"

#include <string.h>

/* clang-format off */
#define KIND(e, w, s, m) [EVENT_##e] = { w, SHAPE_##s, m },
const struct event_kind_row event_kinds[EVENT_KIND_COUNT] = { EVENT_KINDS(KIND) };
#undef KIND

#define X(e, w) [OUTCOME_##e] = w,
static const char *const outcome_words[OUTCOME_COUNT] = { OUTCOMES(X) };
#undef X
#define X(e, w) [REASON_##e] = w,
static const char *const reason_words[REASON_COUNT] = { REASONS(X) };
#undef X
/* clang-format on */

const char *
outcome_word(enum outcome outcome)
{
	return (unsigned)outcome < OUTCOME_COUNT ? outcome_words[outcome] : "unknown";
}

const char *
reason_word(enum reason reason)
{
	return (unsigned)reason < REASON_COUNT ? reason_words[reason] : "";
}

int
event_kind_find(const char *word)
{
	for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
		if (strcmp(event_kinds[kind].word, word) == 0)
			return kind;
	return -1;
}

int
outcome_find(const char *word)
{
	for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		if (strcmp(outcome_words[outcome], word) == 0)
			return outcome;
	return -1;
}
