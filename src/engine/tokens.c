/* Tokens at a server: whether one counts, and how a new one is signed. */
#include "base/units.h"
#include "engine/inside.h"

/* Whole seconds, towards the past also before 1970. */
static int64_t
floor_s(int64_t ns)
{
	int64_t second = (int64_t)NS_PER_S;

	return ns / second - (ns % second < 0);
}

int64_t
server_clock_ns(const struct engine *engine, uint32_t server)
{
	return (int64_t)engine->now_ns + engine->servers[server].skew_ns;
}

int64_t
token_exp_s(const struct engine *engine, int64_t clock_ns)
{
	return engine->scenario->epoch_s +
	    floor_s(clock_ns + (int64_t)engine->scenario->token.ttl_ns);
}

/* Its end on a clock that shows 0 when the run begins. */
static int64_t
end_on_clock_ns(const struct engine *engine, int64_t exp_s)
{
	int64_t left_s = exp_s - engine->scenario->epoch_s;
	int64_t most_s = (int64_t)(LIMIT_RUN_NS / NS_PER_S) * 2;

	if (left_s > most_s)
		left_s = most_s;
	return (left_s < -most_s ? -most_s : left_s) * (int64_t)NS_PER_S;
}

uint64_t
token_end_ns(const struct engine *engine, int64_t exp_s)
{
	int64_t end_ns = end_on_clock_ns(engine, exp_s);

	return (end_ns < 0 ? 0 : (uint64_t)end_ns) + engine->scenario->token.leeway_ns;
}

/* Algorithm, key and exp of a token; long runs that keep nothing leave them out. */
static uint32_t
token_fields(struct engine *engine, const struct token *token, enum reason reason)
{
	if (!engine->options.keep || engine->trace->dropped > 0)
		return NONE32;
	return trace_add_fields(engine->trace, (struct fields){
		.algorithm = (uint8_t)token->algorithm, .key = token->key, .exp_s = token->exp_s,
		.reason = (uint8_t)reason,
	});
}

static bool
token_is_expired(const struct engine *engine, const struct token *token, uint32_t server)
{
	int64_t past_ns = server_clock_ns(engine, server) - end_on_clock_ns(engine, token->exp_s);

	return past_ns >= 0 && (uint64_t)past_ns >= engine->scenario->token.leeway_ns;
}

/* Why the server takes the signature for none of its own, or REASON_NONE. */
static enum reason
find_forgery(const struct engine *engine, const struct token *token, uint32_t server)
{
	bool believes = engine->scenario->token.check == TOKEN_CHECK_HEADER;

	if (!believes && token->algorithm != engine->scenario->token.algorithm)
		return REASON_ALGORITHM;
	if (token->unsecured)
		return REASON_NONE; /* there is nothing to check */
	if (!(engine->servers[server].keys >> token->key & 1))
		return REASON_UNKNOWN_KEY;
	return token->truth == TOKEN_GUESSED ? REASON_SIGNATURE : REASON_NONE;
}

bool
token_is_good(const struct engine *engine, const struct trip *trip)
{
	const struct token *token = trace_token_row(engine->trace, trip->token);

	return find_forgery(engine, token, trip->server) == REASON_NONE &&
	    !token_is_expired(engine, token, trip->server);
}

/* What the server says of a token, and why. */
static enum outcome
judge(const struct engine *engine, const struct trip *trip, const struct token *token,
    enum reason *reason)
{
	const struct server *server = &engine->servers[trip->server];

	*reason = find_forgery(engine, token, trip->server);
	if (*reason != REASON_NONE)
		return OUTCOME_FORGED;
	if (token_is_expired(engine, token, trip->server))
		return OUTCOME_EXPIRED;
	if (trip->listed || (engine->denials_used > 0 &&
	    engine->scenario->denylist.check == DENY_CHECK_POLL &&
	    deny_has(engine, server->actor, token))) {
		*reason = REASON_LISTED;
		return OUTCOME_REFUSED;
	}
	return OUTCOME_OK;
}

/* Past half of its time by the server's clock: any reply renews it. */
static bool
is_past_half(const struct engine *engine, const struct token *token, uint32_t server)
{
	int64_t left_ns = end_on_clock_ns(engine, token->exp_s) - server_clock_ns(engine, server);

	return left_ns < (int64_t)(engine->scenario->token.ttl_ns / 2);
}

