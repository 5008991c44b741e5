/* Copies: home replica.  A server that writes is in charge of what it wrote and gives copies to
 * others; one that is asked for what it has not fetches it; when the set of believed servers
 * changes, those in charge send what is lacking. */
#include <string.h>

#include "base/check.h"
#include "engine/inside.h"

void
copies_grow(struct engine *engine)
{
	engine->hold_holders = mem_grow(engine->hold_holders,
	    (size_t)engine->hold_room * engine->set_words, sizeof(*engine->hold_holders));
	engine->hold_told_ns = mem_grow(engine->hold_told_ns, engine->hold_room,
	    sizeof(*engine->hold_told_ns));
}

/* What the holder of this row knows of the others. */
static struct server_set
known_holders(const struct engine *engine, uint32_t hold)
{
	return server_set_load(engine->hold_holders + (size_t)hold * engine->set_words,
	    engine->set_words);
}

static void
know_holders(struct engine *engine, uint32_t hold, const struct server_set *holders)
{
	server_set_save(holders, engine->hold_holders + (size_t)hold * engine->set_words,
	    engine->set_words);
}

void
copies_told(struct engine *engine, uint32_t hold, const struct server_set *holders)
{
	know_holders(engine, hold, holders);
	engine->hold_told_ns[hold] = engine->now_ns;
}

static bool
copies_on_all(const struct engine *engine)
{
	return engine->scenario->session.copies == UINT32_MAX;
}

/* Servers that the others believe up. */
static struct server_set
believed(const struct engine *engine)
{
	struct server_set set = { { 0 } };

	for (uint32_t i = 0; i < engine->server_count; i++)
		if (engine->servers[i].believed_up)
			server_set_add(&set, i);
	return set;
}

static uint32_t
hold_at(const struct engine *engine, uint32_t server, bool user, uint32_t owner)
{
	return hold_find(engine, engine->servers[server].actor, user, owner);
}

/* Servers that hold any of these pieces of the owner. */
static struct server_set
holders_of(const struct engine *engine, bool user, uint32_t owner, uint32_t pieces)
{
	struct server_set set = { { 0 } };

	for (uint32_t i = 0; i < engine->server_count; i++) {
		uint32_t hold = hold_at(engine, i, user, owner);

		if (hold != NONE32 && engine->holds[hold].mask & pieces)
			server_set_add(&set, i);
	}
	return set;
}

/* The next server in this one's turn among those allowed, NONE32 if none. */
static uint32_t
take_turn(struct engine *engine, uint32_t from, const struct server_set *allowed)
{
	uint32_t count = engine->server_count;
	uint32_t turn = engine->servers[from].copy_turn;

	for (uint32_t step = 0; step < count; step++) {
		uint32_t server = (turn + step) % count;

		if (server != from && server_set_has(allowed, server)) {
			engine->servers[from].copy_turn = (server + 1) % count;
			return server;
		}
	}
	return NONE32;
}

/* One of those allowed, by chance. */
static uint32_t
take_chance(struct engine *engine, uint32_t from, const struct server_set *allowed)
{
	uint32_t pick, count = server_set_count(allowed);
	struct prng prng;

	if (count == 0)
		return NONE32;
	engine_stream(engine, &prng, PURPOSE_COPY_PLACE, from, engine->servers[from].choices++);
	pick = (uint32_t)prng_below(&prng, count);
	for (uint32_t server = 0;; server++)
		if (server_set_has(allowed, server) && pick-- == 0)
			return server;
}

/* Who gets copies of what `from` holds: whoever has had them and is believed up, then the next in
 * turn, then others by chance: so every set of servers is as likely as any other. */
static struct server_set
choose_targets(struct engine *engine, uint32_t from, struct server_set holders)
{
	struct server_set free = believed(engine);
	uint32_t count;

	server_set_drop(&free, from);
	if (copies_on_all(engine))
		return free;
	server_set_keep(&holders, &free);
	server_set_less(&free, &holders);
	count = server_set_count(&holders);
	for (uint32_t new = 0; count < engine->scenario->session.copies; new++, count++) {
		uint32_t next = new == 0 ? take_turn(engine, from, &free)
		    : take_chance(engine, from, &free);

		if (next == NONE32)
			break;
		server_set_add(&holders, next);
		server_set_drop(&free, next);
	}
	return holders;
}

