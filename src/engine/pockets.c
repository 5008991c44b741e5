/* Pockets: what devices carry, and how replies, logouts and cleared cookies change it. */
#include "engine/inside.h"
#include "trace/http.h"

uint32_t
device_session(const struct engine *engine, uint32_t row)
{
	const struct device *device = &engine->devices[row];

	if (engine->uses_ticket && device->ticket != NONE32)
		return device->ticket;
	return device->token == NONE32 ? NONE32 :
	    trace_token_row(engine->trace, device->token)->session;
}

uint32_t
person_of(const struct engine *engine, uint16_t client)
{
	const struct actor *actor = &engine->trace->actors[client];

	return engine->first_person[actor->index] + actor->member;
}

uint32_t
device_user(const struct engine *engine, uint32_t row)
{
	const struct device *device = &engine->devices[row];
	uint16_t client = engine->persons[device->person].actor;

	if (ENGINE_SHORT)
		return device->person; /* nobody steals or forges */
	if (engine->uses_ticket && device->ticket != NONE32)
		client = trace_session_client(engine->trace, device->ticket);
	else if (device->token != NONE32)
		client = trace_token_row(engine->trace, device->token)->client;
	return client == engine->persons[device->person].actor ? device->person :
	    person_of(engine, client);
}

/* An event of an entry in a device. */
static struct event *
pocket_event(struct engine *engine, uint32_t row, enum event_kind kind, enum home home,
    uint32_t item)
{
	struct event *event = engine_event(engine, kind, engine->devices[row].actor, NONE16);

	event->home = (uint8_t)home;
	event->item = item;
	return event;
}

