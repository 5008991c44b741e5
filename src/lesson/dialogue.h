/* lesson/dialogue.h - private to src/lesson: a dialogue from its tree. */
#ifndef LESSON_DIALOGUE_H
#define LESSON_DIALOGUE_H

#include "model/dialogue.h"

/* In `arena`; what is wrong with it goes to findings.  NULL: it is not even a map. */
struct dialogue *dialogue_read(const struct node *tree, struct arena *arena,
    struct findings *findings);

#endif
