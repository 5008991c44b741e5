/* Refresh tokens: a badge lasts for a short while, and who shows the newest refresh token gets
 * another.  Of each session a place keeps which one that is, as a piece of state like others; a
 * device carries one.  One that was shown before is a theft, or looks like one: the session's is
 * taken away. */
#include <inttypes.h>

#include "engine/inside.h"

/* ---- at the device ---- */

/* The device's entry changes: taken, copied or given up (version 0). */
void
device_put_refresh(struct engine *engine, uint32_t row, const struct renewal *refresh,
    const struct trip *trip, uint32_t request, uint16_t from, enum reason reason, uint32_t cause)
{
	struct device *device = &engine->devices[row];
	struct renewal old = device->refresh;
	uint32_t fields = reason == REASON_NONE ? NONE32 : engine_reason(engine, reason);
	bool same = old.text != NONE32 && refresh->text != NONE32 &&
	    old.session == refresh->session;
	struct event *event;

	device->refresh = *refresh;
	if (old.text != NONE32 && !same) {
		event = engine_event(engine, EVENT_EVICT, device->actor, NONE16);
		event->cause = cause;
		event->request = request;
		event->home = HOME_CLIENT;
		event->item = item_of(engine, engine->refresh, old.session, NONE32);
		event->session = old.session;
		event->version = old.version;
		event->fields = fields != NONE32 ? fields :
		    engine_reason(engine, REASON_REPLACED);
		engine_emit(engine, event, NULL);
		engine_point(engine);
	}
	if (refresh->text == NONE32)
		return;
	event = engine_event(engine, same ? EVENT_WRITE : EVENT_CREATE, device->actor, from);
	event->cause = cause;
	event->request = request;
	event->home = HOME_CLIENT;
	event->item = item_of(engine, engine->refresh, refresh->session, NONE32);
	event->session = refresh->session;
	event->version = refresh->version;
	event->value = REFRESH_BYTES;
	event->fields = fields;
	event->message = trip != NULL ? trip->message_row : NONE32;
	engine_emit(engine, event, trip != NULL ? &trip->message : NULL);
	engine_point(engine);
}

void
device_drop_refresh(struct engine *engine, uint32_t row, enum reason reason, uint32_t cause,
    uint32_t request)
{
	static const struct renewal none = { .text = NONE32 };

	if (engine->rotates && engine->devices[row].refresh.text != NONE32)
		device_put_refresh(engine, row, &none, NULL, request, NONE16, reason, cause);
}

void
device_take_refresh(struct engine *engine, const struct trip *trip, uint32_t cause)
{
	struct renewal refresh = { .text = trip->message.refresh - 1, .session = trip->session,
		.version = trip->versions[engine->refresh] };

	device_put_refresh(engine, trip->device, &refresh, trip, trip->request, NONE16, REASON_NONE,
	    cause);
}

bool
device_must_refresh(const struct engine *engine, uint32_t row)
{
	const struct device *device = &engine->devices[row];

	if (!engine->rotates || device->refresh.text == NONE32)
		return false;
	return device->token == NONE32 || !token_is_jwt(trace_token_row(engine->trace,
	    device->token)) || !token_is_live(engine->trace,
	    trace_token_row(engine->trace, device->token), engine->now_ns);
}

/* ---- at the server ---- */

bool
refresh_checks_token(const struct engine *engine, const struct trip *trip)
{
	/* A coat is made anew from the old one, whatever its age; a badge from nothing. */
	return engine->home_masks[HOME_TOKEN] & ~(1u << engine->login) &&
	    trip->token != NONE32 &&
	    token_is_jwt(trace_token_row(engine->trace, trip->token));
}

bool
refresh_is_newest(const struct engine *engine, struct trip *trip)
{
	uint32_t found = trip->texts[engine->refresh];

	if (found == trip->refresh)
		return true;
	trip_fail(trip, 401, REASON_NONE);
	/* Another one: of two who have had it, one is a thief. */
	trip->used_before = found != engine->empty_texts[engine->refresh];
	return false;
}

uint32_t
refresh_text(struct engine *engine, const struct trip *trip)
{
	struct session session = trace_session_of(engine->trace, trip->session);
	uint32_t item = item_of(engine, engine->refresh, trip->session, trip->user);
	uint64_t state = session.id_low ^ 0x7265667265736821u;
	uint64_t high, low;

	state += item_newest(engine, item) + 1;
	high = prng_splitmix64(&state) ^ session.id_high;
	low = prng_splitmix64(&state);
	str_clear(&engine->buffer);
	str_printf(&engine->buffer, "\"%016" PRIx64 "%016" PRIx64 "\"", high, low);
	return trace_add_text(engine->trace, engine->buffer.text);
}