/* Lacks the server a piece of this hold, or has it an older version? */
static bool
is_behind(const struct engine *engine, uint32_t hold_row, uint32_t server)
{
	const struct hold *hold = &engine->holds[hold_row];
	uint32_t other = hold_at(engine, server, hold->user, hold->owner);
	uint32_t pieces = hold->mask & engine->replica_pieces;

	if (other == NONE32 || (engine->holds[other].mask & pieces) != pieces)
		return true;
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (pieces & 1u << piece && hold_version(engine, other, piece) <
		    hold_version(engine, hold_row, piece))
			return true;
	return false;
}

/* ---- sending ---- */

/* A copy of a hold's pieces as they are now. */
static struct errand *
new_copy(struct engine *engine, uint32_t hold_row, uint32_t pieces, uint32_t from, uint32_t to,
    uint32_t *row)
{
	struct errand *errand = errand_new(engine, row);
	const struct hold *hold = &engine->holds[hold_row];

	errand->verb = ERRAND_COPY;
	errand->from = (uint16_t)from;
	errand->to = (uint16_t)to;
	errand->from_epoch = engine->servers[from].epoch;
	errand->user = hold->user;
	errand->owner = hold->owner;
	errand->person = hold->user ? hold->owner : NONE32;
	errand->session = hold->user ? NONE32 : hold->owner;
	errand->mask = hold->mask & pieces;
	errand->used_ns = hold->last_used_ns;
	errand->holders = known_holders(engine, hold_row);
	server_set_add(&errand->holders, from);
	for (uint16_t piece = 0; piece < engine->piece_count; piece++) {
		if (!(errand->mask & 1u << piece))
			continue;
		errand->texts[piece] = hold_text(engine, hold_row, piece);
		errand->versions[piece] = hold_version(engine, hold_row, piece);
	}
	return errand;
}

/* What is sent again is as it is now.  False: there is nothing to say any more. */
bool
copies_renew(const struct engine *engine, struct errand *errand)
{
	uint32_t hold = hold_at(engine, errand->from, errand->user, errand->owner);

	if (errand->verb == ERRAND_FETCH) {
		errand->mask = engine->replica_pieces & (errand->user ? engine->user_pieces
		    : engine->session_pieces);
		return true;
	}
	if (errand->verb == ERRAND_REMOVE)
		return hold == NONE32;
	if (hold == NONE32)
		return false;
	errand->mask &= engine->holds[hold].mask;
	errand->used_ns = engine->holds[hold].last_used_ns;
	for (uint16_t piece = 0; piece < engine->piece_count; piece++) {
		if (!(errand->mask & 1u << piece))
			continue;
		errand->texts[piece] = hold_text(engine, hold, piece);
		errand->versions[piece] = hold_version(engine, hold, piece);
	}
	return errand->mask != 0 || errand->verb == ERRAND_USE;
}

/* On behalf of a request: its reply waits for it, or it leaves by itself. */
static void
send_for_trip(struct engine *engine, uint32_t row, uint32_t trip_row, bool waits)
{
	struct errand *errand = &engine->errands[row];
	struct trip *trip = &engine->trips[trip_row];

	errand->cause = trip->cause;
	errand->request = trip->request;
	errand->attempt = trip->attempt;
	errand->action = trip->action;
	errand->trip = trip_row;
	errand->trip_generation = trip->generation;
	if (waits) {
		errand->awaited = true;
		trip->copies_due++;
		errand_send(engine, row);
		return;
	}
	if (errand->reason == REASON_NONE)
		errand->reason = REASON_ASYNC;
	if (errand->reason == REASON_ASYNC && engine->scenario->session.copy_lag_ns > 0)
		engine_after(engine, engine->scenario->session.copy_lag_ns, PHASE_ARRIVAL,
		    TIMER_ERRAND_LEAVES, row, errand->generation);
	else
		errand_send(engine, row);
}

