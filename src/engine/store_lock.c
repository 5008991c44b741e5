/* Two requests and one entry: who may write over what (store.lock).
 *
 * version: a write says which versions it was made from; if others lie there by now it is refused,
 * and its server reads again, changes what it finds and writes again, a bounded number of times.
 *
 * exclusive: the first operation of a request on an entry takes its lock, the others wait at the
 * place in the order in which they came.  The lock belongs to the connection of its request: the
 * place hears a hop after the answer, or after the death of the server, that it is free.  Who is
 * not heard of any more (a server that hangs, a link that was cut) keeps it for LEASE_NS.
 */
#include "base/check.h"
#include "base/units.h"
#include "engine/store.h"

#define TRIES 8u
#define LEASE_NS (30 * NS_PER_S)
#define SLOTS 1024u
#define LOCKS_MIN 16u

/* ---- version ---- */

bool
lock_conflicts(const struct engine *engine, const struct call *call, uint16_t place)
{
	uint32_t hold = hold_find(engine, place, call->op.user, call->owner);
	uint32_t there = hold == NONE32 ? 0 : engine->holds[hold].mask;
	uint32_t compared = call->seen & call_blob(engine, call); /* not what came from elsewhere */

	if (call->adds)
		return false;
	if (engine->scenario->store.write == WRITE_FIELD)
		compared &= call->op.mask;
	if ((there & compared) != (call->held & compared))
		return true;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (there & compared & 1u << piece &&
		    hold_version(engine, hold, (uint16_t)piece) != call->versions[piece])
			return true;
	return false;
}

/* The write that was refused is the newest operation; it, the execution and the read before it
 * leave their places to the second round. */
void
lock_retry(struct engine *engine, struct trip *trip, const struct op *op)
{
	uint32_t login = engine->login == SCENARIO_NONE ? 0 : 1u << engine->login;
	struct op again = *op;

	if (trip->conflicts++ == TRIES) {
		trip_fail(trip, 409, REASON_CHANGED);
		return;
	}
	CHECK(trip->op_at >= 3);
	trip->op_at -= 3;
	if (!op->user && engine->scenario->store.write == WRITE_BLOB)
		again.mask |= login & engine->home_masks[op->home] & engine->session_pieces;
	again.verb = OP_READ;
	trip->ops[trip->op_at] = again;
	trip->ops[trip->op_at + 1] = (struct op){ .verb = OP_AGAIN,
		.home = HOME_NONE, .user = op->user, .mask = op->mask };
	trip->ops[trip->op_at + 2] = *op;
}

/* ---- exclusive ---- */

static uint32_t
slot_of(uint8_t home, bool user, uint32_t owner)
{
	uint64_t key = ((uint64_t)home << 33 | (uint64_t)user << 32 | owner) *
	    0x9e3779b97f4a7c15u;

	return (uint32_t)(key >> 32) % SLOTS;
}

void
lock_setup(struct engine *engine)
{
	engine->lock_free = NONE32;
	if (engine->scenario->store.lock != LOCK_EXCLUSIVE)
		return;
	engine->lock_slots = arena_array(&engine->arena, SLOTS, sizeof(*engine->lock_slots));
	for (uint32_t i = 0; i < SLOTS; i++)
		engine->lock_slots[i] = NONE32;
}

static uint32_t
lock_find(const struct engine *engine, const struct call *call)
{
	uint32_t row = engine->lock_slots[slot_of(call->op.home, call->op.user, call->owner)];

	for (; row != NONE32; row = engine->locks[row].next) {
		const struct entry_lock *lock = &engine->locks[row];

		if (lock->home == call->op.home && lock->user == call->op.user &&
		    lock->owner == call->owner)
			return row;
	}
	return NONE32;
}

static uint32_t
lock_row(struct engine *engine)
{
	uint32_t row = engine->lock_free;

	if (row != NONE32) {
		engine->lock_free = engine->locks[row].next;
		return row;
	}
	if (engine->lock_count == engine->lock_room) {
		engine->lock_room = engine->lock_room ? engine->lock_room * 2 : LOCKS_MIN;
		engine->locks = mem_grow(engine->locks, engine->lock_room, sizeof(*engine->locks));
	}
	row = engine->lock_count++;
	engine->locks[row].generation = 0;
	return row;
}

/* The trip has it from now on. */
static void
lock_give(struct engine *engine, uint32_t row, const struct call *call)
{
	struct entry_lock *lock = &engine->locks[row];
	struct trip *trip = &engine->trips[call->trip];

	lock->generation++;
	lock->trip = call->trip;
	lock->trip_generation = call->trip_generation;
	lock->next_of_trip = trip->locks;
	trip->locks = row;
}

/* Who had it has it no more, and may get it again. */
static void
lock_take(struct engine *engine, uint32_t row)
{
	const struct entry_lock *lock = &engine->locks[row];
	struct trip *trip = &engine->trips[lock->trip];
	uint32_t *at = &trip->locks;

	if (trip->generation != lock->trip_generation)
		return;
	while (*at != NONE32 && *at != row)
		at = &engine->locks[*at].next_of_trip;
	if (*at == row)
		*at = lock->next_of_trip;
}

