/* Work: one operation of a server in its own memory, or on what the request carries. */
#include "base/units.h"
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
	event->item = item_of(engine, piece, trip->session, trip->person);
	return event;
}

static uint32_t
owner_of(const struct engine *engine, const struct trip *trip, uint16_t piece)
{
	return engine->user_pieces & 1u << piece ? trip->person : trip->session;
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
		read.item = item_of(engine, piece, trip->session, trip->person);
		read.version = hold_version(engine, hold, piece);
		read.value = engine->scenario->pieces[piece].bytes;
		hold_touch(engine, hold);
		trip->to_refresh |= engine->replica_pieces & 1u << piece &&
		    copies_are_old(engine, hold);
		work_found(trip, piece, hold_text(engine, hold, piece), read.version);
		trip_record(engine, trip, read, NULL);
		return;
	}
	event = piece_event(engine, trip, EVENT_MISS, piece);
	event->outcome = OUTCOME_MISS;
	trip_emit(engine, trip, event, NULL);
	work_missed(engine, trip, engine->scenario->pieces[piece].home, piece, hold != NONE32);
}

/* What the request carries of a piece: row of texts, NONE32 if nothing that counts. */
static uint32_t
carried_text(const struct engine *engine, const struct trip *trip, uint32_t piece)
{
	if (trip->token == NONE32 || !(engine->carried_pieces & 1u << piece) ||
	    (engine->home_masks[HOME_TOKEN] & 1u << piece && !trip->verified))
		return NONE32;
	return trace_token_row(engine->trace, trip->token)->texts[piece];
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
	event->item = item_of(engine, piece, token->session, trip->person);
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
	uint32_t hold = hold_make(engine, engine->servers[trip->server].actor,
	    (uint8_t)engine->scenario->pieces[piece].home, user, owner_of(engine, trip, piece));
	uint32_t text = engine->empty_texts[piece], version;
	struct event *event;

	if (op->verb == OP_WRITE && trip->known & 1u << piece)
		text = trip->texts[piece];
	else if (op->verb == OP_WRITE)
		text = content_after(engine, trip->action, trip->argument, piece, trip->person,
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
	event->fields = engine_reason(engine, REASON_LOGOUT);
	hold_take(engine, hold, piece);
	trip_emit(engine, trip, event, NULL);
}

/* ---- tokens ---- */

/* Algorithm, key and exp of a token; long runs that keep nothing leave them out. */
static uint32_t
token_fields(struct engine *engine, const struct token *token)
{
	if (!engine->options.keep || engine->trace->dropped > 0)
		return NONE32;
	return trace_add_fields(engine->trace, (struct fields){
		.algorithm = (uint8_t)token->algorithm, .key = token->key, .exp_s = token->exp_s,
	});
}

static bool
token_is_expired(const struct engine *engine, const struct token *token)
{
	const struct scenario *scenario = engine->scenario;
	int64_t left_s = token->exp_s - scenario->epoch_s;
	uint64_t end_ns;

	if (left_s < 0)
		return true;
	end_ns = (uint64_t)left_s * NS_PER_S;
	return engine->now_ns >= end_ns && engine->now_ns - end_ns >= scenario->token.leeway_ns;
}

void
work_verify(struct engine *engine, struct trip *trip)
{
	struct token token = *trace_token_row(engine->trace, trip->token);
	struct event *event = trip_event(engine, trip, EVENT_VERIFY,
	    engine->servers[trip->server].actor, engine->devices[trip->device].actor);

	trip->verified = !token_is_expired(engine, &token);
	event->home = HOME_TOKEN;
	event->outcome = trip->verified ? OUTCOME_OK : OUTCOME_EXPIRED;
	event->value = engine->scenario->token.verify_ns;
	event->fields = token_fields(engine, &token);
	trip_emit(engine, trip, event, NULL);
	if (trip->verified || !engine->login_in_token)
		return;
	if (engine->scenario->actions[trip->action].needs_login)
		trip_fail(trip, 401, REASON_NONE);
	else
		trip->nobody = true;
}

/* What stays in the pocket as it was: unsigned pieces, and signed ones whose token was
 * checked. */
static void
keep_carried(struct engine *engine, const struct trip *trip, struct token *token)
{
	for (uint32_t piece = 0; piece < LIMIT_PIECES; piece++) {
		const struct token *old;

		token->texts[piece] = carried_text(engine, trip, piece);
		if (token->texts[piece] == NONE32 || trip->changed & 1u << piece)
			continue;
		old = trace_token_row(engine->trace, trip->token);
		token->versions[piece] = old->versions[piece];
		/* Another session now: the same words belong to another item. */
		if (engine->session_pieces & 1u << piece && old->session != trip->session)
			token->versions[piece] = item_next_version(engine, item_of(engine,
			    (uint16_t)piece, trip->session, trip->person), token->texts[piece]);
	}
	if (trip->verified) {
		token->exp_s = trace_token_row(engine->trace, trip->token)->exp_s;
		token->algorithm = trace_token_row(engine->trace, trip->token)->algorithm;
	}
}

/* A write keeps exp; only a login moves it. */
static void
sign_token(const struct engine *engine, const struct trip *trip, struct token *token)
{
	const struct scenario *scenario = engine->scenario;

	if (scenario->actions[trip->action].makes_session || !trip->verified)
		token->exp_s = scenario->epoch_s +
		    (int64_t)((engine->now_ns + scenario->token.ttl_ns) / NS_PER_S);
	token->algorithm = scenario->token.algorithm;
}

void
work_renew(struct engine *engine, struct trip *trip)
{
	bool signs = trip->changed & engine->home_masks[HOME_TOKEN];
	struct token token = { .client = engine->persons[trip->person].actor,
		.session = trip->session, .algorithm = ALGORITHM_NONE };
	struct event *event;

	token.carries_sid = scenario_has_server_session(engine->scenario);
	keep_carried(engine, trip, &token);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		uint32_t bit = 1u << piece;

		if (!(trip->changed & engine->carried_pieces & bit))
			continue;
		token.texts[piece] = trip->texts[piece];
		token.versions[piece] = item_next_version(engine, item_of(engine,
		    (uint16_t)piece, trip->session, trip->person), token.texts[piece]);
		trip->versions[piece] = token.versions[piece];
	}
	if (signs)
		sign_token(engine, trip, &token);
	trip->new_token = trace_add_token(engine->trace, &token);
	if (!signs)
		return;
	event = trip_event(engine, trip, EVENT_ISSUE, engine->servers[trip->server].actor,
	    engine->devices[trip->device].actor);
	event->home = HOME_TOKEN;
	event->fields = token_fields(engine, &token);
	trip_emit(engine, trip, event, NULL);
}