/* Copies of what the trip wrote under one key, or of all that it used. */
static void
spread_copies(struct engine *engine, uint32_t trip_row, bool user, uint32_t pieces, bool refresh)
{
	struct trip *trip = &engine->trips[trip_row];
	uint32_t from = trip->server, owner = user ? trip->user : trip->session;
	uint32_t hold = hold_at(engine, from, user, owner);
	struct server_set targets;

	if (hold == NONE32 || !(engine->holds[hold].mask & pieces))
		return;
	targets = choose_targets(engine, from, known_holders(engine, hold));
	copies_told(engine, hold, &targets);
	for (uint32_t to = 0; to < engine->server_count; to++) {
		struct errand *errand;
		uint32_t row;

		if (!server_set_has(&targets, to))
			continue;
		errand = new_copy(engine, hold, pieces, from, to, &row);
		errand->reason = refresh ? REASON_REFRESH : REASON_NONE;
		if (refresh && !is_behind(engine, hold, to))
			errand->verb = ERRAND_USE;
		send_for_trip(engine, row, trip_row,
		    !refresh && engine->scenario->session.copy == COPY_SYNC);
	}
}

/* A logout ends the session wherever it is. */
static void
spread_removals(struct engine *engine, uint32_t trip_row, uint32_t pieces)
{
	uint32_t from = engine->trips[trip_row].server, owner = engine->trips[trip_row].session;
	struct server_set targets = believed(engine);

	if (!copies_on_all(engine)) {
		struct server_set holders = holders_of(engine, false, owner, pieces);

		server_set_keep(&targets, &holders);
	}
	server_set_drop(&targets, from);
	for (uint32_t to = 0; to < engine->server_count; to++) {
		struct errand *errand;
		uint32_t row;

		if (!server_set_has(&targets, to))
			continue;
		errand = errand_new(engine, &row);
		errand->verb = ERRAND_REMOVE;
		errand->from = (uint16_t)from;
		errand->to = (uint16_t)to;
		errand->from_epoch = engine->servers[from].epoch;
		errand->owner = errand->session = owner;
		errand->mask = pieces;
		send_for_trip(engine, row, trip_row,
		    engine->scenario->session.copy == COPY_SYNC);
	}
}

bool
copies_spread(struct engine *engine, uint32_t row)
{
	struct trip *trip = &engine->trips[row];
	uint32_t written = trip->to_copy, removed = trip->to_remove & engine->session_pieces;
	bool refresh = trip->to_refresh && !(written & engine->session_pieces) && removed == 0;
	uint16_t server = trip->server;
	uint32_t epoch = engine->servers[server].epoch;
	bool holds;

	trip->to_copy = trip->to_remove = 0;
	trip->to_refresh = false;
	if (written & engine->session_pieces)
		spread_copies(engine, row, false, written & engine->session_pieces, false);
	if (written & engine->user_pieces)
		spread_copies(engine, row, true, written & engine->user_pieces, false);
	if (refresh)
		spread_copies(engine, row, false, engine->replica_pieces, true);
	if (removed != 0 && trip->session != NONE32)
		spread_removals(engine, row, removed);
	if (trip->copies_due == 0)
		return false;
	/* The reply waits, not the worker: two servers whose workers wait for each other would
	 * wait for ever. */
	trip->state = TRIP_CALLING;
	holds = !trip->let_go;
	trip->let_go = true;
	if (holds)
		server_leave(engine, server, epoch);
	return true;
}

bool
copies_are_old(const struct engine *engine, uint32_t hold)
{
	return !engine->holds[hold].user &&
	    engine->now_ns - engine->hold_told_ns[hold] >=
	    engine->scenario->session.copy_use_ns;
}

/* ---- where copies arrive ---- */

