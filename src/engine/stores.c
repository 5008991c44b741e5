/* Calls of servers at the store and the database: hop, latency, hop. */
#include <string.h>

#include "base/check.h"
#include "engine/record.h"
#include "engine/laws.h"
#include "engine/store.h"

#define CALLS_MIN 64u

struct place_store *
store_of(struct engine *engine, enum home home)
{
	return home == HOME_DATABASE ? &engine->database : &engine->store;
}

static void
call_blank(struct call *call)
{
	memset(call, 0, offsetof(struct call, texts));
	call->message.session = call->message.token = call->message.text = NONE32;
	call->message_row = call->send = call->next_waiting = NONE32;
}

/* On the steady way, where the rest of a blank one stays as it is or is filled. */
static void
call_wipe(struct call *call)
{
	call->found = 0;
	call->refusal = REASON_NONE;
	call->owner_known = call->in_service = false;
}

static struct call *
call_new(struct engine *engine, uint32_t *row)
{
	struct call *call;
	uint16_t generation;

	if (engine->call_free != NONE32) {
		*row = engine->call_free;
		call = &engine->calls[*row];
		generation = call->generation;
		engine->call_free = call->next_free;
		if (ENGINE_STEADY)
			call_wipe(call);
		else
			call_blank(call);
		call->generation = (uint16_t)(generation + 1);
	} else {
		if (engine->call_count == engine->call_room) {
			engine->call_room = engine->call_room ? engine->call_room * 2 : CALLS_MIN;
			engine->calls = mem_grow(engine->calls, engine->call_room,
			    sizeof(*engine->calls));
		}
		*row = engine->call_count++;
		call = &engine->calls[*row];
		call_blank(call);
		call->generation = 1;
	}
	call->used = true;
	return call;
}

static void
call_end(struct engine *engine, uint32_t row)
{
	struct call *call = &engine->calls[row];

	CHECK(call->used);
	call->used = false;
	call->generation++;
	call->next_free = engine->call_free;
	engine->call_free = row;
}

struct event *
call_event(struct engine *engine, const struct call *call, enum event_kind kind, uint16_t actor,
    uint16_t other)
{
	struct event *event = engine_event(engine, kind, actor, other);

	event->cause = call->cause;
	event->request = call->request;
	event->session = call->session;
	event->attempt = call->attempt;
	return event;
}

void
call_emit(struct engine *engine, struct call *call, struct event *event,
    const struct message *message)
{
	engine_tell_row(engine, event->request, call->trip);
	call->cause = engine_emit(engine, event, message);
}

static uint16_t
link_now(const struct engine *engine, const struct call *call)
{
	return engine->servers[call->server].links[
	    call->op.home == HOME_DATABASE ? LINK_DATABASE : LINK_STORE];
}

/* A message of a call leaves a place or has come to it; `out`: on the way to the store. */
static void
call_move(struct engine *engine, struct call *call, enum event_kind kind, bool out,
    uint64_t value)
{
	uint16_t server = call_server(engine, call), place = store_of(engine, call->op.home)->actor;
	enum role role = call_place_role(call);
	bool by_server = out == (kind == EVENT_SEND);
	uint16_t actor = by_server ? server : place, other = by_server ? place : server;
	struct event event = call_event_of(call, kind, actor, other);

	event.message = call->message_row;
	event.wire_bytes = call->message.wire_bytes;
	event.value = value;
	if (kind != EVENT_SEND)
		event.pair = call->send;
	call_record(engine, call, event, by_server ? ROLE_SERVER : role,
	    by_server ? role : ROLE_SERVER, &call->message);
	if (ENGINE_SHORT || kind != EVENT_SEND)
		return;
	call->send = call->cause;
	call->link = link_now(engine, call);
}

uint16_t
call_server(const struct engine *engine, const struct call *call)
{
	return engine->servers[call->server].actor;
}

/* True while the server that asked still lives and still waits for it. */
bool
call_is_awaited(const struct engine *engine, const struct call *call)
{
	return !RARE(engine->servers[call->server].epoch != call->server_epoch ||
	    engine->trips[call->trip].generation != call->trip_generation);
}