/* ---- execution ---- */

/* New values of what the action changes.  Pieces that were not read and lie in a place are worked
 * out there, when the write arrives: so do databases with counters. */
static void
work_change(struct engine *engine, struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];

	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		uint32_t bit = 1u << piece, before = trip->texts[piece];

		if (!(trip->changed & bit))
			continue;
		if (!(trip->known & bit)) {
			if (!action->makes_session && !(engine->carried_pieces & bit))
				continue;
			before = carried_text(engine, trip, piece);
			if (before == NONE32)
				before = engine->empty_texts[piece];
		}
		trip->texts[piece] = content_after(engine, trip->action, trip->argument,
		    (uint16_t)piece, trip->person, before);
		trip->known |= bit;
	}
}

void
work_execute(struct engine *engine, struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];

	if (action->makes_session) {
		trip->session = session_new(engine, trip->person, trip->device, true);
		trip->sets_sid = engine->uses_ticket;
	}
	trip_record(engine, trip, trip_event_of(trip, EVENT_EXECUTE,
	    engine->servers[trip->server].actor, NONE16), NULL);
	/* Nobody is known without a session: there is nowhere to write to. */
	trip->changed = trip->session == NONE32 ? 0 : plan_changed(engine, trip);
	if (action->makes_session && trip->verified)
		trip->changed &= ~engine->user_pieces;
	work_change(engine, trip);
	plan_writes(engine, trip);
}
