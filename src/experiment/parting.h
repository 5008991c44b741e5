/* experiment/parting.h - the moment at which a run decides an expression.
 *
 * Nobody writes such a moment down: the expression is evaluated over beginnings of the run, each an
 * event longer, and where its value becomes what it stays is the moment.
 */
#ifndef EXPERIMENT_PARTING_H
#define EXPERIMENT_PARTING_H

#include "experiment/runset.h"

/* The first position of the first run from which on `text` is what it is at the end.  False when
 * no event decides it: it is so from the start, or it reads figures of the whole run, or the run
 * is too long to ask it at every event. */
bool parting_decides(
    struct runset *set, const char *text, struct mark mark, uint32_t *position);

#endif
