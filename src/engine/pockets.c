/* Pockets: what devices carry, and how replies, logouts and cleared cookies change it. */
#include "engine/inside.h"

uint32_t
device_session(const struct engine *engine, uint32_t row)
{
	const struct device *device = &engine->devices[row];

	if (engine->uses_ticket && device->ticket != NONE32)
		return device->ticket;
	return device->token == NONE32 ? NONE32 :
	    trace_token_row(engine->trace, device->token)->session;
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

static void
take_ticket(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct event *event = pocket_event(engine, trip->device, EVENT_WRITE, HOME_CLIENT,
	    device->ticket_item);

	device->ticket = trip->message.session;
	event->cause = cause;
	event->request = trip->request;
	event->session = device->ticket;
	event->version = item_next_version(engine, event->item, NONE32);
	event->value = 32;
	event->message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

static void
take_route(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct event *event = pocket_event(engine, trip->device, EVENT_WRITE, HOME_CLIENT,
	    device->route_item);

	device->route = trip->message.route;
	event->cause = cause;
	event->request = trip->request;
	event->version = item_next_version(engine, event->item, NONE32);
	event->value = device->route;
	event->message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

static void
drop_piece(struct engine *engine, uint32_t row, enum home home, uint16_t piece,
    uint32_t session, uint32_t version, enum reason reason, uint32_t cause, uint32_t request)
{
	struct event *event = pocket_event(engine, row, EVENT_EVICT, home,
	    item_of(engine, piece, session, engine->devices[row].person));

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
			drop_piece(engine, row, piece_home(engine, piece), (uint16_t)piece,
			    old.session, old.versions[piece], reason, cause, request);
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
	    item_of(engine, piece, token->session, trip->person));

	event->cause = cause;
	event->request = trip->request;
	event->session = token->session;
	event->version = token->versions[piece];
	event->value = content_bytes(engine, piece, (uint8_t)home, token->texts[piece]);
	event->message = trip->message_row;
	engine_emit(engine, event, &trip->message);
	engine_point(engine);
}

static void
take_carried(struct engine *engine, struct trip *trip, uint32_t cause)
{
	struct device *device = &engine->devices[trip->device];
	struct token old = { 0 }, new = *trace_token_row(engine->trace, trip->message.token);
	bool had = device->token != NONE32, same = false;

	if (had) {
		old = *trace_token_row(engine->trace, device->token);
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
		    !(kept && old.versions[piece] == new.versions[piece]))
			take_piece(engine, trip, (uint16_t)piece, !kept, cause);
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
		take_carried(engine, trip, cause);
	if (trip->message.drops)
		device_clear(engine, trip->device, REASON_LOGOUT, cause, trip->request);
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
		drop_carried(engine, row, true, reason, cause, request);
	device->ticket = NONE32;
}
