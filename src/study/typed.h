/* study/typed.h - an answer that was typed, beside the one that was meant: how near, and where they
 * differ.
 *
 * Case, blanks at the ends and between words, and a final full stop do not count.  A letter more,
 * less, another or two exchanged is a slip: none in words of up to two letters, one up to five, two
 * from six on.  Digits and words in capitals admit none (401 is not 403, GET is not PUT).
 *
 * An article in front does not count either ("the database").  Where a number is meant it may stand
 * in a sentence or before a unit ("still 54 bytes", "4,096 B"): the one number of an answer that
 * denies nothing is the answer.
 */
#ifndef STUDY_TYPED_H
#define STUDY_TYPED_H

#include "base/str.h"
#include "model/card.h"

enum typed_verdict { TYPED_OTHER, TYPED_SLIP, TYPED_EXACT };

/* `right`: the answers that count, between " | ". *meant: which one it was held against. */
enum typed_verdict typed_judge(const char *given, const char *right, struct str *meant);
/* What the verdict proposes; the learner decides. */
enum rating typed_rating(enum typed_verdict verdict);
/* The answer with what was left out in [brackets], and what was typed with what is too much in
 * (these), by the longest common subsequence. */
void typed_diff(const char *given, const char *meant, struct str *of_meant, struct str *of_given);

#endif
