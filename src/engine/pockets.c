/* Pockets: what devices carry, and how replies, logouts and cleared cookies change it. */
#include "engine/inside.h"

uint32_t
device_session(const struct engine *engine, uint32_t row)
{
	const struct device *device = &engine->devices[row];

	if (engine->uses_ticket && device->ticket != NONE32)
		return device->ticket;
	if (device->token != NONE32)
		return engine->trace->tokens[device->token].session;
	return device->held_session;
}

/* An event of an entry in a device. */
static struct event
pocket_event(const struct engine *engine, uint32_t row, enum event_kind kind, enum home home,
    uint32_t item)
{
	struct event event = engine_event(kind, engine->devices[row].actor, NONE16);

	event.home = (uint8_t)home;
	event.item = item;
	return event;
}

static void
take_ticket(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct event event = pocket_event(engine, trip->device, EVENT_WRITE, HOME_CLIENT,
	    device->ticket_item);

	device->ticket = trip->message.session;
	event.cause = cause;
	event.request = trip->request;
	event.session = device->ticket;
	event.version = item_next_version(engine, event.item, NONE32);
	event.value = 32;
	event.message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

static void
take_route(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct event event = pocket_event(engine, trip->device, EVENT_WRITE, HOME_CLIENT,
	    device->route_item);

	device->route = trip->message.route;
	event.cause = cause;
	event.request = trip->request;
	event.version = item_next_version(engine, event.item, NONE32);
	event.value = device->route;
	event.message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

static void
drop_piece(struct engine *engine, uint32_t row, enum home home, uint16_t piece,
    uint32_t session, uint32_t version, enum reason reason, uint32_t cause, uint32_t request)
{
	struct event event = pocket_event(engine, row, EVENT_EVICT, home,
	    item_of(engine, piece, session, engine->devices[row].person));

	event.cause = cause;
	event.request = request;
	event.session = session;
	event.version = version;
	event.fields = engine_reason(engine, reason);
	engine_emit(engine, event, NULL);
	engine_point(engine);
}

/* The pieces of the device's token go; user-keyed ones only when `all`. */
static void
drop_token(struct engine *engine, uint32_t row, bool all, enum reason reason, uint32_t cause,
    uint32_t request)
{
	uint32_t token = engine->devices[row].token;

	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		const struct token *old = &engine->trace->tokens[token];

		if (old->texts[piece] != NONE32 &&
		    (all || engine->session_pieces & 1u << piece))
			drop_piece(engine, row, HOME_TOKEN, (uint16_t)piece, old->session,
			    old->versions[piece], reason, cause, request);
	}
	engine->devices[row].token = NONE32;
}

static void
take_token(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct token old = { 0 }, new = engine->trace->tokens[trip->message.token];
	bool had = device->token != NONE32, same = false;

	if (had) {
		old = engine->trace->tokens[device->token];
		same = old.session == new.session;
		if (!same)
			drop_token(engine, trip->device, false, REASON_REPLACED, cause,
			    trip->request);
	}
	device->token = trip->message.token;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		bool kept = had && (same || engine->user_pieces & 1u << piece);
		struct event event;

		if (new.texts[piece] == NONE32 ||
		    (kept && old.versions[piece] == new.versions[piece]))
			continue;
		event = pocket_event(engine, trip->device, kept ? EVENT_WRITE : EVENT_CREATE,
		    HOME_TOKEN, item_of(engine, (uint16_t)piece, new.session, trip->person));
		event.cause = cause;
		event.request = trip->request;
		event.session = new.session;
		event.version = new.versions[piece];
		event.value = content_bytes(engine, (uint16_t)piece, HOME_TOKEN,
		    new.texts[piece]);
		event.message = trip->message_row;
		engine_emit(engine, event, &trip->message);
		engine_point(engine);
	}
}

static uint32_t *
held_cell(uint32_t *cells, const struct engine *engine, uint32_t device, uint32_t piece)
{
	return &cells[device * engine->piece_count + piece];
}

/* Unsigned pieces go; user-keyed ones only when `all`. */
static void
drop_pieces(struct engine *engine, uint32_t row, bool all, enum reason reason, uint32_t cause,
    uint32_t request)
{
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		uint32_t *text = held_cell(engine->held_texts, engine, row, piece);

		if (*text == NONE32 || (!all && engine->user_pieces & 1u << piece))
			continue;
		drop_piece(engine, row, HOME_CLIENT, (uint16_t)piece,
		    engine->devices[row].held_session,
		    *held_cell(engine->held_versions, engine, row, piece), reason, cause, request);
		*text = NONE32;
	}
	engine->devices[row].held_session = NONE32;
}

/* Pieces that the client keeps unsigned. */
static void
take_pieces(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];

	if (!(trip->changed & engine->home_masks[HOME_CLIENT]))
		return;
	if (device->held_session != NONE32 && device->held_session != trip->session)
		drop_pieces(engine, trip->device, false, REASON_REPLACED, cause, trip->request);
	device->held_session = trip->session;
	for (uint32_t piece = 0; piece < engine->piece_count; piece++) {
		uint32_t *text = held_cell(engine->held_texts, engine, trip->device, piece);
		uint32_t *version = held_cell(engine->held_versions, engine, trip->device, piece);
		struct event event;

		if (!(trip->changed & engine->home_masks[HOME_CLIENT] & 1u << piece))
			continue;
		event = pocket_event(engine, trip->device,
		    *text == NONE32 ? EVENT_CREATE : EVENT_WRITE, HOME_CLIENT,
		    item_of(engine, (uint16_t)piece, trip->session, trip->person));
		*text = trip->texts[piece];
		*version = trip->versions[piece];
		event.cause = cause;
		event.request = trip->request;
		event.session = trip->session;
		event.version = *version;
		event.value = content_bytes(engine, (uint16_t)piece, HOME_CLIENT, *text);
		event.message = trip->message_row;
		engine_emit(engine, event, &trip->message);
		engine_point(engine);
	}
}

void
device_take(struct engine *engine, struct trip *trip)
{
	uint32_t cause = trip->cause;

	if (trip->message.sets_sid)
		take_ticket(engine, trip, cause);
	if (trip->message.sets_srv)
		take_route(engine, trip, cause);
	if (trip->message.sets_token)
		take_token(engine, trip, cause);
	if (trip->status < 300)
		take_pieces(engine, trip, cause);
	if (trip->message.drops)
		device_clear(engine, trip->device, REASON_LOGOUT, cause, trip->request);
}

static void
drop_cookie(struct engine *engine, uint32_t row, uint32_t item, uint32_t session,
    enum reason reason, uint32_t cause, uint32_t request)
{
	struct event event = pocket_event(engine, row, EVENT_EVICT, HOME_CLIENT, item);

	event.cause = cause;
	event.request = request;
	event.session = session;
	event.fields = engine_reason(engine, reason);
	event.version = engine->item_versions[item];
	engine_emit(engine, event, NULL);
	engine_point(engine);
}

void
device_clear(struct engine *engine, uint32_t row, enum reason reason, uint32_t cause,
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
		drop_token(engine, row, true, reason, cause, request);
	drop_pieces(engine, row, true, reason, cause, request);
	device->ticket = NONE32;
}