static struct event *
copy_event(struct engine *engine, const struct errand *errand, enum event_kind kind,
    uint16_t server, uint16_t other, uint16_t piece)
{
	struct event *event = engine_event(engine, kind, engine->servers[server].actor,
	    engine->servers[other].actor);

	event->cause = errand->cause;
	event->request = errand->request;
	event->session = errand->session;
	event->attempt = errand->attempt;
	event->home = HOME_REPLICA;
	event->item = item_of(engine, piece, errand->owner, errand->person);
	return event;
}

/* The pieces of a copy become `to`'s, but those of which it has a newer version. */
static void
keep_copy(struct engine *engine, struct errand *errand, uint16_t from, uint16_t to, bool charge)
{
	struct server_set others;
	bool newest = true;
	uint32_t hold;

	if (engine->bounds_memory && !memory_admit(engine, to, errand->user, errand->owner,
	    errand->mask, &errand->cause))
		return;
	hold = hold_make_copy(engine, engine->servers[to].actor, errand->user, errand->owner,
	    errand->used_ns);
	for (uint16_t piece = 0; piece < engine->piece_count; piece++) {
		uint64_t used_ns = engine->holds[hold].last_used_ns;
		struct event *event;

		if (!(errand->mask & 1u << piece))
			continue;
		if (engine->holds[hold].mask & 1u << piece &&
		    hold_version(engine, hold, piece) > errand->versions[piece]) {
			newest = false;
			continue;
		}
		hold_put(engine, hold, piece, errand->versions[piece], errand->texts[piece]);
		engine->holds[hold].last_used_ns = used_ns;
		event = copy_event(engine, errand, EVENT_COPY, from, to, piece);
		event->version = errand->versions[piece];
		event->value = engine->scenario->pieces[piece].bytes;
		errand->cause = engine_emit(engine, event, NULL);
	}
	if (!newest)
		return;
	engine->holds[hold].charge = charge;
	others = errand->holders;
	server_set_drop(&others, to);
	copies_told(engine, hold, &others);
}

static void
drop_piece(struct engine *engine, struct errand *errand, uint32_t hold, uint16_t server,
    uint16_t other, uint16_t piece, enum reason reason)
{
	struct event *event = copy_event(engine, errand, EVENT_EVICT, server, other, piece);

	event->version = hold_version(engine, hold, piece);
	event->fields = engine_reason(engine, reason);
	hold_take(engine, hold, piece);
	errand->cause = engine_emit(engine, event, NULL);
}

/* Takes pieces away, the login first. */
static void
drop_pieces(struct engine *engine, struct errand *errand, uint32_t hold, uint16_t server,
    uint16_t other, enum reason reason)
{
	uint32_t mask = errand->mask & engine->holds[hold].mask;

	if (engine->login != SCENARIO_NONE && mask & 1u << engine->login) {
		drop_piece(engine, errand, hold, server, other, engine->login, reason);
		mask &= ~(1u << engine->login);
	}
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (mask & 1u << piece)
			drop_piece(engine, errand, hold, server, other, piece, reason);
}

void
copies_apply(struct engine *engine, struct errand *errand)
{
	uint32_t hold;

	if (errand->verb == ERRAND_COPY) {
		keep_copy(engine, errand, errand->from, errand->to, false);
		return;
	}
	hold = hold_at(engine, errand->to, errand->user, errand->owner);
	if (hold != NONE32 && errand->verb == ERRAND_USE) {
		hold_make_copy(engine, engine->servers[errand->to].actor, errand->user,
		    errand->owner, errand->used_ns);
		engine->hold_told_ns[hold] = engine->now_ns;
	} else if (hold != NONE32)
		drop_pieces(engine, errand, hold, errand->to, errand->from, REASON_LOGOUT);
}

