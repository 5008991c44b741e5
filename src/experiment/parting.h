/* experiment/parting.h - the moment at which a run decides an expression.
 *
 * Nobody writes such a moment down: the expression is evaluated over beginnings of the run, each an
 * event longer, and where its value becomes what it stays is the moment.
 */
#ifndef EXPERIMENT_PARTING_H
#define EXPERIMENT_PARTING_H

#include "experiment/runset.h"
#include "view/scene.h"

/* The first position of the first run from which on `text` is what it is at the end.  False when
 * no event decides it: it is so from the start, or it reads figures of the whole run, or the run
 * is too long to ask it at every event. */
bool parting_decides(
    struct runset *set, const char *text, struct mark mark, uint32_t *position);

/* What parts a belief from the run: two expressions over one design. */
struct parting_request {
	const char *believed, *actual; /* false and true at the end */
	struct mark believed_mark, actual_mark;
	const char *design; /* NULL: the first */
	uint32_t from;      /* position of the first run: nothing before it counts */
};

struct parting {
	uint32_t position; /* of the first run: after the event that parts them for good */
	bool found;        /* false: no event parts them; position is `from` */
	struct scene_ghost ghost; /* what the belief would need, and where */
	const char *measured;     /* what the run has in its place: "401 == 200" */
};

/* Texts of the result in `arena`. */
void parting_find(struct runset *set, const struct parting_request *request, struct arena *arena,
    struct parting *parting);

#endif