/* A cookie that the reply has brought. */
static void
take_emit(struct engine *engine, struct trip *trip, struct event *event, uint32_t cause)
{
	event->cause = cause;
	event->request = trip->request;
	event->version = item_next_version(engine, event->item, NONE32);
	event->message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

static void
take_ticket(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct event *event = pocket_event(engine, trip->device, EVENT_WRITE, HOME_CLIENT,
	    device->ticket_item);

	device->ticket = trip->message.session;
	event->session = device->ticket;
	event->value = 32;
	take_emit(engine, trip, event, cause);
}

static void
take_route(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct event *event = pocket_event(engine, trip->device, EVENT_WRITE, HOME_CLIENT,
	    device->route_item);

	device->route = trip->message.route;
	event->value = device->route;
	take_emit(engine, trip, event, cause);
}

static void
drop_piece(struct engine *engine, uint32_t row, enum home home, uint16_t piece,
    const struct token *token, enum reason reason, uint32_t cause, uint32_t request)
{
	uint32_t session = token->session, version = token->versions[piece];
	struct event *event = pocket_event(engine, row, EVENT_EVICT, home,
	    item_of(engine, piece, session, person_of(engine, token->client)));

	event->cause = cause;
	event->request = request;
	event->session = session;
	event->version = version;
	event->fields = engine_reason(engine, reason);
	engine_emit(engine, event, NULL);
	engine_point(engine);
}

static enum home
piece_home(const struct engine *engine, uint32_t piece)
{
	return engine->scenario->pieces[piece].home;
}

/* What the device carries goes; user-keyed pieces only when `all`. */
static void
drop_carried(struct engine *engine, uint32_t row, bool all, enum reason reason, uint32_t cause,
    uint32_t request)
{
	struct token old = *trace_token_row(engine->trace, engine->devices[row].token);

	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (old.texts[piece] != NONE32 && (all || engine->session_pieces & 1u << piece))
			drop_piece(engine, row, piece_home(engine, piece), (uint16_t)piece, &old,
			    reason, cause, request);
	engine->devices[row].token = NONE32;
}

/* A piece that came with the reply: made or changed. */
static void
take_piece(struct engine *engine, struct trip *trip, uint16_t piece, bool is_new, uint32_t cause)
{
	const struct token *token = trace_token_row(engine->trace, trip->message.token);
	enum home home = piece_home(engine, piece);
	struct event *event = pocket_event(engine, trip->device,
	    is_new ? EVENT_CREATE : EVENT_WRITE, home,
	    item_of(engine, piece, token->session, person_of(engine, token->client)));

	event->cause = cause;
	event->request = trip->request;
	event->session = token->session;
	event->version = token->versions[piece];
	event->value = content_bytes(engine, piece, (uint8_t)home, token->texts[piece]);
	event->message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

/* Do two rows make the same token, letter for letter? */
static bool
same_token(const struct engine *engine, const struct token *a, const struct token *b)
{
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (a->texts[piece] != b->texts[piece] ||
		    (a->texts[piece] != NONE32 && a->versions[piece] != b->versions[piece]))
			return false;
	return a->client == b->client && a->session == b->session &&
	    a->carries_sid == b->carries_sid && a->exp_s == b->exp_s &&
	    a->algorithm == b->algorithm && a->unsecured == b->unsecured &&
	    a->truth == b->truth && a->key == b->key;
}

/* The same words in a token that lasts longer, or that another key signs. */
static void
take_renewed(struct engine *engine, struct trip *trip, const struct token *new, uint32_t cause)
{
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (new->texts[piece] != NONE32 && piece_home(engine, piece) == HOME_TOKEN) {
			take_piece(engine, trip, piece, false, cause);
			return;
		}
}

static void
take_carried(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct token old = { 0 }, new = *trace_token_row(engine->trace, trip->message.token);
	bool had = device->token != NONE32, same = false, told = false;

	if (had) {
		old = *trace_token_row(engine->trace, device->token);
		/* Renewed twice in one second: the row that the events so far have named stays
		 * the one that it carries, or the other could be let go of under their reader. */
		if (same_token(engine, &old, &new))
			return;
		same = old.session == new.session;
		if (!same)
			drop_carried(engine, trip->device, false, REASON_REPLACED, cause,
			    trip->request);
	}
	device->token = trip->message.token;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		bool kept = had && (same || engine->user_pieces & 1u << piece) &&
		    old.texts[piece] != NONE32;

		if (new.texts[piece] != NONE32 &&
		    !(kept && old.versions[piece] == new.versions[piece])) {
			take_piece(engine, trip, (uint16_t)piece, !kept, cause);
			told |= piece_home(engine, piece) == HOME_TOKEN;
		}
	}
	if (!told && same)
		take_renewed(engine, trip, &new, cause);
}

/* ---- cookies that are too large ---- */

static void
ignore_cookie(struct engine *engine, const struct trip *trip, enum home home, uint16_t piece,
    uint32_t bytes, uint32_t cause)
{
	const struct token *token = trace_token_row(engine->trace, trip->message.token);
	uint32_t fields = engine_reason(engine, REASON_TOO_LARGE);
	struct event *event = pocket_event(engine, trip->device, EVENT_IGNORE, home,
	    item_of(engine, piece, token->session, person_of(engine, token->client)));

	event->cause = cause;
	event->request = trip->request;
	event->session = token->session;
	event->version = token->versions[piece];
	event->value = bytes;
	event->fields = fields;
	event->message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

/* The piece of a token that tells best what it was for: the first that is new and no login. */
static uint16_t
told_piece(const struct engine *engine, const struct token *new, const struct token *old)
{
	uint16_t found = engine->login;

	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (piece != engine->login && new->texts[piece] != NONE32 &&
		    engine->home_masks[HOME_TOKEN] & 1u << piece &&
		    (found == engine->login || found == SCENARIO_NONE ||
		    (old != NULL && new->versions[found] == old->versions[found])))
			found = piece;
	return found;
}

/* In the token row: pieces of the mask as they were in the old one, or not there. */
static void
keep_old(const struct engine *engine, struct token *token, const struct token *old,
    uint32_t mask)
{
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (mask & 1u << piece) {
			token->texts[piece] = old == NULL ? NONE32 : old->texts[piece];
			token->versions[piece] = old == NULL ? 0 : old->versions[piece];
		}
	if (!(mask & engine->home_masks[HOME_TOKEN]))
		return;
	token->algorithm = old == NULL ? ALGORITHM_NONE : old->algorithm;
	token->unsecured = old != NULL && old->unsecured;
	if (old == NULL)
		return;
	token->session = old->session;
	token->client = old->client;
	token->exp_s = old->exp_s;
	token->truth = old->truth;
	token->key = old->key;
}

/* What a browser takes of the cookies that a reply sets, as a row of tokens. */
static uint32_t
cookies_taken(struct engine *engine, struct trip *trip, uint32_t cause)
{
	uint32_t row = trip->message.token, held = engine->devices[trip->device].token;
	uint32_t bytes = http_token_cookie_bytes(engine->trace, row), ignored = 0;
	struct token new = *trace_token_row(engine->trace, row), old;

	if (held != NONE32)
		old = *trace_token_row(engine->trace, held);
	if (bytes > HTTP_COOKIE_MAX) {
		ignored |= engine->home_masks[HOME_TOKEN];
		ignore_cookie(engine, trip, HOME_TOKEN,
		    told_piece(engine, &new, held != NONE32 ? &old : NULL), bytes, cause);
	}
	for (uint16_t piece = 0; piece < engine->piece_count; piece++) {
		if (!(engine->home_masks[HOME_CLIENT] & 1u << piece) ||
		    new.texts[piece] == NONE32)
			continue;
		bytes = http_loose_cookie_bytes(engine->trace, row, piece);
		if (bytes <= HTTP_COOKIE_MAX)
			continue;
		ignored |= 1u << piece;
		ignore_cookie(engine, trip, HOME_CLIENT, piece, bytes, cause);
	}
	if (ignored == 0)
		return row;
	keep_old(engine, &new, held != NONE32 ? &old : NULL, ignored);
	return trace_add_token(engine->trace, &new);
}

static void
take_all(struct engine *engine, struct trip *trip)
{
	uint32_t cause = trip->cause;

	if (trip->message.sets_sid)
		take_ticket(engine, trip, cause);
	if (trip->message.sets_srv)
		take_route(engine, trip, cause);
	/* A short reply cannot have too long a cookie. */
	if (trip->message.sets_token && trip->message.wire_bytes > HTTP_COOKIE_MAX)
		trip->message.token = cookies_taken(engine, trip, cause);
	if (trip->message.sets_token)
		take_carried(engine, trip, cause);
	if (trip->message.refresh != 0)
		device_take_refresh(engine, trip, cause);
	if (trip->message.drops)
		device_clear(engine, trip->device, REASON_LOGOUT, cause, trip->request);
}

/* Mostly it brings nothing. */
void
device_take(struct engine *engine, struct trip *trip)
{
	const struct message *message = &trip->message;

	if (message->sets_sid | message->sets_srv | message->sets_token | message->drops ||
	    message->refresh != 0)
		take_all(engine, trip);
}

static void
drop_cookie(struct engine *engine, uint32_t row, uint32_t item, uint32_t session,
    enum reason reason, uint32_t cause, uint32_t request)
{
	struct event *event = pocket_event(engine, row, EVENT_EVICT, HOME_CLIENT, item);

	event->cause = cause;
	event->request = request;
	event->session = session;
	event->fields = engine_reason(engine, reason);
	event->version = item_newest(engine, item);
	engine_emit(engine, event, NULL);
	engine_point(engine);
}

static void
clear_all(struct engine *engine, uint32_t row, enum reason reason, uint32_t cause,
    uint32_t request)
{
	struct device *device = &engine->devices[row];

	if (device->ticket != NONE32)
		drop_cookie(engine, row, device->ticket_item, device->ticket, reason, cause,
		    request);
	if (device->route != NONE16 && reason != REASON_LOGOUT) {
		drop_cookie(engine, row, device->route_item, NONE32, reason, cause, request);
		device->route = NONE16;
	}
	if (device->token != NONE32)
		drop_carried(engine, row, true, reason, cause, request);
	device->ticket = NONE32;
	device_drop_refresh(engine, row, reason, cause, request);
}

/* Mostly it carries nothing. */
void
device_clear(struct engine *engine, uint32_t row, enum reason reason, uint32_t cause,
    uint32_t request)
{
	const struct device *device = &engine->devices[row];

	if ((device->ticket & device->token & device->refresh.text) != NONE32 ||
	    device->route != NONE16)
		clear_all(engine, row, reason, cause, request);
}

/* ---- what no reply brought: kept and put back, stolen, forged ---- */

/* An entry that comes from another device (NONE16: from none). */
static void
put_emit(struct engine *engine, struct event *event, uint16_t from, uint32_t fields,
    uint32_t cause)
{
	event->other = from;
	event->fields = fields;
	event->cause = cause;
	engine_emit(engine, event, NULL);
	engine_point(engine);
}

void
device_put_ticket(struct engine *engine, uint32_t row, uint32_t session, uint16_t from,
    enum reason reason, uint32_t cause)
{
	struct device *device = &engine->devices[row];
	uint32_t fields = engine_reason(engine, reason);
	struct event *event;

	if (device->ticket == session)
		return;
	if (session == NONE32) {
		drop_cookie(engine, row, device->ticket_item, device->ticket, reason, cause,
		    NONE32);
		device->ticket = NONE32;
		return;
	}
	event = pocket_event(engine, row, EVENT_WRITE, HOME_CLIENT, device->ticket_item);
	device->ticket = session;
	event->session = session;
	event->version = item_next_version(engine, event->item, NONE32);
	event->value = 32;
	put_emit(engine, event, from, fields, cause);
}

void
device_put_route(struct engine *engine, uint32_t row, uint16_t route, uint16_t from,
    enum reason reason, uint32_t cause)
{
	struct device *device = &engine->devices[row];
	uint32_t fields = engine_reason(engine, reason);
	struct event *event;

	if (device->route == route)
		return;
	device->route = route;
	if (route == NONE16) {
		drop_cookie(engine, row, device->route_item, NONE32, reason, cause, NONE32);
		return;
	}
	event = pocket_event(engine, row, EVENT_WRITE, HOME_CLIENT, device->route_item);
	event->version = item_next_version(engine, event->item, NONE32);
	event->value = route;
	put_emit(engine, event, from, fields, cause);
}

void
device_put_token(struct engine *engine, uint32_t row, uint32_t token_row, uint16_t from,
    enum reason reason, uint32_t cause)
{
	struct device *device = &engine->devices[row];
	struct token token;

	if (device->token == token_row)
		return;
	if (device->token != NONE32)
		drop_carried(engine, row, true, reason, cause, NONE32);
	device->token = token_row;
	if (token_row == NONE32)
		return;
	token = *trace_token_row(engine->trace, token_row);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		enum home home = piece_home(engine, piece);
		uint32_t fields;
		struct event *event;

		if (token.texts[piece] == NONE32)
			continue;
		fields = trace_add_fields(engine->trace, (struct fields){
			.reason = (uint8_t)reason, .key = NONE16, .token = token_row + 1 });
		event = pocket_event(engine, row, EVENT_CREATE, home, item_of(engine,
		    (uint16_t)piece, token.session, person_of(engine, token.client)));
		event->session = token.session;
		event->version = token.versions[piece];
		event->value = content_bytes(engine, (uint16_t)piece, (uint8_t)home,
		    token.texts[piece]);
		put_emit(engine, event, from, fields, cause);
	}
}

void
device_keep(struct engine *engine, uint32_t row)
{
	struct device *device = &engine->devices[row];

	if (device->kept == NONE32) {
		if (engine->pocket_count == engine->pocket_room) {
			engine->pocket_room = engine->pocket_room ? engine->pocket_room * 2 : 8;
			engine->pockets = mem_grow(engine->pockets, engine->pocket_room,
			    sizeof(*engine->pockets));
		}
		device->kept = engine->pocket_count++;
	}
	engine->pockets[device->kept] = (struct pocket){ .ticket = device->ticket,
		.token = device->token, .refresh = device->refresh, .route = device->route };
}

void
device_put_back(struct engine *engine, uint32_t row)
{
	struct device *device = &engine->devices[row];
	struct pocket kept;

	if (device->kept == NONE32)
		return; /* on this device nothing was kept */
	kept = engine->pockets[device->kept];
	device_put_ticket(engine, row, kept.ticket, NONE16, REASON_KEPT, NONE32);
	device_put_route(engine, row, kept.route, NONE16, REASON_KEPT, NONE32);
	device_put_token(engine, row, kept.token, NONE16, REASON_KEPT, NONE32);
	if (engine->rotates && (kept.refresh.text != device->refresh.text ||
	    kept.refresh.session != device->refresh.session))
		device_put_refresh(engine, row, &kept.refresh, NULL, NONE32, NONE16, REASON_KEPT,
		    NONE32);
}
