/* study/quiz.h - which question comes next in a quiz, and what a session was asked to be.
 *
 * The tutor (tutor.h) knows what would tell most; the quiz sees to it that two questions in a row
 * are not about the same design while others are within reach (interleaving: Rohrer and Taylor
 * 2007).  It asks as many as one wished, also when nothing is left to find out.
 */
#ifndef STUDY_QUIZ_H
#define STUDY_QUIZ_H

#include "study/tutor.h"

#define QUIZ_USUAL 5u
#define QUIZ_MOST 50u
#define QUIZ_NO_GROUP UINT16_MAX

/* What one asked for.  It is kept as one number with the session, so that a quiz that was left can
 * go on: chance draws seeds, names and orders. */
struct quiz_plan {
	uint32_t count;  /* questions, 1 .. QUIZ_MOST */
	uint32_t level;  /* 1 .. 5 alone, 0: all */
	uint32_t tag;    /* row of the lesson's tags from 1, 0: all; up to 255 */
	bool exam;       /* nothing is told before the end */
	uint64_t chance; /* 36 bits */
};
uint64_t quiz_pack(const struct quiz_plan *plan);
/* False: no number of quiz_pack. */
bool quiz_unpack(uint64_t number, struct quiz_plan *plan);

/* The item for question `number` (from 1) of `of`; UINT32_MAX: none is left.  groups: by item, what
 * it is about (QUIZ_NO_GROUP: nothing); last: the group of the question before. */
uint32_t quiz_next(
    struct tutor *tutor, const uint16_t *groups, uint16_t last, uint32_t number, uint32_t of);

/* An answer as the tutor counts it: the chosen row (right ones included where they are rows); what
 * is no row is the key behind the last one, or the one behind that. */
int quiz_option(uint32_t rows, int chosen, bool right);

#endif