/* False when the server that got this has no room for it and makes none. */
bool
copies_fit(const struct engine *engine, const struct errand *errand)
{
	uint32_t own, pieces = errand->mask;

	if (!engine->bounds_memory || errand->verb != ERRAND_COPY ||
	    engine->scenario->servers.eviction != EVICTION_REFUSE)
		return true;
	own = hold_at(engine, errand->to, errand->user, errand->owner);
	if (own != NONE32)
		pieces &= ~engine->holds[own].mask;
	return memory_fits(engine, errand->to, pieces);
}

/* A copy that a server refused goes to the next in turn; a question is asked anew by its trip. */
uint32_t
copies_next(struct engine *engine, const struct errand *errand)
{
	struct server_set allowed, holders;

	if (errand->verb != ERRAND_COPY || copies_on_all(engine))
		return NONE32;
	allowed = believed(engine);
	holders = holders_of(engine, errand->user, errand->owner, errand->mask);
	server_set_less(&allowed, &errand->tried);
	server_set_less(&allowed, &holders);
	return take_turn(engine, errand->from, &allowed);
}

/* ---- fetching ---- */

/* Who is asked: the one in charge, else the next holder in turn; NONE32 if nobody has it. */
static uint32_t
choose_source(const struct engine *engine, const struct trip *trip, const struct op *op,
    uint32_t owner)
{
	uint32_t count = engine->server_count, best = NONE32;
	struct server_set allowed = believed(engine);

	if (trip->has_fetched)
		server_set_less(&allowed, &trip->fetch_tried);
	server_set_drop(&allowed, trip->server);
	for (uint32_t step = 1; step < count; step++) {
		uint32_t server = (trip->server + step) % count;
		uint32_t hold = server_set_has(&allowed, server) ?
		    hold_at(engine, server, op->user, owner) : NONE32;

		if (hold == NONE32 || !(engine->holds[hold].mask & op->mask))
			continue;
		if (engine->holds[hold].charge)
			return server;
		if (best == NONE32)
			best = server;
	}
	return best;
}

bool
copies_fetch(struct engine *engine, uint32_t trip_row, const struct op *op)
{
	struct trip *trip = &engine->trips[trip_row];
	uint32_t owner = op->user ? trip->user : trip->session, source, hold, row;
	struct errand *errand;

	if (copies_on_all(engine) || owner == NONE32)
		return false;
	hold = hold_at(engine, trip->server, op->user, owner);
	if (hold != NONE32 && engine->holds[hold].mask & op->mask)
		return false;
	source = choose_source(engine, trip, op, owner);
	if (source == NONE32)
		return false;
	if (!trip->has_fetched)
		trip->fetch_tried = (struct server_set){ { 0 } };
	trip->has_fetched = true;
	server_set_add(&trip->fetch_tried, source);
	trip->op_at--; /* done again once it is here, or is not */
	trip->state = TRIP_CALLING;
	errand = errand_new(engine, &row);
	errand->verb = ERRAND_FETCH;
	errand->from = trip->server;
	errand->to = (uint16_t)source;
	errand->from_epoch = engine->servers[trip->server].epoch;
	errand->user = op->user;
	errand->owner = owner;
	errand->person = trip->user;
	errand->session = op->user ? NONE32 : owner;
	errand->mask = engine->replica_pieces & (op->user ? engine->user_pieces
	    : engine->session_pieces);
	send_for_trip(engine, row, trip_row, true);
	return true;
}

/* What is asked for goes into the answer.  Who gives it keeps a copy only if one is lacking. */
void
copies_give(struct engine *engine, struct errand *errand)
{
	uint32_t hold = hold_at(engine, errand->to, errand->user, errand->owner);
	struct server_set others, live;

	if (hold == NONE32) {
		errand->mask = 0;
		return;
	}
	errand->mask &= engine->holds[hold].mask;
	errand->used_ns = engine->holds[hold].last_used_ns;
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (errand->mask & 1u << piece) {
			errand->texts[piece] = hold_text(engine, hold, piece);
			errand->versions[piece] = hold_version(engine, hold, piece);
		}
	others = holders_of(engine, errand->user, errand->owner, errand->mask);
	server_set_drop(&others, errand->from);
	server_set_drop(&others, errand->to);
	errand->holders = others;
	live = believed(engine);
	server_set_keep(&live, &others);
	if (server_set_count(&live) >= engine->scenario->session.copies) {
		drop_pieces(engine, errand, hold, errand->to, errand->from, REASON_MOVED);
		return;
	}
	server_set_add(&errand->holders, errand->to);
	engine->holds[hold].charge = false;
	server_set_add(&others, errand->from);
	know_holders(engine, hold, &others);
}

