/* app/keep.h - the page for long-term memory: one sentence, one hook, one tiny example from the
 * learner's own run, cards.  Text of 78 columns, to read and to print.
 */
#ifndef APP_KEEP_H
#define APP_KEEP_H

#include "journal/journal.h"
#include "model/lesson.h"

/* A wrong answer of the learner's own. */
struct own_miss {
	const char *item;    /* NULL: none */
	int32_t option;      /* authored number */
	char sure;
	uint64_t seed;       /* of the run that was asked about; 0: the scenario's */
};
/* The newest wrong answer to an item of the lesson, a sure one first; texts in `arena`.  journal
 * may be NULL. */
struct own_miss keep_miss(struct journal *journal, const char *lesson, struct arena *arena);
/* The page of a lesson's file, *id in `arena`; or an errno, or -1 with what is wrong as text. */
int keep_page_of(const char *path, struct journal *journal, struct arena *arena, const char **id,
    struct str *out);
/* The page; runs the engine for its example. */
void keep_page(const struct lesson *lesson, const struct own_miss *miss, struct journal *journal,
    struct str *out);

#endif
