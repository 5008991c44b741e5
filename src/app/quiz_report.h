/* app/quiz_report.h - what came out of a quiz: score, each miss in the learner's words and ours,
 * the belief behind several, how sure and how often right. */
#ifndef APP_QUIZ_REPORT_H
#define APP_QUIZ_REPORT_H

#include "base/str.h"
#include "player/quiz.h"

/* cards: that were made of its misses; cols: of a screen, where headings stand between pairs of
 * asterisks; 0: plain lines.  belief_first: not all of it is in view, and its first key is about
 * the belief. */
void quiz_report(const struct quiz *quiz, uint32_t cards, int cols, bool belief_first,
    struct arena *arena, struct str *out);

#endif