/* True when the link was cut under way, or before: the newest message does not arrive. */
static bool
call_is_cut(const struct engine *engine, const struct call *call)
{
	return RARE(call->link % 2 == 1 || call->link != link_now(engine, call));
}

/* Why the place does not do what it was asked to; REASON_NONE: it does. */
static enum reason
call_objection(struct engine *engine, struct call *call, const struct place_store *place)
{
	if (RARE(engine->scenario->store.lock == LOCK_VERSION) && call->op.verb == OP_WRITE &&
	    lock_conflicts(engine, call, place->actor))
		return REASON_CHANGED;
	if (RARE(place->counts_bytes) && (call->op.verb == OP_WRITE || call->op.verb == OP_EMPTY ||
	    call->op.verb == OP_DENY || guard_does(&call->op)) &&
	    !room_make(engine, call, place->actor))
		return REASON_FULL;
	return REASON_NONE;
}

/* ---- the server's side ---- */

/* The server remembers what has come or was written, and forgets what was removed. */
static void
call_cache(struct engine *engine, const struct call *call, struct trip *trip)
{
	uint32_t mask = call->op.mask & engine->cached_pieces;
	bool comes = call->op.verb == OP_READ || call->op.verb == OP_WRITE ||
	    call->op.verb == OP_EMPTY;

	for (uint16_t piece = 0; piece < engine->piece_count; piece++) {
		if (!(mask & 1u << piece))
			continue;
		if (call->op.verb == OP_REMOVE)
			cache_drop(engine, trip, piece);
		else if (comes && call->found & 1u << piece)
			cache_fill(engine, trip, store_of(engine, call->op.home)->actor, piece,
			    call->versions[piece], call->texts[piece]);
	}
}

/* Gives the trip what the call found. */
static void
call_give(struct engine *engine, const struct call *call)
{
	struct trip *trip = &engine->trips[call->trip];
	enum home home = call->op.home;
	uint32_t mask = call->op.mask;

	trip->cause = call->cause;
	trip->state = TRIP_SERVING;
	trip->listed |= call->listed;
	if (RARE(engine->cached_pieces & mask))
		call_cache(engine, call, trip);
	if (RARE(guard_does(&call->op))) {
		guard_give(engine, call, trip);
		return;
	}
	if (call->op.verb == OP_WRITE || call->op.verb == OP_EMPTY) {
		for (uint32_t piece = 0; piece < engine->piece_count; piece++)
			if (call->found & mask & 1u << piece)
				work_found(trip, (uint16_t)piece, call->texts[piece],
				    call->versions[piece]);
		trip->seen |= call->found & mask;
		trip->held |= call->found & mask;
		return;
	}
	if (call->op.verb != OP_READ)
		return;
	trip->seen |= call->seen;
	trip->held = (trip->held & ~call->seen) | call->held;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (call->held & ~trip->known & 1u << piece) {
			trip->texts[piece] = call->texts[piece];
			trip->versions[piece] = call->versions[piece];
		}
	if (engine->login != SCENARIO_NONE && mask & 1u << engine->login &&
	    !(call->found & 1u << engine->login) && call_needs_login(engine, call)) {
		work_missed(engine, trip, home, engine->login, call->owner_known);
		return;
	}
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		if (!(mask & 1u << piece))
			continue;
		if (call->found & 1u << piece)
			work_found(trip, (uint16_t)piece, call->texts[piece],
			    call->versions[piece]);
		else
			work_missed(engine, trip, home, (uint16_t)piece, call->owner_known);
	}
}

