/* app/challenges.h - every challenge of every lesson, and how far this learner is with each.
 *
 * Solved ones are answers in the record: the item is CHALLENGE_PREFIX and the step's id (no id of
 * an item has a colon), the option is how many changes it took, what was given is the run code of
 * the future in which the goal holds.  So they go out, come in and are forgotten like any answer.
 */
#ifndef APP_CHALLENGES_H
#define APP_CHALLENGES_H

#include "app/app.h"

struct journal;

#define CHALLENGE_PREFIX "challenge:"

struct challenge_line {
	const char *path;           /* of the lesson's file, as the shelf has it */
	const char *lesson, *title; /* id and title of the lesson */
	const char *step;           /* its id names the challenge */
	const char *name;           /* "lose a cart": the id as words, without a leading c- */
	const char *goal;           /* as the learner reads it */
	const char *scenario;
	uint32_t par;
	uint32_t best;              /* fewest changes that it was solved with; 0: not yet */
	const char *code;           /* the run code of that future, or NULL */
};

/* All of them, by lesson and step, in `arena`.  journal may be NULL: nothing was solved. */
void challenges_of_shelf(struct journal *journal, const struct shelf_entry *shelf, uint32_t count,
    struct arena *arena, struct challenge_line **lines, uint32_t *line_count);
/* The row of a number from 1, an id, or an id without its c-; -1: none, or several of that name
 * (then *several). */
int challenges_find(const struct challenge_line *lines, uint32_t count, const char *name,
    bool *several);
/* The name that was probably meant, or NULL. */
const char *challenges_nearest(const struct challenge_line *lines, uint32_t count,
    const char *name);

#endif
