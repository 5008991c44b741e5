/* Plans: what a server does for a request after its work, as a short list of operations. */
#include <string.h>

#include "base/check.h"
#include "engine/inside.h"

static bool
is_called(enum home home)
{
	return home == HOME_STORE || home == HOME_DATABASE;
}

static void
add_op(struct trip *trip, enum op_verb verb, enum home home, bool user, uint32_t mask)
{
	CHECK(trip->op_count < TRIP_OPS);
	trip->ops[trip->op_count++] = (struct op){ .verb = (uint8_t)verb, .home = (uint8_t)home,
		.user = user, .mask = mask };
}

/* An operation on one piece; pieces under one key of a store go together unless
 * written by field. */
static void
add_piece(const struct engine *engine, struct trip *trip, enum op_verb verb, uint16_t piece)
{
	enum home home = engine->scenario->pieces[piece].home;
	bool user = engine->user_pieces & 1u << piece;

	if (is_called(home) && engine->scenario->store.write == WRITE_BLOB) {
		for (uint8_t i = trip->op_at; i < trip->op_count; i++) {
			struct op *op = &trip->ops[i];

			if (op->verb == verb && op->home == home && op->user == user) {
				op->mask |= 1u << piece;
				return;
			}
		}
	}
	add_op(trip, verb, home, user, 1u << piece);
}

static bool
carries_signed(const struct engine *engine, const struct trip *trip)
{
	return RARE(trip->token != NONE32) &&
	    token_is_jwt(trace_token_row(engine->trace, trip->token));
}

/* The request carries nothing that could say who asks. */
static bool
lacks_login(const struct engine *engine, const struct trip *trip)
{
	enum home home = engine->scenario->pieces[engine->login].home;

	if (home == HOME_TOKEN)
		return !carries_signed(engine, trip);
	if (home == HOME_CLIENT)
		return trip->token == NONE32 ||
		    trace_token_row(engine->trace, trip->token)->texts[engine->login] == NONE32;
	return home == HOME_NONE || trip->session == NONE32;
}

/* Looks for the login first: what needs one, and what shows a user's own without insisting on
 * it, when the request carries something that could say whose. */
static bool
asks_who(const struct engine *engine, const struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];

	if (engine->login == SCENARIO_NONE || action->needs_login)
		return action->needs_login && engine->login != SCENARIO_NONE;
	for (int i = 0; i < 4 && action->reads[i] != SCENARIO_NONE; i++)
		if (engine->user_pieces & 1u << action->reads[i])
			return !lacks_login(engine, trip);
	return false;
}

/* The pieces that the action reads, behind the login. */
static uint32_t
list_reads(const struct engine *engine, const struct trip *trip, uint16_t pieces[5])
{
	const struct action *action = &engine->scenario->actions[trip->action];
	uint32_t count = 0;

	if (asks_who(engine, trip))
		pieces[count++] = engine->login;
	if (action->argument_piece && trip->piece != engine->login)
		pieces[count++] = trip->piece;
	for (int i = 0; i < 4 && !action->argument_piece; i++) {
		if (action->reads[i] == SCENARIO_NONE)
			break;
		if (count == 0 || action->reads[i] != pieces[0])
			pieces[count++] = action->reads[i];
	}
	return count;
}

uint32_t
plan_changed(const struct engine *engine, const struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];
	uint32_t mask = 0;

	if (action->ends_session)
		return 0;
	if (action->renews)
		return 1u << engine->login | 1u << engine->refresh;
	if (action->makes_session) {
		mask = engine->session_pieces | engine->home_masks[HOME_TOKEN];
		return mask & ~engine->home_masks[HOME_NONE];
	}
	for (int i = 0; i < 4 && action->writes[i] != SCENARIO_NONE; i++)
		mask |= 1u << action->writes[i];
	return mask & ~engine->home_masks[HOME_NONE];
}