/* The text that the call stores: everything under its key, or the one field. */
static uint32_t
stored_text(struct engine *engine, const struct call *call, uint16_t place)
{
	uint32_t hold = hold_find(engine, place, call->op.user, call->owner);
	uint32_t mask = call->op.mask, back = call_puts_back(engine, call), texts[LIMIT_PIECES];

	if (call->op.verb == OP_REMOVE)
		return NONE32;
	if (call->adds)
		return content_argument(engine, call->argument);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		texts[piece] = engine->empty_texts[piece];
		if (hold != NONE32 && engine->holds[hold].mask & 1u << piece) {
			texts[piece] = hold_text(engine, hold, (uint16_t)piece);
			if (engine->scenario->store.write == WRITE_BLOB)
				mask |= 1u << piece;
		}
		if (back & 1u << piece) {
			texts[piece] = call->texts[piece];
			mask |= 1u << piece;
		}
		if (!(call->op.mask & 1u << piece))
			continue;
		if (call->known & 1u << piece)
			texts[piece] = call->texts[piece];
		else if (call->op.verb == OP_WRITE)
			texts[piece] = content_after(engine, call->action, call->argument,
			    (uint16_t)piece, call->person, texts[piece]);
	}
	return content_blob(engine, texts, mask);
}

static void
call_fill(struct engine *engine, struct call *call, struct trip *trip, const struct op *op)
{
	op_copy(&call->op, op);
	call->trip_generation = trip->generation;
	call->owner = op->user ? trip->user : trip->session;
	call->cause = trip->cause;
	call->request = trip->request;
	call->session = trip->session;
	call->attempt = trip->attempt;
	call->action = trip->action;
	call->argument = trip->argument;
	call->server = trip->server;
	call->server_epoch = engine->servers[trip->server].epoch;
	call->person = trip->user;
	if (RARE(guard_does(op)))
		guard_fill(engine, call, trip);
	else
		call->latency_ns = law_draw(&engine->scenario->store.latency, &trip->prng);
	call->known = trip->known;
	call->seen = trip->seen;
	call->held = trip->held;
	memcpy(call->texts, trip->texts, sizeof(call->texts));
	memcpy(call->versions, trip->versions, sizeof(call->versions));
	call->adds = work_adds(engine, trip, op);
	if (call->adds)
		call->known &= ~op->mask;
}

static bool
op_writes(const struct op *op)
{
	return op->verb == OP_WRITE || op->verb == OP_EMPTY || op->verb == OP_REMOVE;
}

static void
call_make_message(struct engine *engine, struct call *call, const struct trip *trip,
    const struct place_store *place)
{
	struct message *message = &call->message;
	const struct op *op = &call->op;
	uint16_t piece = NONE16;

	if (ENGINE_SHORT)
		return; /* what it says nobody reads */
	if (engine->scenario->store.write == WRITE_FIELD)
		for (uint32_t i = 0; i < engine->piece_count; i++)
			if (op->mask == 1u << i)
				piece = (uint16_t)i;
	message_blank(message, MESSAGE_CALL, trip->action);
	message->write = op_writes(op);
	message->adds = call->adds;
	message->database = op->home == HOME_DATABASE;
	message->piece = piece;
	if (op->user)
		message->client = engine->persons[trip->user].actor;
	else
		message->session = trip->session;
	if (message->write)
		message->text = stored_text(engine, call, place->actor);
	if (RARE(op->verb == OP_ASK || op->verb == OP_DENY))
		deny_make_message(engine, call, trip);
	call->message_row = engine_message_of(engine, message, MESSAGE_CALL);
}

SELDOM static void
call_refuse(struct engine *engine, struct call *call, uint32_t pair, enum reason reason)
{
	struct event *event = call_event(engine, call, EVENT_REFUSE,
	    store_of(engine, call->op.home)->actor, call_server(engine, call));

	event->pair = pair;
	event->outcome = OUTCOME_REFUSED;
	event->fields = engine_reason(engine, reason);
	call_emit(engine, call, event, NULL);
}

/* The place would not do it: what its server does about that. */
SELDOM static void
call_object(struct engine *engine, struct trip *trip, const struct call *call,
    enum reason objection)
{
	if (objection == REASON_CHANGED)
		lock_retry(engine, trip, &call->op);
	else
		trip_fail(trip, 503, objection);
}

