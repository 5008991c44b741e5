/* A store, or the database, that hangs: it takes what comes and answers nothing.
 *
 *    arrives ──▶ [ stalled, in order ] ┄┄ store-up ┄▶ lock, queue, latency, answer
 *    its work would end ──▶ [ stalled ] ┄┄ store-up ┄▶ answer
 *
 * Nobody is told: servers wait until who asked them has gone.  It goes on where it was (store-up),
 * and then does also what nobody waits for any more; a restart, or a copy that takes over, breaks
 * what it had in hand.
 */
#include "base/check.h"
#include "engine/store.h"

/* Its server hears nothing while that lasts. */
static void
let_wait(struct engine *engine, const struct call *call)
{
	struct trip *trip = &engine->trips[call->trip];

	if (!call_is_awaited(engine, call))
		return;
	trip->stuck = true;
	if (!trip_is_awaited(engine, trip))
		engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
		    TIMER_CLOSED_INSIDE, call->trip, trip->generation);
}

static bool
is_in_hand(const struct call *call, enum home home)
{
	return call->used && call->in_service && call->op.home == home;
}

void
stall_begin(struct engine *engine, enum home home)
{
	struct place_store *place = store_of(engine, home);

	place->hung = true;
	place->stalled_first = place->stalled_last = NONE32;
	for (uint32_t row = 0; row < engine->call_count; row++)
		if (is_in_hand(&engine->calls[row], home))
			let_wait(engine, &engine->calls[row]);
}

void
stall_call(struct engine *engine, uint32_t row, enum stalled stage)
{
	struct call *call = &engine->calls[row];
	struct place_store *place = store_of(engine, call->op.home);

	call->stalled = (uint8_t)stage;
	call->next_waiting = NONE32;
	if (place->stalled_first == NONE32)
		place->stalled_first = row;
	else
		engine->calls[place->stalled_last].next_waiting = row;
	place->stalled_last = row;
	let_wait(engine, call);
}

/* The server that asked has given it up: it is done all the same, for nobody. */
void
stall_give_up(struct engine *engine, uint32_t trip_row)
{
	const struct trip *trip = &engine->trips[trip_row];

	for (uint32_t row = 0; row < engine->call_count; row++) {
		struct call *call = &engine->calls[row];

		if (call->used && call->trip == trip_row &&
		    call->trip_generation == trip->generation)
			call->trip_generation--;
	}
}

static void
go_on(struct engine *engine, uint32_t row)
{
	struct call *call = &engine->calls[row];
	enum stalled stage = (enum stalled)call->stalled;

	call->stalled = STALLED_NOT;
	call->next_waiting = NONE32;
	if (stage == STALLED_DONE)
		engine_after(engine, 0, PHASE_WORK_END, TIMER_CALL_DONE, row, call->generation);
	else if (lock_enter(engine, row))
		store_admit(engine, row);
}

void
stall_end(struct engine *engine, enum home home)
{
	struct place_store *place = store_of(engine, home);
	uint32_t next = place->stalled_first;

	place->hung = false;
	place->stalled_first = place->stalled_last = NONE32;
	for (uint32_t row = 0; row < engine->call_count; row++)
		if (is_in_hand(&engine->calls[row], home) &&
		    call_is_awaited(engine, &engine->calls[row]))
			engine->trips[engine->calls[row].trip].stuck = false;
	lock_go_on(engine, home);
	while (next != NONE32 && !engine->stop_now) {
		uint32_t row = next;

		next = engine->calls[row].next_waiting;
		go_on(engine, row);
	}
	if (home != HOME_STORE)
		return;
	queue_go_on(engine);
	for (uint32_t i = 0; engine->polls != NULL && i < engine->server_count; i++)
		deny_poll_goes_on(engine, i);
}

/* What it had in hand has been broken. */
void
stall_forget(struct engine *engine, enum home home)
{
	struct place_store *place = store_of(engine, home);

	if (!place->hung)
		return;
	place->hung = false;
	place->stalled_first = place->stalled_last = NONE32;
	for (uint32_t i = 0; home == HOME_STORE && engine->polls != NULL &&
	    i < engine->server_count; i++)
		deny_poll_breaks(engine, i);
}

/* ---- a slow one ---- */

uint64_t
slowed_ns(const struct place_store *place, uint64_t ns)
{
	if (place->factor <= 1)
		return ns;
	return ns > LIMIT_RUN_NS / place->factor ? LIMIT_RUN_NS : ns * place->factor;
}