bool
plan_checks_token(const struct engine *engine, const struct trip *trip)
{
	uint16_t reads[5];
	uint32_t count;

	if (!carries_signed(engine, trip))
		return false;
	if (engine->scenario->actions[trip->action].renews)
		return refresh_checks_token(engine, trip);
	/* A login takes over what the old token says about the user. */
	if (engine->scenario->actions[trip->action].makes_session)
		return engine->home_masks[HOME_TOKEN] & engine->user_pieces;
	count = list_reads(engine, trip, reads);
	for (uint32_t i = 0; i < count; i++)
		if (engine->home_masks[HOME_TOKEN] & 1u << reads[i])
			return true;
	return plan_changed(engine, trip) & engine->home_masks[HOME_TOKEN];
}

/* Calls that writing takes at the store. */
static uint32_t
count_write_calls(const struct engine *engine, const struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];
	uint32_t mask = action->ends_session ? engine->session_pieces : plan_changed(engine, trip);
	uint32_t count = 0;

	mask &= engine->home_masks[HOME_STORE];
	if (engine->scenario->store.write == WRITE_BLOB)
		return (uint32_t)((mask & engine->session_pieces) != 0) +
		    (uint32_t)((mask & engine->user_pieces) != 0);
	for (; mask != 0; mask &= mask - 1)
		count++;
	return count;
}

/* Operations of a request are a set number: what it does not need is done for nothing. */
static void
add_pads(const struct engine *engine, struct trip *trip)
{
	uint32_t natural, wanted;

	if (!engine->scenario->store.has_operations || engine->home_masks[HOME_STORE] == 0)
		return;
	natural = count_write_calls(engine, trip);
	wanted = engine->scenario->store.operations_per_request;
	for (uint8_t i = 0; i < trip->op_count; i++)
		natural += trip->ops[i].home == HOME_STORE;
	if (natural >= wanted)
		return;
	add_op(trip, OP_PAD, HOME_STORE, trip->session == NONE32, 0);
	trip->ops[trip->op_count - 1].more = wanted - natural - 1;
}

/* Is this token looked up in the list?  A login leaves the old one behind. */
static bool
list_is_asked(const struct engine *engine, const struct trip *trip)
{
	return engine->scenario->denylist.on &&
	    engine->scenario->denylist.check == DENY_CHECK_ASK &&
	    !engine->scenario->actions[trip->action].makes_session;
}

/* Which refresh token is the newest is looked up, and then it is seen. */
static void
plan_refresh(struct engine *engine, struct trip *trip)
{
	if (trip->refresh == NONE32) {
		trip_fail(trip, 401, REASON_NO_TICKET);
		return;
	}
	if (plan_checks_token(engine, trip))
		add_op(trip, OP_VERIFY, HOME_TOKEN, false, 0);
	add_piece(engine, trip, OP_READ, engine->refresh);
	add_pads(engine, trip);
	add_op(trip, OP_EXECUTE, HOME_NONE, false, 0);
}

/* Nothing to look for, nothing to write, nobody to know: the execution is all there is. */
static bool
is_bare(const struct engine *engine, const struct action *action)
{
	return !action->needs_login && !action->argument_piece && !action->renews &&
	    !action->makes_session && !action->ends_session &&
	    action->reads[0] == SCENARIO_NONE && action->writes[0] == SCENARIO_NONE &&
	    !(engine->scenario->store.has_operations && engine->home_masks[HOME_STORE] != 0);
}

