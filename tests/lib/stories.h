/* lib/stories.h - the story of the crash told under three designs, for a group of tests of a view.
 *
 *	cmocka_run_group_tests_name("view/ladder", tests, stories_setup, stories_teardown);
 */
#ifndef TESTS_LIB_STORIES_H
#define TESTS_LIB_STORIES_H

#include "base/arena.h"
#include "lib/story.h"
#include "view/grid.h"

/* Between setup and teardown; what tests draw into goes with the arena. */
extern struct story sticky, carry, token;
extern struct arena arena;

int stories_setup(void **state);
int stories_teardown(void **state);
/* What a grid shows, in the arena. */
char *stories_text(const struct grid *grid);

#endif
