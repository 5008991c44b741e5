/* What the store can do in a second: calls are taken up one after the other, the rest waits.
 *
 *    arrives ──▶ [ queue, in order ] ──▶ held for its share of 1/capacity ──▶ the next one
 *                                   └──▶ its latency ──▶ answered
 *
 * A call of latency L holds the store for L * (1/capacity) / mean of L: with a constant latency
 * calls are taken up 1/capacity apart; with an exponential one and capacity = 1/mean the store is
 * the single server of the textbooks.
 */
#include "engine/store.h"
#include "engine/laws.h"

/* What waits is a row of calls, or with this bit a server that fetches the list of the revoked. */
#define POLL 0x80000000u

#define PART 4294967296.0       /* of a nanosecond */
#define GS_PER_NS 1000000000000000000ull /* a rate's 1e9 s in nanoseconds */

/* How far apart calls are taken up. */
static void
set_pace(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	uint64_t capacity = scenario->store.capacity_per_gs;
	struct place_store *store = &engine->store;
	double mean_ns = law_mean_ns(&scenario->store.latency);

	store->gap = (struct fine_time){ 0, 0 };
	store->share = 0;
	if (capacity == SCENARIO_UNLIMITED)
		return;
	store->gap.ns = GS_PER_NS / capacity;
	store->gap.part = (uint32_t)((double)(GS_PER_NS % capacity) / (double)capacity * PART);
	if (law_is_random(&scenario->store.latency) && mean_ns > 0)
		store->share = (double)GS_PER_NS / (double)capacity / mean_ns;
}

static uint32_t *
next_of(const struct engine *engine, uint32_t row)
{
	return row & POLL ? &engine->polls[row & ~POLL].next_waiting
	    : &engine->calls[row].next_waiting;
}

uint32_t
queue_next(const struct engine *engine, uint32_t row)
{
	return *next_of(engine, row);
}

void
queue_setup(struct engine *engine)
{
	struct place_store *store = &engine->store;

	store->first = store->last = NONE32;
	store->is_bounded = engine->scenario->store.capacity_per_gs != SCENARIO_UNLIMITED;
	set_pace(engine);
}

/* A queue that there is stays one, even if nothing has to wait in it any more. */
void
queue_change(struct engine *engine)
{
	engine->store.is_bounded |=
	    engine->scenario->store.capacity_per_gs != SCENARIO_UNLIMITED;
	if (engine->store.is_bounded)
		set_pace(engine);
}

static struct fine_time
hold_time(const struct place_store *store, uint64_t latency_ns)
{
	struct fine_time time = store->gap;
	double whole;

	if (store->share <= 0) {
		uint64_t part = (uint64_t)time.part * store->factor;

		return store->factor == 1 ? time : (struct fine_time){
			.ns = slowed_ns(store, time.ns) + (part >> 32), .part = (uint32_t)part };
	}
	whole = (double)latency_ns * store->share * store->factor;
	if (whole >= (double)LIMIT_RUN_NS)
		return (struct fine_time){ LIMIT_RUN_NS, 0 };
	time.ns = (uint64_t)whole;
	time.part = (uint32_t)((whole - (double)time.ns) * PART);
	return time;
}

/* The first whole nanosecond at which it is free. */
static uint64_t
free_ns(const struct place_store *store)
{
	return store->free.ns + (store->free.part > 0);
}

static void
take_up(struct engine *engine, uint32_t row)
{
	struct place_store *store = &engine->store;
	struct fine_time held = hold_time(store, row & POLL ?
	    engine->polls[row & ~POLL].latency_ns : engine->calls[row].latency_ns);
	uint64_t part = (uint64_t)store->free.part + held.part;

	store->free.ns += held.ns + (part >> 32);
	store->free.part = (uint32_t)part;
	if (row & POLL)
		deny_poll_work(engine, row & ~POLL);
	else
		store_work(engine, row);
}

static void
arm_turn(struct engine *engine)
{
	struct place_store *store = &engine->store;
	uint64_t at_ns = free_ns(store);

	engine_after(engine, at_ns > engine->now_ns ? at_ns - engine->now_ns : 0, PHASE_WORK_END,
	    TIMER_STORE_TURN, 0, ++store->turn);
}

void
queue_emit_wait(struct engine *engine, struct call *call, uint32_t count, enum reason reason)
{
	struct event *event = call_event(engine, call, EVENT_QUEUE,
	    store_of(engine, call->op.home)->actor, call_server(engine, call));

	event->value = count;
	if (reason != REASON_NONE)
		event->fields = engine_reason(engine, reason);
	call->queued_ns = engine->now_ns;
	call_emit(engine, call, event, NULL);
}

void
queue_emit_start(struct engine *engine, struct call *call)
{
	struct event *event = call_event(engine, call, EVENT_START,
	    store_of(engine, call->op.home)->actor, call_server(engine, call));

	event->value = engine->now_ns - call->queued_ns;
	call_emit(engine, call, event, NULL);
}

void
queue_enter(struct engine *engine, uint32_t row)
{
	struct place_store *store = &engine->store;

	if (store->waiting == 0 && free_ns(store) <= engine->now_ns) {
		store->free = (struct fine_time){ engine->now_ns, 0 };
		take_up(engine, row);
		return;
	}
	if (store->waiting == 0)
		store->first = row;
	else
		*next_of(engine, store->last) = row;
	store->last = row;
	store->waiting++;
	if (row & POLL)
		deny_poll_waits(engine, row & ~POLL, store->waiting);
	else
		queue_emit_wait(engine, &engine->calls[row], store->waiting, REASON_NONE);
	if (store->waiting == 1)
		arm_turn(engine);
}

void
store_turn(struct engine *engine, const struct timer *timer)
{
	struct place_store *store = &engine->store;
	uint32_t row = store->first;

	if (timer->generation != store->turn || store->waiting == 0 || store->hung)
		return;
	store->first = *next_of(engine, row);
	*next_of(engine, row) = NONE32;
	store->waiting--;
	if (row & POLL)
		deny_poll_starts(engine, row & ~POLL);
	else
		queue_emit_start(engine, &engine->calls[row]);
	take_up(engine, row);
	if (store->waiting > 0)
		arm_turn(engine);
}

void
queue_go_on(struct engine *engine)
{
	if (engine->store.waiting > 0)
		arm_turn(engine);
}

void
queue_enter_poll(struct engine *engine, uint32_t server)
{
	engine->polls[server].next_waiting = NONE32;
	queue_enter(engine, POLL | server);
}

/* Calls have been broken already, with their links; who polls hears of it as well. */
static void
break_polls(struct engine *engine)
{
	for (uint32_t i = 0; engine->polls != NULL && i < engine->server_count; i++)
		deny_poll_breaks(engine, i);
}

void
queue_empty(struct engine *engine, struct place_store *place)
{
	if (place == &engine->store && place->waiting > 0)
		break_polls(engine);
	place->turn++;
	place->waiting = 0;
	place->first = place->last = NONE32;
	place->free = (struct fine_time){ engine->now_ns, 0 };
}
