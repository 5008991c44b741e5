/* engine/way_unit.h - the files of the way of a request once more, as one unit: for short.c and
 * steady.c, told.c, which say before what cannot be.
 *
 * What happens seldom (an entry that expires, a timer that is none of a request's) is handled by
 * the functions for every run, on the same tables.
 */
#ifndef ENGINE_WAY_UNIT_H
#define ENGINE_WAY_UNIT_H

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

/* To each a timer of its own, so that those that stand in a turn need none in memory; all of them
 * keep a run going. */
#define HANDLE(kind, handler) \
	case TIMER_##kind: { \
		const struct timer own = { .at_ns = at_ns, .order = order, .what = what }; \
\
		engine->alive--; \
		handler(engine, &own); \
		return; \
	}

HOT void
way_handle(struct engine *engine, enum timer_kind kind, uint64_t at_ns, uint64_t order,
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
way_turn(struct engine *engine)
{
	struct recorder *recorder = &engine->recorder;
	uint64_t before = recorder->next;
	struct timer timer;

	if (engine->stop_now || (engine->alive == 0 && engine_is_idle(engine)) ||
	    !evq_pop(&engine->queue, engine->until_ns, &timer))
		return false;
	engine->now_ns = timer.at_ns;
	engine->phase = evq_phase(&timer);
	way_handle(engine, (enum timer_kind)evq_kind(&timer), timer.at_ns, timer.order, timer.what);
	if (recorder->next != before) {
		recorder->last_ns = engine->now_ns;
		recorder->last_phase = (uint8_t)engine->phase;
	}
	if (engine->trace->sweep_due)
		retire_rows(engine);
	return true;
}

/* Timers until so many events are recorded; false once the run is over. */
HOT bool
way_turns(struct engine *engine, uint64_t end)
{
	bool goes_on = true;

	if (end > LIMIT_RUN_EVENTS)
		end = LIMIT_RUN_EVENTS;
	while (goes_on && engine->recorder.next < end)
		goes_on = way_turn(engine);
	return goes_on;
}

#endif
