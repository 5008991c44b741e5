/* study/reader.h - what a typed answer says, read offline against the words that a lesson lists.
 *
 *    text ─ fold, split ─▶ words ─ slips, concepts, polarity ─▶ right, partial, a misconception
 *
 * It reads words, not meaning, and knows it: what it cannot place is "not understood", never wrong.
 * - Words are compared without case, accents, articles and helping verbs; "s" at the end is free;
 *   "crash*" is every word that begins so.  Nothing is stemmed: "stateful" is not "state".
 * - A slip of the fingers (optimal string alignment) is allowed 0 edits up to 2 letters, 1 up to 5,
 *   2 from 6; the first letters have to agree; never in capitals or with digits (GET, s1, 401), and
 *   never when the typed word is itself a word of the dialogue or a common English one.
 * - A negation in the three words before turns a hit into a denial, which counts as no hit.
 * Source: learning.md 4.3.
 */
#ifndef STUDY_READER_H
#define STUDY_READER_H

#include "model/dialogue.h"

enum reading_kind {
	READING_EMPTY,          /* nothing typed */
	READING_UNKNOWN,        /* "I don't know" */
	READING_RIGHT,          /* an expectation, all of it */
	READING_PARTIAL,        /* at least half of one */
	READING_BELIEF,         /* a misconception, and no expectation */
	READING_NOT_UNDERSTOOD, /* nothing of these, or both at once */
	READING_KINDS
};

struct reading {
	enum reading_kind kind;
	uint32_t row;     /* of the node's expectations (right, partial) or misconceptions */
	uint32_t missing; /* partial: first concept that is missing */
};

struct reading reader_read(const struct dialogue *dialogue, const struct dialogue_node *node,
    const char *answer);
/* Does the answer hit the pattern (a key point)? */
bool reader_hits(const struct dialogue *dialogue, const struct dialogue_pattern *pattern,
    const char *answer);
/* Has the term of a concept anything that can be looked for?  ("the" has not.) */
bool reader_can_look_for(const char *term);
const char *reading_word(enum reading_kind kind);

#endif