/* An operation beyond the set number rides along with the last one: no message of its own. */
static void
call_at_once(struct engine *engine, uint32_t row, const struct place_store *place)
{
	struct call *call = &engine->calls[row];
	struct trip *trip = &engine->trips[call->trip];
	enum reason objection;

	if (!place->up || !place->reachable) {
		trip->state = TRIP_SERVING;
		trip_fail(trip, 503, place->up ? REASON_UNREACHABLE : REASON_DOWN);
	} else if ((objection = call_objection(engine, call, place)) != REASON_NONE) {
		call_refuse(engine, call, NONE32, objection);
		trip->state = TRIP_SERVING;
		trip->cause = call->cause;
		call_object(engine, trip, call, objection);
	} else {
		call_do(engine, call, place->actor);
		call_give(engine, call);
	}
	call_end(engine, row);
}

void
store_call(struct engine *engine, uint32_t trip_row, const struct op *op)
{
	struct trip *trip = &engine->trips[trip_row];
	const struct place_store *place = store_of(engine, op->home);
	struct call *call;
	uint64_t hop;
	uint32_t row;
	bool lost = false;

	CHECK(place->actor != NONE16);
	call = call_new(engine, &row);
	call->trip = trip_row;
	call_fill(engine, call, trip, op);
	if (op->home == HOME_STORE && !RARE(guard_does(op))) {
		trip->store_ops++;
		if (engine->scenario->store.has_operations && engine->home_masks[HOME_STORE] != 0 &&
		    trip->store_ops > engine->scenario->store.operations_per_request) {
			call_at_once(engine, row, place);
			return;
		}
	}
	if (RARE(guard_does(op)))
		guard_make_call(engine, call);
	else
		call_make_message(engine, call, trip, place);
	hop = network_ns(engine, HOP_INSIDE, call->message.wire_bytes, &trip->net);
	if (RARE(engine->network_is_random)) {
		lost = network_loses(engine, HOP_INSIDE, &trip->net);
		call->answer_lost = network_loses(engine, HOP_INSIDE, &trip->net);
		call->hop_seed = trip->net.s[0];
	}
	lost |= drop_takes(engine, DROP_CALL);
	call_move(engine, call, EVENT_SEND, true, engine->now_ns + hop);
	engine_after(engine, hop, PHASE_ARRIVAL, lost ? TIMER_CALL_LOST : TIMER_CALL_ARRIVES, row,
	    call->generation);
}

/* ---- on its way ---- */

void
store_refuse(struct engine *engine, uint32_t row, uint32_t pair, enum reason reason)
{
	struct call *call = &engine->calls[row];

	call_refuse(engine, call, pair, reason);
	engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
	    TIMER_CALL_REFUSED, row, call->generation);
}

void
store_receive(struct engine *engine, const struct timer *timer)
{
	struct call *call = &engine->calls[timer->row];
	const struct place_store *place;

	if (RARE(call->generation != timer->generation))
		return;
	if (call_is_cut(engine, call)) {
		store_lost(engine, timer);
		return;
	}
	place = store_of(engine, call->op.home);
	if (RARE(!place->up || !place->reachable)) {
		store_refuse(engine, timer->row, call->send,
		    place->up ? REASON_UNREACHABLE : REASON_DOWN);
		return;
	}
	call_move(engine, call, EVENT_RECEIVE, true, 0);
	call->in_service = true;
	if (RARE(place->hung))
		stall_call(engine, timer->row, STALLED_ARRIVED);
	else if (!RARE(!lock_enter(engine, timer->row)))
		store_admit(engine, timer->row);
}

void
store_admit(struct engine *engine, uint32_t row)
{
	if (engine->store.is_bounded && engine->calls[row].op.home == HOME_STORE)
		queue_enter(engine, row);
	else
		store_work(engine, row);
}

void
store_work(struct engine *engine, uint32_t row)
{
	const struct call *call = &engine->calls[row];
	const struct place_store *place = store_of(engine, call->op.home);
	uint64_t latency_ns = call->latency_ns;

	if (RARE(place->factor != 1))
		latency_ns = slowed_ns(place, latency_ns);
	engine_after(engine, latency_ns, PHASE_WORK_END, TIMER_CALL_DONE, row, call->generation);
}

