/* trace/past.h - what sentences look back for, of a run whose events are let go.
 *
 *    event ──past_fold──▶ settings changed, who holds what, since when caches remember
 *                             └──▶ sentences (crash, expire, route), which without it go
 *                                  over the events that are kept
 *
 * A trace whose events are kept has none.  Its memory follows what is held at one moment, and the
 * changes of settings and servers, which are few.  Law: a sentence is the same either way.
 */
#ifndef TRACE_PAST_H
#define TRACE_PAST_H

#include "trace/trace.h"

/* Numbers by place and item; open addressing, room is a power of two. */
struct past_row {
	uint64_t key; /* place and item, UINT64_MAX: free */
	uint64_t value;
};
struct past_table {
	struct past_row *rows;
	uint32_t count, room;
};

struct past_change {
	uint32_t number; /* of the event */
	struct event event;
};

struct trace_past {
	struct past_change *changes; /* events of kind change, in order */
	uint32_t change_count, change_room;
	struct past_table held;   /* entries at places: their pieces */
	struct past_table cached; /* moment since when a cache remembers */
};

void past_release(struct trace_past *past);
/* Takes in event `number`; every event once, in order. */
void past_fold(struct trace_past *past, const struct trace *trace, uint32_t number,
    const struct event *event);
/* With this event all that its actor kept is gone.  A store that is down may live on in its copies:
 * what it kept is gone when it begins anew. */
bool past_forgets(const struct trace *trace, const struct event *event);
/* What a place holds now: sessions (by their logins), other entries, rows of a table of routes. */
void past_count(const struct trace_past *past, const struct trace *trace, uint16_t place,
    uint32_t *sessions, uint32_t *others, uint32_t *rows);
/* Since when the place remembers the item; false: it does not. */
bool past_cached(const struct trace_past *past, uint16_t place, uint32_t item, uint64_t *since_ns);

#endif
