/* The short way: the handlers of the way of a request once more, compiled for runs of which nothing
 * but the times of requests is asked and in which nothing ever breaks.  It is the same text as for
 * every other run: what hangs on RARE(...) falls away, and events are counted instead of made.
 *
 *    clients.c  trips.c  balancer.c ...  ──▶ by themselves: every run
 *                                       └──▶ in here, as one: the short way
 *
 * What happens seldom (an entry that expires, a timer that is none of a request's) is handled by
 * the functions for every run, on the same tables.
 */
#if defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) /* there it would only cost time */
#pragma GCC optimize("O3", "no-tree-slp-vectorize") /* a tenth less time; see evq_what */
#endif
#define ENGINE_SHORT 1

#include "engine/record.h"
#include "engine/store.h"

#include "engine/way_unit.h"

/* Nothing is asked but what measures of clients tell. */
static bool
is_asked_little(const struct engine *engine)
{
	const struct measures_fold *measures = engine->options.measures;

	return !engine->digests && !engine->weighs &&
	    engine->options.ring_events == 0 &&
	    (measures == NULL || measures_fold_kinds(measures) != UINT64_MAX);
}

bool
short_is_open(const struct engine *engine)
{
	return is_asked_little(engine) && steady_is_open(engine);
}

bool
short_turns(struct engine *engine, uint64_t end)
{
	struct recorder *recorder = &engine->recorder;
	bool goes_on = true;

	if (end > LIMIT_RUN_EVENTS)
		end = LIMIT_RUN_EVENTS;
	engine->turns_end = end;
	while (goes_on && recorder->next < end)
		goes_on = way_turn(engine);
	if (engine->cut_at != 0)
		recorder->next = engine->cut_at; /* what came behind was counted too */
	return goes_on;
}
