/* Work: one operation of a server in its own memory, or on what the request carries. */
#include "engine/record.h"

void
work_found(struct trip *trip, uint16_t piece, uint32_t text, uint32_t version)
{
	trip->texts[piece] = text;
	trip->versions[piece] = version;
	trip->known |= 1u << piece;
}

void
work_missed(struct engine *engine, struct trip *trip, enum home home, uint16_t piece,
    bool owner_known)
{
	const struct action *action = &engine->scenario->actions[trip->action];

	work_found(trip, piece, engine->empty_texts[piece], 0);
	if (piece == engine->login && !action->needs_login)
		trip->nobody = true;
	else if (piece == engine->login)
		trip_fail(trip, 401, REASON_NONE);
	else if (action->needs_login)
		return; /* the login was found: only this piece is gone */
	if (!owner_known && !engine->login_in_token && engine->session_pieces & 1u << piece)
		plan_unknown(engine, trip, home);
}

/* An event of one piece in the server's own memory. */
static struct event *
piece_event(struct engine *engine, const struct trip *trip, enum event_kind kind,
    uint16_t piece)
{
	uint16_t server = engine->servers[trip->server].actor;
	struct event *event = trip_event(engine, trip, kind, server, server);

	event->home = (uint8_t)engine->scenario->pieces[piece].home;
	event->item = item_of(engine, piece, trip->session, trip->user);
	return event;
}

static uint32_t
owner_of(const struct engine *engine, const struct trip *trip, uint16_t piece)
{
	return engine->user_pieces & 1u << piece ? trip->user : trip->session;
}

static uint32_t
find_own(const struct engine *engine, const struct trip *trip, uint16_t piece)
{
	return hold_find(engine, engine->servers[trip->server].actor,
	    engine->user_pieces & 1u << piece, owner_of(engine, trip, piece));
}

static void
read_memory(struct engine *engine, struct trip *trip, uint16_t piece)
{
	uint32_t hold = find_own(engine, trip, piece);
	struct event *event;

	if (hold != NONE32 && engine->holds[hold].mask & 1u << piece) {
		uint16_t server = engine->servers[trip->server].actor;
		struct event read = trip_event_of(trip, EVENT_READ, server, server);

		read.home = (uint8_t)engine->scenario->pieces[piece].home;
		read.item = item_of(engine, piece, trip->session, trip->user);
		read.version = hold_version(engine, hold, piece);
		read.value = engine->scenario->pieces[piece].bytes;
		hold_touch(engine, hold);
		trip->to_refresh |= RARE(engine->replica_pieces & 1u << piece) &&
		    copies_are_old(engine, hold);
		work_found(trip, piece, hold_text(engine, hold, piece), read.version);
		trip_record(engine, trip, read, ROLE_SERVER, ROLE_SERVER, NULL);
		return;
	}
	event = piece_event(engine, trip, EVENT_MISS, piece);
	event->outcome = OUTCOME_MISS;
	trip_emit(engine, trip, event, NULL);
	work_missed(engine, trip, engine->scenario->pieces[piece].home, piece, hold != NONE32);
}

uint32_t
carried_text(const struct engine *engine, const struct trip *trip, uint32_t piece)
{
	const struct token *token;

	if (trip->token == NONE32 || !(engine->carried_pieces & 1u << piece) ||
	    (engine->home_masks[HOME_TOKEN] & 1u << piece && !trip->verified))
		return NONE32;
	token = trace_token_row(engine->trace, trip->token);
	return token->client == engine->persons[trip->user].actor ? token->texts[piece] : NONE32;
}

static void
read_carried(struct engine *engine, struct trip *trip, uint16_t piece, enum home home)
{
	uint32_t text = carried_text(engine, trip, piece);
	const struct token *token;
	struct event *event;

	if (text == NONE32) {
		work_found(trip, piece, engine->empty_texts[piece], 0);
		return;
	}
	token = trace_token_row(engine->trace, trip->token);
	event = trip_event(engine, trip, EVENT_READ, engine->servers[trip->server].actor,
	    engine->devices[trip->device].actor);
	event->home = (uint8_t)home;
	event->item = item_of(engine, piece, token->session, trip->user);
	event->version = token->versions[piece];
	event->value = content_bytes(engine, piece, (uint8_t)home, text);
	work_found(trip, piece, text, event->version);
	trip_emit(engine, trip, event, NULL);
}

void
work_read(struct engine *engine, struct trip *trip, uint16_t piece)
{
	enum home home = engine->scenario->pieces[piece].home;

	if (home == HOME_SERVER || home == HOME_REPLICA)
		read_memory(engine, trip, piece);
	else
		read_carried(engine, trip, piece, home);
}