static void
lock_make(struct engine *engine, const struct call *call)
{
	uint32_t slot = slot_of(call->op.home, call->op.user, call->owner);
	uint32_t row = lock_row(engine);

	engine->locks[row] = (struct entry_lock){
		.owner = call->owner, .first = NONE32, .last = NONE32,
		.next = engine->lock_slots[slot], .generation = engine->locks[row].generation,
		.home = call->op.home, .user = call->op.user, .used = true,
	};
	engine->lock_slots[slot] = row;
	lock_give(engine, row, call);
}

static void
lock_end(struct engine *engine, uint32_t row)
{
	struct entry_lock *lock = &engine->locks[row];
	uint32_t *at = &engine->lock_slots[slot_of(lock->home, lock->user, lock->owner)];

	lock_take(engine, row);
	while (*at != row)
		at = &engine->locks[*at].next;
	*at = lock->next;
	lock->generation++;
	lock->used = false;
	lock->next = engine->lock_free;
	engine->lock_free = row;
}

static void
lock_wait(struct engine *engine, uint32_t row, uint32_t call_row)
{
	struct entry_lock *lock = &engine->locks[row];
	struct call *call = &engine->calls[call_row];
	uint32_t waiting = 1;

	for (uint32_t i = lock->first; i != NONE32; i = engine->calls[i].next_waiting)
		waiting++;
	if (lock->first == NONE32) {
		lock->first = call_row;
		engine_after(engine, LEASE_NS, PHASE_TIMEOUT, TIMER_LEASE, row, lock->generation);
	} else {
		engine->calls[lock->last].next_waiting = call_row;
	}
	lock->last = call_row;
	call->is_locked = true;
	engine->alive++; /* by hand: the release that it waits for is a timer of another's */
	queue_emit_wait(engine, call, waiting, REASON_LOCKED);
}

bool
lock_enter(struct engine *engine, uint32_t row)
{
	const struct call *call = &engine->calls[row];
	bool is_new = engine->scenario->actions[call->action].makes_session && !call->op.user;
	bool locks = call->op.verb == OP_READ || call->op.verb == OP_WRITE ||
	    call->op.verb == OP_EMPTY || call->op.verb == OP_REMOVE;
	uint32_t lock;

	if (engine->scenario->store.lock != LOCK_EXCLUSIVE || !locks ||
	    call->owner == NONE32 || is_new)
		return true;
	lock = lock_find(engine, call);
	if (lock == NONE32) {
		if (call_is_awaited(engine, call))
			lock_make(engine, call);
		return true;
	}
	if (engine->locks[lock].trip == call->trip &&
	    engine->locks[lock].trip_generation == call->trip_generation)
		return true;
	lock_wait(engine, lock, row);
	return false;
}

/* The next one goes in; whose server has died goes in as well, without keeping the others out. */
static void
lock_pass_on(struct engine *engine, uint32_t row)
{
	bool taken = false;

	lock_take(engine, row);
	while (!taken && engine->locks[row].first != NONE32) {
		uint32_t call_row = engine->locks[row].first;
		struct call *call = &engine->calls[call_row];

		engine->locks[row].first = call->next_waiting;
		call->next_waiting = NONE32;
		call->is_locked = false;
		engine->alive--;
		queue_emit_start(engine, call);
		taken = call_is_awaited(engine, call);
		if (taken)
			lock_give(engine, row, call);
		store_admit(engine, call_row);
	}
	if (!taken)
		lock_end(engine, row);
	else if (engine->locks[row].first != NONE32)
		engine_after(engine, LEASE_NS, PHASE_TIMEOUT, TIMER_LEASE, row,
		    engine->locks[row].generation);
}

void
lock_give_back(struct engine *engine, struct trip *trip)
{
	for (uint32_t row = trip->locks; row != NONE32; row = engine->locks[row].next_of_trip) {
		const struct entry_lock *lock = &engine->locks[row];
		enum link link = lock->home == HOME_DATABASE ? LINK_DATABASE : LINK_STORE;

		if (lock->used && &engine->trips[lock->trip] == trip &&
		    lock->trip_generation == trip->generation &&
		    !network_is_cut(engine, trip->server, link))
			engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
			    TIMER_UNLOCK, row, lock->generation);
	}
	trip->locks = NONE32;
}

void
lock_released(struct engine *engine, const struct timer *timer)
{
	struct entry_lock *lock = &engine->locks[timer->row];

	if (!lock->used || lock->generation != timer->generation)
		return;
	if (store_of(engine, (enum home)lock->home)->hung)
		lock->released = true;
	else
		lock_pass_on(engine, timer->row);
}

void
lock_go_on(struct engine *engine, enum home home)
{
	for (uint32_t row = 0; row < engine->lock_count; row++) {
		struct entry_lock *lock = &engine->locks[row];

		if (!lock->used || lock->home != home || !lock->released)
			continue;
		lock->released = false;
		lock_pass_on(engine, row);
	}
}

void
lock_expired(struct engine *engine, const struct timer *timer)
{
	lock_released(engine, timer);
}

/* The place is gone, and with it who had which lock. */
void
lock_forget(struct engine *engine, enum home home)
{
	for (uint32_t row = 0; row < engine->lock_count; row++)
		if (engine->locks[row].used && engine->locks[row].home == home)
			lock_end(engine, row);
}
