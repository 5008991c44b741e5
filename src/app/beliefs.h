/* app/beliefs.h - what learners say and go through tells what they believe: for the record.
 *
 * A quiz has the beliefs of its lesson before it (study/tutor.h) and keeps them as they are after
 * each answer.  A walk and a dialogue have not: they tell the driver what was shown, and it moves
 * what is kept.
 */
#ifndef APP_BELIEFS_H
#define APP_BELIEFS_H

#include <stdbool.h>
#include <stdint.h>

struct app;
struct given;
struct lesson;
struct lesson_step;

/* An answer out of `options` showed a belief, or was right and so did not. */
void belief_met(struct app *app, const struct lesson *lesson, const char *misconception,
    bool right, uint32_t options);
/* An answer of a walk whose verdict was told. */
void beliefs_of_answer(struct app *app, const struct lesson *lesson, const struct given *given);
/* A step was gone through: what it repairs is believed half as likely, if it was shown before. */
void beliefs_repaired(struct app *app, const struct lesson *lesson,
    const struct lesson_step *step);

#endif
