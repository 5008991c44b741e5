/* experiment/elsewhere.h - in which other world an answer that is wrong here would be right.
 *
 *    item + answer ──▶ the run as its twin, then under every other design ──▶ where it is the key
 *
 * A wrong answer is a belief with a world of its own (teaching by refutation names it).  Nothing of
 * this is authored: each world is run, and its key computed like that of the question itself.
 */
#ifndef EXPERIMENT_ELSEWHERE_H
#define EXPERIMENT_ELSEWHERE_H

#include "experiment/question.h"

#define ELSEWHERE_DESIGNS 2u /* more would be a list, not an answer */

struct elsewhere {
	bool twin;   /* with the item's one setting changed (asked as its twin: without it) */
	const char *designs[ELSEWHERE_DESIGNS]; /* the scenario's own first, plain before rich */
	const char *says[ELSEWHERE_DESIGNS];    /* what each is, in a sentence */
	uint32_t design_count;
};

/* The item as it was asked (names, order of options) and the answer as one types it.  Choice,
 * multi, number, order, fill, and what-next, whose options name their worlds; an event has another
 * number in every run, so mark-event has none.  Texts live as long as the lesson and `arena`. */
void elsewhere_find(const struct lesson *lesson, const struct lesson_item *item,
    const struct isomorph *isomorph, const char *given, struct arena *arena,
    struct elsewhere *out);

#endif
