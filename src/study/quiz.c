/* study/quiz.c - the next question, and a session's plan as a number. */
#include "study/quiz.h"

#define MARK 0xC7ull /* high byte: this is a plan, and of this form */

uint64_t
quiz_pack(const struct quiz_plan *plan)
{
	return MARK << 56 | (plan->chance & 0xFFFFFFFFFull) << 20 | (uint64_t)plan->exam << 19 |
	    (uint64_t)(plan->level & 7u) << 16 | (uint64_t)(plan->tag & 0xFFu) << 8 |
	    (plan->count & 0xFFu);
}

bool
quiz_unpack(uint64_t number, struct quiz_plan *plan)
{
	*plan = (struct quiz_plan){ .count = (uint32_t)(number & 0xFF),
		.tag = (uint32_t)(number >> 8 & 0xFF),
		.level = (uint32_t)(number >> 16 & 7),
		.exam = (number >> 19 & 1) != 0,
		.chance = number >> 20 & 0xFFFFFFFFFull };
	return number >> 56 == MARK && plan->count >= 1 && plan->count <= QUIZ_MOST &&
	    plan->level <= 5;
}

/* Is an item of another group left, within a level of where the ladder stands? */
static bool
others_in_reach(const struct tutor *tutor, const uint16_t *groups, uint16_t last, uint32_t level)
{
	for (uint32_t i = 0; i < tutor->item_count; i++)
		if (!tutor->asked[i] && groups[i] != last && tutor->items[i].level + 1u >= level &&
		    tutor->items[i].level <= level + 1u)
			return true;
	return false;
}

uint32_t
quiz_next(struct tutor *tutor, const uint16_t *groups, uint16_t last, uint32_t number, uint32_t of)
{
	bool apart =
	    last != QUIZ_NO_GROUP && others_in_reach(tutor, groups, last, tutor_level(number, of));
	uint32_t next;

	if (!apart)
		return tutor_next(tutor, number, of);
	for (uint32_t i = 0; i < tutor->item_count; i++)
		tutor->aside[i] = groups[i] == last;
	next = tutor_next(tutor, number, of);
	for (uint32_t i = 0; i < tutor->item_count; i++)
		tutor->aside[i] = false;
	return next;
}

int
quiz_option(uint32_t rows, int chosen, bool right)
{
	if (chosen < 0)
		return TUTOR_DONT_KNOW;
	if ((uint32_t)chosen < rows)
		return chosen;
	return (int)(right ? rows : rows + 1);
}