void
work_verify(struct engine *engine, struct trip *trip)
{
	struct token token = *trace_token_row(engine->trace, trip->token);
	struct event *event = trip_event(engine, trip, EVENT_VERIFY,
	    engine->servers[trip->server].actor, engine->devices[trip->device].actor);
	enum reason reason;

	event->outcome = (uint8_t)judge(engine, trip, &token, &reason);
	/* A coat that is made anew is not asked how old it is. */
	if (engine->scenario->actions[trip->action].renews &&
	    event->outcome == OUTCOME_EXPIRED) {
		event->outcome = OUTCOME_OK;
		reason = REASON_RENEWED;
	}
	trip->verified = event->outcome == OUTCOME_OK;
	trip->renews = trip->verified && engine->scenario->token.refresh == REFRESH_SLIDING &&
	    is_past_half(engine, &token, trip->server);
	event->home = HOME_TOKEN;
	event->value = engine->scenario->token.verify_ns;
	event->fields = token_fields(engine, &token, reason);
	event->message = trip->message_row;
	trip_emit(engine, trip, event, &trip->message);
	if (reason == REASON_LISTED && engine->bounds_memory)
		deny_hit(engine, engine->servers[trip->server].actor, &token);
	if (trip->verified || !engine->login_in_token)
		return;
	if (engine->scenario->actions[trip->action].needs_login ||
	    engine->scenario->actions[trip->action].renews)
		trip_fail(trip, 401, REASON_NONE);
	else
		trip->nobody = true;
}

/* What stays in the pocket as it was: unsigned pieces, and signed ones whose token was
 * checked. */
static void
keep_carried(struct engine *engine, const struct trip *trip, struct token *token)
{
	const struct token *old;

	for (uint32_t piece = 0; piece < LIMIT_PIECES; piece++) {
		token->texts[piece] = carried_text(engine, trip, piece);
		if (token->texts[piece] == NONE32 || trip->changed & 1u << piece)
			continue;
		old = trace_token_row(engine->trace, trip->token);
		token->versions[piece] = old->versions[piece];
		/* Another session now: the same words belong to another item. */
		if (engine->session_pieces & 1u << piece && old->session != trip->session)
			token->versions[piece] = item_next_version(engine, item_of(engine,
			    (uint16_t)piece, trip->session, trip->user), token->texts[piece]);
	}
	if (!trip->verified)
		return;
	old = trace_token_row(engine->trace, trip->token);
	token->exp_s = old->exp_s;
	token->algorithm = old->algorithm;
	token->unsecured = old->unsecured;
	token->truth = old->truth;
	token->key = old->key;
}

/* A write keeps exp; only a login and a renewal move it. */
static void
sign_token(const struct engine *engine, const struct trip *trip, struct token *token)
{
	const struct scenario *scenario = engine->scenario;

	if (scenario->actions[trip->action].makes_session || !trip->verified || trip->renews)
		token->exp_s = token_exp_s(engine, server_clock_ns(engine, trip->server));
	token->algorithm = scenario->token.algorithm;
	token->unsecured = token->algorithm == ALGORITHM_NONE;
	token->truth = TOKEN_GENUINE;
	token->key = engine->servers[trip->server].sign_key;
}

void
work_renew(struct engine *engine, struct trip *trip)
{
	bool signs = trip->renews || trip->changed & engine->home_masks[HOME_TOKEN];
	struct token token = { .client = engine->persons[trip->user].actor,
		.session = trip->session, .algorithm = ALGORITHM_NONE };
	struct event *event;

	token.carries_sid = scenario_token_names_session(engine->scenario);
	keep_carried(engine, trip, &token);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		uint32_t bit = 1u << piece;

		if (!(trip->changed & engine->carried_pieces & bit))
			continue;
		token.texts[piece] = trip->texts[piece];
		token.versions[piece] = item_next_version(engine, item_of(engine,
		    (uint16_t)piece, trip->session, trip->user), token.texts[piece]);
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
	event->fields = token_fields(engine, &token, trip->renews ? REASON_RENEWED : REASON_NONE);
	trip_emit(engine, trip, event, NULL);
}