void
work_write(struct engine *engine, struct trip *trip, const struct op *op, uint16_t piece)
{
	bool user = engine->user_pieces & 1u << piece;
	uint32_t hold, text = engine->empty_texts[piece], version;
	struct event *event;

	if (engine->bounds_memory && !memory_admit(engine, trip->server, user,
	    owner_of(engine, trip, piece), 1u << piece, &trip->cause)) {
		trip_fail(trip, 503, REASON_MEMORY);
		return;
	}
	hold = hold_make(engine, engine->servers[trip->server].actor,
	    (uint8_t)engine->scenario->pieces[piece].home, user, owner_of(engine, trip, piece));
	if (op->verb == OP_WRITE && trip->known & 1u << piece)
		text = trip->texts[piece];
	else if (op->verb == OP_WRITE)
		text = content_after(engine, trip->action, trip->argument, piece, trip->user,
		    engine->holds[hold].mask & 1u << piece ? hold_text(engine, hold, piece)
		    : text);
	event = piece_event(engine, trip, EVENT_WRITE, piece);
	version = item_next_version(engine, event->item, text);
	if (hold_put(engine, hold, piece, version, text))
		event->kind = EVENT_CREATE;
	if (engine->replica_pieces & 1u << piece) {
		trip->to_copy |= 1u << piece;
		engine->holds[hold].charge = true;
	}
	event->version = version;
	event->value = engine->scenario->pieces[piece].bytes;
	work_found(trip, piece, text, version);
	trip_emit(engine, trip, event, NULL);
}

void
work_remove(struct engine *engine, struct trip *trip, uint16_t piece)
{
	uint32_t hold = find_own(engine, trip, piece);
	struct event *event;

	trip->to_remove |= engine->replica_pieces & 1u << piece;
	if (hold == NONE32 || !(engine->holds[hold].mask & 1u << piece))
		return;
	event = piece_event(engine, trip, EVENT_EVICT, piece);
	event->version = hold_version(engine, hold, piece);
	event->fields = engine_reason(engine,
	    trip->used_before ? REASON_USED_BEFORE : REASON_LOGOUT);
	hold_take(engine, hold, piece);
	trip_emit(engine, trip, event, NULL);
}

/* ---- execution ---- */

/* New values of what the action changes.  Pieces that were not read and lie in a place are worked
 * out there, when the write arrives: so do databases with counters. */
void
work_change(struct engine *engine, struct trip *trip, uint32_t mask)
{
	const struct action *action = &engine->scenario->actions[trip->action];

	for (uint32_t left = trip->changed & mask; left != 0; left &= left - 1) {
		uint32_t piece = (uint32_t)__builtin_ctz(left);
		uint32_t bit = 1u << piece, before = trip->texts[piece];

		if (!(trip->known & bit) && !(trip->held & bit)) {
			if (!action->makes_session && !(engine->carried_pieces & bit))
				continue;
			before = carried_text(engine, trip, piece);
			if (before == NONE32)
				before = engine->empty_texts[piece];
		}
		trip->texts[piece] = content_after(engine, trip->action, trip->argument,
		    (uint16_t)piece, trip->user, before);
		if (piece == engine->refresh && (action->makes_session || action->renews))
			trip->texts[piece] = refresh_text(engine, trip);
		trip->known |= bit;
	}
}

/* "Put pen into the cart": what is added needs no value in hand. */
bool
work_adds(const struct engine *engine, const struct trip *trip, const struct op *op)
{
	const struct action *action = &engine->scenario->actions[trip->action];
	uint32_t cart = engine->cart == SCENARIO_NONE ? 0 : 1u << engine->cart;
	uint32_t orders = engine->orders == SCENARIO_NONE ? 0 : 1u << engine->orders;

	return engine->scenario->store.write == WRITE_FIELD && op->verb == OP_WRITE &&
	    action->adds_argument && trip->argument != NONE32 && !action->makes_session &&
	    !(action->empties_cart && op->mask == cart) &&
	    !(action->adds_order && op->mask == orders);
}

void
work_execute(struct engine *engine, struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];

	if (RARE(action->renews)) {
		trip->renews = refresh_is_newest(engine, trip);
		if (!trip->renews) {
			plan_writes(engine, trip);
			return;
		}
	}
	if (RARE(engine->bounds_memory) && !memory_allows(engine, trip)) {
		trip_fail(trip, 503, REASON_MEMORY);
		return;
	}
	if (action->makes_session) {
		trip->user = trip->person; /* whatever was carried, it says its own name */
		trip->session = session_new(engine, trip->user, trip->device, true);
		trip->sets_sid = engine->uses_ticket;
		trip->seen &= engine->user_pieces; /* the rest was another session's */
		trip->held &= engine->user_pieces;
	}
	trip_record(engine, trip, trip_event_of(trip, EVENT_EXECUTE,
	    engine->servers[trip->server].actor, NONE16), ROLE_SERVER, ROLE_COUNT, NULL);
	/* Nobody is known without a session: there is nowhere to write to. */
	trip->changed = trip->session == NONE32 ? 0 : plan_changed(engine, trip);
	if (action->makes_session && trip->verified)
		trip->changed &= ~engine->user_pieces;
	if (trip->changed != 0)
		work_change(engine, trip, UINT32_MAX);
	plan_writes(engine, trip);
}