static void
call_make_answer(struct engine *engine, struct call *call)
{
	struct message *message = &call->message;
	uint32_t hold, mask = call->found;
	bool pad;

	if (RARE(guard_does(&call->op))) {
		guard_make_answer(engine, call);
		return;
	}
	if (ENGINE_SHORT)
		return;
	message->kind = MESSAGE_ANSWER;
	message->text = NONE32;
	if (call->adds) {
		/* The new value: its server did not work it out. */
		for (uint32_t piece = 0; piece < engine->piece_count; piece++)
			if (mask & call->op.mask & 1u << piece)
				message->text = call->texts[piece];
		call->message_row = engine_message(engine, message);
		return;
	}
	hold = call->op.verb == OP_READ ? call->hold : hold_find(engine,
	    store_of(engine, call->op.home)->actor, call->op.user, call->owner);
	/* A read for nothing more is answered as well, with all that is under its key. */
	pad = call->op.verb == OP_PAD && hold != NONE32;
	if (pad)
		mask = engine->holds[hold].mask;
	message->found = (call->op.verb == OP_READ || pad) && mask != 0;
	if (message->found && hold != NONE32 &&
	    (pad || engine->scenario->store.write == WRITE_BLOB) &&
	    (mask & ~engine->holds[hold].mask) == 0)
		/* A blob comes whole, also the parts that nobody asked about. */
		message->text = hold_blob(engine, hold);
	else if (message->found)
		message->text = content_blob(engine, call->texts, mask);
	if (call->op.verb == OP_ASK || call->op.verb == OP_DENY)
		deny_make_answer(engine, call);
	call->message_row = engine_message_of(engine, message, MESSAGE_ANSWER);
}

void
store_answer(struct engine *engine, const struct timer *timer)
{
	struct call *call = &engine->calls[timer->row];
	const struct place_store *place;
	enum reason objection;
	uint64_t hop;

	if (RARE(call->generation != timer->generation))
		return;
	place = store_of(engine, call->op.home);
	if (RARE(place->hung)) {
		stall_call(engine, timer->row, STALLED_DONE);
		return;
	}
	call->in_service = false;
	if (RARE(!place->reachable)) {
		store_refuse(engine, timer->row, NONE32, REASON_UNREACHABLE);
		return;
	}
	objection = call_objection(engine, call, place);
	if (objection != REASON_NONE) {
		call->refusal = (uint8_t)objection;
		store_refuse(engine, timer->row, NONE32, objection);
		return;
	}
	call_do(engine, call, place->actor);
	call_make_answer(engine, call);
	hop = network_seeded_ns(engine, HOP_INSIDE, call->message.wire_bytes, call->hop_seed);
	call_move(engine, call, EVENT_SEND, false, engine->now_ns + hop);
	call->answer_lost |= drop_takes(engine, DROP_ANSWER);
	engine_after(engine, hop, PHASE_ARRIVAL,
	    RARE(call->answer_lost) ? TIMER_CALL_LOST : TIMER_ANSWER, timer->row,
	    call->generation);
}

/* The server hears nothing, and waits until who asked it has gone. */
static void
call_unheard(struct engine *engine, uint32_t row)
{
	struct call *call = &engine->calls[row];

	if (call_is_awaited(engine, call)) {
		struct trip *trip = &engine->trips[call->trip];

		trip->stuck = true;
		trip->cause = call->cause;
		if (!trip_is_awaited(engine, trip))
			engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
			    TIMER_CLOSED_INSIDE, call->trip, trip->generation);
	}
	call_end(engine, row);
}

void
store_lost(struct engine *engine, const struct timer *timer)
{
	struct call *call = &engine->calls[timer->row];
	bool answer = call->message.kind == MESSAGE_ANSWER;
	uint16_t place = store_of(engine, call->op.home)->actor;
	struct event *event;

	if (call->generation != timer->generation)
		return;
	event = call_event(engine, call, EVENT_LOSE, answer ? place : call_server(engine, call),
	    answer ? call_server(engine, call) : place);
	event->pair = call->send;
	event->outcome = OUTCOME_LOST;
	call_emit(engine, call, event, NULL);
	call_unheard(engine, timer->row);
}

