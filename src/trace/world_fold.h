/* trace/world_fold.h - the fold itself, for what keeps a world of its own: the cursor, the measures.
 *
 * One function per kind, found through a table.  A world is plain data with slots, not pointers: a copy
 * is a checkpoint.  Tables of the trace may grow while a world is folded.
 */
#ifndef TRACE_WORLD_FOLD_H
#define TRACE_WORLD_FOLD_H

#include "trace/world.h"

/* The world before anything happened: all places up, nothing held. */
void world_init(struct world *world, const struct trace *trace);
void world_release(struct world *world);
/* Makes *copy, which is released or zeroed, the same world. */
void world_copy(struct world *copy, const struct world *world);
/* Folds the event with index world->next; `message` is its recipe or NULL (then event->message). */
void world_fold(struct world *world, const struct event *event, const struct message *message);
/* Bytes that a world takes, without the tables of the trace. */
size_t world_bytes(const struct world *world);

#endif