/* As plan_reads, by what the request itself says. */
static void
plan_by_request(struct engine *engine, struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];
	uint16_t reads[5];
	uint32_t count;

	trip->op_at = trip->op_count = 0;
	if (RARE(action->renews)) {
		plan_refresh(engine, trip);
		return;
	}
	if (action->needs_login && engine->login != SCENARIO_NONE && lacks_login(engine, trip)) {
		trip_fail(trip, 401, REASON_NO_TICKET);
		return;
	}
	if (plan_checks_token(engine, trip)) {
		if (list_is_asked(engine, trip))
			add_op(trip, OP_ASK, HOME_STORE, deny_is_by_user(engine), 0);
		add_op(trip, OP_VERIFY, HOME_TOKEN, false, 0);
	}
	count = list_reads(engine, trip, reads);
	trip->nobody = !action->needs_login && !asks_who(engine, trip);
	for (uint32_t i = 0; i < count; i++) {
		/* Without a session nobody is known: there is nothing to look for. */
		if (engine->home_masks[HOME_NONE] & 1u << reads[i] || trip->session == NONE32 ||
		    (trip->nobody && engine->user_pieces & 1u << reads[i]))
			work_found(trip, reads[i], engine->empty_texts[reads[i]], 0);
		else
			add_piece(engine, trip, OP_READ, reads[i]);
	}
	add_pads(engine, trip);
	if (RARE(engine->keeps_keys) && trip->key != 0)
		add_op(trip, OP_CLAIM, engine->scenario->idempotency.home, false, 0);
	add_op(trip, OP_EXECUTE, HOME_NONE, false, 0);
}

static inline struct plan *
plan_of(const struct engine *engine, uint16_t action, uint16_t piece)
{
	uint32_t pieces = engine->piece_count;

	return &engine->plans[action * (pieces + 1) + (piece < pieces ? piece : pieces)];
}

/* Plans the action for a request that has a session (any) and says nothing else. */
static void
plan_ahead(struct engine *engine, uint16_t action, uint16_t piece)
{
	struct trip trip = { .action = action, .piece = piece, .token = NONE32,
		.refresh = NONE32 };
	struct plan *plan = plan_of(engine, action, piece);

	if (engine->scenario->actions[action].argument_piece != (piece < engine->piece_count) ||
	    engine->scenario->actions[action].renews)
		return;
	plan_by_request(engine, &trip);
	if (trip.known != 0 || trip.status != 0 || trip.op_count > PLAN_OPS)
		return;
	plan->count = trip.op_count;
	plan->nobody = trip.nobody;
	memcpy(plan->ops, trip.ops, plan->count * sizeof(*plan->ops));
}

void
plan_start(struct engine *engine)
{
	uint16_t pieces = (uint16_t)engine->piece_count;

	engine->bare_actions = 0;
	engine->plans = arena_array(&engine->arena,
	    engine->scenario->action_count * (pieces + 1u), sizeof(*engine->plans));
	for (uint16_t i = 0; i < engine->scenario->action_count; i++) {
		if (is_bare(engine, &engine->scenario->actions[i]))
			engine->bare_actions |= (uint64_t)1 << i;
		for (uint16_t piece = 0; piece <= pieces; piece++)
			plan_ahead(engine, i, piece);
	}
}

/* On the steady way nothing changes what was planned. */
void
plan_reads(struct engine *engine, struct trip *trip)
{
	const struct plan *plan = plan_of(engine, trip->action, trip->piece);

	if (!ENGINE_STEADY || plan->count == 0 || trip->session == NONE32) {
		plan_by_request(engine, trip);
		return;
	}
	trip->op_at = 0;
	trip->op_count = plan->count;
	trip->nobody = plan->nobody;
	for (uint32_t i = 0; i < plan->count; i++)
		op_copy(&trip->ops[i], &plan->ops[i]);
}

/* Adds the write of one piece; all that the client carries is renewed at once. */
static void
add_write(const struct engine *engine, struct trip *trip, uint16_t piece, bool *renewed)
{
	switch (engine->scenario->pieces[piece].home) {
	case HOME_TOKEN:
	case HOME_CLIENT:
		if (!*renewed)
			add_op(trip, OP_RENEW, HOME_TOKEN, false, 0);
		*renewed = true;
		break;
	case HOME_SERVER:
	case HOME_REPLICA:
	case HOME_STORE:
	case HOME_DATABASE:
		add_piece(engine, trip, OP_WRITE, piece);
		break;
	case HOME_NONE:
	case HOME_COUNT:
	default:
		break;
	}
}

