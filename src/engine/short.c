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
#if defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3", "no-tree-slp-vectorize") /* a tenth less time; see evq_what */
#endif
#define ENGINE_SHORT 1

#include "engine/record.h"
#include "engine/store.h"

#include "engine/network.c"
#include "engine/place.c"
#include "engine/holds.c"
#include "engine/pockets.c"
#include "engine/plan.c"
#include "engine/work.c"
#include "engine/trips.c"
#include "engine/store_entries.c"
#include "engine/stores.c"
#include "engine/server.c"
#include "engine/balancer.c"
#include "engine/load.c"
#include "engine/clients.c"

/* No client does what the short way has forgotten. */
static bool
clients_are_simple(const struct scenario *scenario)
{
	for (uint32_t i = 0; i < scenario->client_count; i++) {
		const struct client *client = &scenario->clients[i];

		if (client->retry.on || client->retry.key || client->waits)
			return false;
		for (uint32_t step = 0; step < client->script_count; step++)
			if (client->script[step].word == SCRIPT_FORGE ||
			    client->script[step].word == SCRIPT_PUT_BACK)
				return false;
	}
	return true;
}

/* Nothing is asked but what measures of clients tell. */
static bool
is_asked_little(const struct engine *engine)
{
	const struct measures_fold *measures = engine->options.measures;

	return !engine->options.long_way && engine->plain && !engine->digests && !engine->weighs &&
	    engine->options.ring_events == 0 &&
	    (measures == NULL || measures_fold_kinds(measures) != UINT64_MAX);
}

bool
short_is_open(const struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;

	return is_asked_little(engine) && clients_are_simple(scenario) &&
	    scenario->fault_count == 0 && engine->forks_pending == 0 &&
	    engine->conditions_pending == 0 && !engine->network_is_random &&
	    scenario->network.bandwidth_bytes == SCENARIO_UNLIMITED && !engine->has_drops &&
	    !engine->rotates && !engine->limits && !engine->keeps_keys &&
	    !scenario->denylist.on && engine->carried_pieces == 0 &&
	    engine->replica_pieces == 0 && engine->cached_pieces == 0 &&
	    !engine->bounds_memory && !engine->evicts && !engine->logs_tail &&
	    !engine->store.counts_bytes && scenario->store.lock == LOCK_NONE;
}

/* To each a timer of its own, so that those that stand in short_turn need none in memory; all of
 * them keep a run going. */
#define HANDLE(kind, handler) \
	case TIMER_##kind: { \
		const struct timer own = { .at_ns = at_ns, .order = order, .what = what }; \
\
		engine->alive--; \
		handler(engine, &own); \
		return; \
	}

HOT void
short_handle(struct engine *engine, enum timer_kind kind, uint64_t at_ns, uint64_t order,
    uint64_t what)
{
	switch ((uint32_t)kind) {
	HANDLE(CLIENT, client_turn)
	HANDLE(ARRIVAL, load_arrival)
	HANDLE(AT_BALANCER, balancer_receive)
	HANDLE(REPLY_AT_LB, balancer_reply)
	HANDLE(AT_SERVER, server_receive)
	HANDLE(WORK_END, server_finish)
	HANDLE(CALL_ARRIVES, store_receive)
	HANDLE(CALL_DONE, store_answer)
	HANDLE(ANSWER, store_answer_arrives)
	HANDLE(AT_DEVICE, client_receive)
	default: {
		const struct timer own = { .at_ns = at_ns, .order = order, .what = what };

		engine->alive -= timer_is_alive(kind);
		engine_handle(engine, &own);
	}
	}
}

/* One timer; false once the run is over. */
HOT bool
short_turn(struct engine *engine)
{
	struct recorder *recorder = &engine->recorder;
	uint64_t before = recorder->next;
	struct timer timer;

	if (engine->stop_now || (engine->alive == 0 && engine_is_idle(engine)) ||
	    !evq_pop(&engine->queue, engine->until_ns, &timer))
		return false;
	engine->now_ns = timer.at_ns;
	engine->phase = evq_phase(&timer);
	short_handle(engine, (enum timer_kind)evq_kind(&timer), timer.at_ns, timer.order,
	    timer.what);
	if (recorder->next != before) {
		recorder->last_ns = engine->now_ns;
		recorder->last_phase = (uint8_t)engine->phase;
	}
	if (engine->trace->sweep_due)
		retire_rows(engine);
	return true;
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
		goes_on = short_turn(engine);
	if (engine->cut_at != 0)
		recorder->next = engine->cut_at; /* what came behind was counted too */
	return goes_on;
}