void
store_answer_arrives(struct engine *engine, const struct timer *timer)
{
	struct call *call = &engine->calls[timer->row];
	uint16_t place;
	uint32_t trip, count;

	if (RARE(call->generation != timer->generation))
		return;
	if (call_is_cut(engine, call)) {
		store_lost(engine, timer);
		return;
	}
	place = store_of(engine, call->op.home)->actor;
	trip = call->trip;
	if (!call_is_awaited(engine, call) && !engine->servers[call->server].hung) {
		struct event *event = call_event(engine, call, EVENT_LOSE, place,
		    call_server(engine, call));

		event->pair = call->send;
		event->outcome = OUTCOME_LOST;
		event->fields = engine_reason(engine,
		    engine->servers[call->server].epoch != call->server_epoch ? REASON_CRASHED
		    : REASON_GIVEN_UP);
		call_emit(engine, call, event, NULL);
		call_end(engine, timer->row);
		return;
	}
	call_move(engine, call, EVENT_RECEIVE, false, 0);
	if (RARE(engine->servers[call->server].hung)) {
		call_end(engine, timer->row);
		return;
	}
	call_give(engine, call);
	count = call->count;
	call_end(engine, timer->row);
	engine_point(engine);
	if (engine->trips[trip].state != TRIP_SERVING)
		return;
	if (RARE(engine->trips[trip].counting))
		server_counted(engine, trip, count);
	else
		server_go_on(engine, trip);
}

void
store_refused(struct engine *engine, const struct timer *timer)
{
	struct call *call = &engine->calls[timer->row];
	const struct place_store *place;
	struct trip *trip;
	uint32_t trip_row;
	bool goes_on = false;

	if (call->generation != timer->generation)
		return;
	if (link_now(engine, call) % 2 == 1) {
		call_unheard(engine, timer->row);
		return;
	}
	place = store_of(engine, call->op.home);
	trip = &engine->trips[call->trip];
	if (call_is_awaited(engine, call) && !engine->servers[call->server].hung) {
		if (call->broken) {
			struct event *event = call_event(engine, call, EVENT_REFUSE, place->actor,
			    call_server(engine, call));

			event->outcome = OUTCOME_REFUSED;
			event->fields = engine_reason(engine, REASON_CRASHED);
			call_emit(engine, call, event, NULL);
		}
		trip->cause = call->cause;
		trip->state = TRIP_SERVING;
		if (call->refusal != REASON_NONE && !call->broken)
			call_object(engine, trip, call, (enum reason)call->refusal);
		else
			trip_fail(trip, 503, place->up && !call->broken ? REASON_UNREACHABLE
			    : REASON_DOWN);
		goes_on = true;
	}
	trip_row = call->trip;
	call_end(engine, timer->row);
	if (goes_on)
		server_go_on(engine, trip_row);
}

/* What the place had in hand is gone with it; who asked hears of it one hop later. */
void
store_break(struct engine *engine, enum home home, uint32_t cause)
{
	for (uint32_t row = 0; row < engine->call_count; row++) {
		struct call *call = &engine->calls[row];

		if (!call->used || !call->in_service || call->op.home != home)
			continue;
		call->generation++;
		call->in_service = false;
		call->broken = true;
		call->cause = cause;
		call->next_waiting = NONE32;
		engine->alive -= call->is_locked;
		call->is_locked = false;
		call->stalled = STALLED_NOT;
		if (call_is_awaited(engine, call))
			engine->trips[call->trip].stuck = false;
		engine_after(engine, network_usual_ns(engine, HOP_INSIDE), PHASE_ARRIVAL,
		    TIMER_CALL_REFUSED, row, call->generation);
	}
	stall_forget(engine, home);
	queue_empty(engine, store_of(engine, home));
	lock_forget(engine, home);
}

/* A copy keeps what a store that crashes had, and shows it to nobody until it takes over. */
void
store_crash(struct engine *engine, enum home home, uint32_t crash)
{
	struct place_store *place = store_of(engine, home);

	followers_cut(engine);
	place->up = false;
	store_break(engine, home, crash);
	if (place->copies > 0)
		return;
	store_forget(engine, home);
}