static void
add_removals(const struct engine *engine, struct trip *trip)
{
	uint32_t places = engine->memory_pieces | engine->home_masks[HOME_STORE] |
	    engine->home_masks[HOME_DATABASE];
	uint32_t mask = engine->session_pieces & places;

	if (trip->session == NONE32)
		return;
	if (engine->login != SCENARIO_NONE && mask & 1u << engine->login)
		add_piece(engine, trip, OP_REMOVE, engine->login);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (mask & 1u << piece && piece != engine->login)
			add_piece(engine, trip, OP_REMOVE, (uint16_t)piece);
}

void
plan_writes(struct engine *engine, struct trip *trip)
{
	const struct action *action = &engine->scenario->actions[trip->action];
	uint32_t left = trip->changed;
	bool renewed = false;

	if (RARE(trip->used_before)) {
		add_piece(engine, trip, OP_REMOVE, engine->refresh);
		return;
	}
	if (left == 0 && !action->ends_session && !trip->renews)
		return;
	if (action->ends_session)
		add_removals(engine, trip);
	if (action->ends_session && engine->scenario->denylist.on && !deny_is_by_user(engine) &&
	    trip->verified)
		add_op(trip, OP_DENY, HOME_STORE, false, 0);
	if (engine->login != SCENARIO_NONE && left & 1u << engine->login) {
		add_write(engine, trip, engine->login, &renewed);
		left &= ~(1u << engine->login);
	}
	for (int i = 0; i < 4 && action->writes[i] != SCENARIO_NONE; i++) {
		if (left & 1u << action->writes[i])
			add_write(engine, trip, action->writes[i], &renewed);
		left &= ~(1u << action->writes[i]);
	}
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (left & 1u << piece)
			add_write(engine, trip, (uint16_t)piece, &renewed);
	if (RARE(trip->renews) && !action->ends_session && !action->makes_session && !renewed)
		add_op(trip, OP_RENEW, HOME_TOKEN, false, 0);
	if (RARE(trip->claimed))
		add_op(trip, OP_KEEP, engine->scenario->idempotency.home, false, 0);
}

void
plan_unknown(struct engine *engine, struct trip *trip, enum home home)
{
	enum on_miss on_miss = engine->scenario->session.on_miss;
	uint32_t mask = engine->session_pieces & engine->home_masks[home];
	struct op rest[TRIP_OPS];
	uint8_t rest_count = (uint8_t)(trip->op_count - trip->op_at);

	if (on_miss == ON_MISS_REJECT || !engine->uses_ticket || trip->unknown)
		return;
	trip->unknown = true;
	if (on_miss == ON_MISS_OVERWRITE) {
		trip->user = trip->person;
		trip->session = session_new(engine, trip->person, trip->device, false);
		trip->sets_sid = true;
		trip->seen &= engine->user_pieces;
		trip->held &= engine->user_pieces;
	}
	if (engine->login != SCENARIO_NONE)
		mask &= ~(1u << engine->login);
	if (mask == 0 && (home == HOME_SERVER || home == HOME_REPLICA))
		hold_make(engine, engine->servers[trip->server].actor, (uint8_t)home, false,
		    trip->session);
	memcpy(rest, trip->ops + trip->op_at, rest_count * sizeof(*rest));
	trip->op_count = trip->op_at;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (mask & 1u << piece)
			add_piece(engine, trip, OP_EMPTY, (uint16_t)piece);
	CHECK(trip->op_count + rest_count <= TRIP_OPS);
	memcpy(trip->ops + trip->op_count, rest, rest_count * sizeof(*rest));
	trip->op_count = (uint8_t)(trip->op_count + rest_count);
}
