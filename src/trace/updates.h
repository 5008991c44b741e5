/* trace/updates.h - acknowledged writes that were undone, reads that came too late: two measures.
 *
 *      v1 ──▶ v2 (s1, read v1)          A write is made from the version that its request read
 *       └───▶ v3 (s2, read v1)          (or, worked out where it lies, from what lay there).
 *
 * When v3 takes the place of v2, everything between v2 and what both were made from is undone: one
 * lost update each, once a reply has told its client that it was done.  A read is stale when a
 * write newer than what it found had been acknowledged by then.
 *
 * Bounds: of each item that is still held somewhere the newest UPDATES_KEPT writes are remembered,
 * and what a request has read until UPDATES_ENDED others have ended after it.
 */
#ifndef TRACE_UPDATES_H
#define TRACE_UPDATES_H

#include "trace/trace.h"

#define UPDATES_KEPT 64u
#define UPDATES_ENDED 4096u

struct updates;
struct updates *updates_new(const struct trace *trace);
void updates_free(struct updates *updates);
/* A read or a miss of a declared piece; spot: trace_item_spot of its item; row: that of the event's
 * request, NONE32: it has none; and what that asks for, NONE16. */
void updates_look(struct updates *updates, const struct event *event, struct item_spot spot,
    uint32_t row, uint16_t action, bool counted);
/* A write, create or copy of one; row: likewise; `before`: the version that lay at the event's
 * place, 0: none. */
void updates_fold(struct updates *updates, const struct event *event, uint32_t row, uint32_t before,
    bool counted);
/* Nobody holds the item any more. */
void updates_forget(struct updates *updates, uint32_t item);
/* Of a run that lets go of rows: rows of sessions that are free now are as if new. */
void updates_let_go(struct updates *updates);
/* The device knows how the request in this row ended. */
void updates_end(struct updates *updates, uint32_t request, uint32_t row, bool acknowledged,
    bool counted);
uint64_t updates_lost(const struct updates *updates);
uint64_t updates_stale(const struct updates *updates);
void updates_footprint(const struct updates *updates, struct footprint *footprint);

#endif