void
copies_take(struct engine *engine, struct errand *errand)
{
	struct trip *trip = &engine->trips[errand->trip];

	if (errand->mask == 0)
		return;
	if (!engine->bounds_memory || memory_admit(engine, errand->from, errand->user,
	    errand->owner, errand->mask, &errand->cause))
		keep_copy(engine, errand, errand->to, errand->from, true);
	else if (trip->generation == errand->trip_generation)
		trip_fail(trip, 503, REASON_MEMORY);
}

/* ---- repair ---- */

/* Servers that others hear of: those believed up, and those that leave and say so. */
static struct server_set
speaking(const struct engine *engine)
{
	struct server_set set = { { 0 } };

	for (uint32_t i = 0; i < engine->server_count; i++) {
		const struct server *server = &engine->servers[i];

		if (server->believed_up ||
		    (server->stopping != NONE32 && server->up && !server->hung))
			server_set_add(&set, i);
	}
	return set;
}

/* True when this hold's server is the one that answers for it: in charge among those that speak, or
 * their first when nobody is. */
static bool
answers_for(const struct engine *engine, uint32_t server, const struct hold *hold,
    const struct server_set *up)
{
	uint32_t first = NONE32;

	for (uint32_t i = 0; i < engine->server_count; i++) {
		uint32_t row = server_set_has(up, i) ?
		    hold_at(engine, i, hold->user, hold->owner) : NONE32;

		if (row == NONE32)
			continue;
		if (engine->holds[row].charge)
			return i == server;
		if (first == NONE32)
			first = i;
	}
	return first == server;
}

static void
repair_hold(struct engine *engine, uint32_t hold_row, const struct server_set *up,
    uint32_t cause)
{
	const struct hold *hold = &engine->holds[hold_row];
	uint32_t server = engine->trace->actors[hold->place].index;
	struct server_set targets;

	if (!server_set_has(up, server) || !engine->servers[server].up ||
	    engine->servers[server].hung || !answers_for(engine, server, hold, up))
		return;
	targets = choose_targets(engine, server,
	    holders_of(engine, hold->user, hold->owner, engine->replica_pieces));
	engine->holds[hold_row].charge = true;
	copies_told(engine, hold_row, &targets);
	for (uint32_t to = 0; to < engine->server_count; to++) {
		struct errand *errand;
		uint32_t row;

		if (!server_set_has(&targets, to) || !is_behind(engine, hold_row, to))
			continue;
		errand = new_copy(engine, hold_row, engine->replica_pieces, server, to, &row);
		errand->reason = REASON_REPAIR;
		errand->cause = cause;
		errand->handed = engine->servers[server].stopping != NONE32;
		engine->servers[server].handing += errand->handed;
		errand_send(engine, row);
	}
}

void
copies_repair(struct engine *engine, uint32_t cause)
{
	struct server_set up;

	if (engine->replica_pieces == 0)
		return;
	up = speaking(engine);
	for (uint32_t row = 0; row < engine->hold_count; row++) {
		const struct hold *hold = &engine->holds[row];

		if (hold->used && hold->mask & engine->replica_pieces &&
		    engine->trace->actors[hold->place].role == ROLE_SERVER)
			repair_hold(engine, row, &up, cause);
	}
}

/* A server that came back says so: what it lost is noticed even if nobody saw it die. */
void
copies_joined(struct engine *engine, const struct timer *timer)
{
	const struct server *server = &engine->servers[timer->row];

	if (server->up && !server->hung)
		copies_repair(engine, server->start);
}
