/* Signing keys: each server holds those of the ring as it was when it started, and what rotations
 * brought and took since. */
#include "engine/inside.h"

#define KEY_BYTES 32

/* A key comes to a server, or goes. */
static void
key_emit(struct engine *engine, enum event_kind kind, uint32_t server, uint32_t key,
    enum reason reason, uint32_t cause)
{
	struct event *event = engine_event(engine, kind, engine->servers[server].actor, NONE16);

	event->cause = cause;
	event->home = HOME_SERVER;
	event->item = engine->servers[server].first_key_item + key;
	event->version = 1;
	event->value = KEY_BYTES;
	event->fields = engine_reason(engine, reason);
	engine_emit(engine, event, NULL);
}

void
signing_load(struct engine *engine, uint32_t server, uint32_t cause)
{
	engine->servers[server].keys = engine->ring;
	engine->servers[server].sign_key = engine->sign_key;
	if (engine->home_masks[HOME_TOKEN] == 0)
		return;
	for (uint32_t key = 0; key < engine->scenario->token.key_count; key++)
		if (engine->ring >> key & 1)
			key_emit(engine, EVENT_CREATE, server, key, REASON_START, cause);
}

/* Servers that heard of the rotation give up the keys before it. */
static void
retire(struct engine *engine, uint32_t fault, uint32_t cause)
{
	uint16_t key = engine->scenario->faults[fault].key;
	uint64_t old = engine->retired[fault];

	engine->ring &= ~old;
	for (uint32_t i = 0; i < engine->server_count; i++) {
		struct server *server = &engine->servers[i];
		uint64_t gone = server->keys & old;

		if (!server->up || server->hung || !(server->keys >> key & 1))
			continue;
		server->keys &= ~old;
		for (uint32_t k = 0; gone >> k != 0; k++)
			if (gone >> k & 1)
				key_emit(engine, EVENT_EVICT, i, k, REASON_ROTATED, cause);
	}
}

void
signing_rotate(struct engine *engine, uint32_t fault, uint16_t except, uint32_t cause)
{
	const struct fault *row = &engine->scenario->faults[fault];

	if (engine->home_masks[HOME_TOKEN] == 0)
		return;
	engine->retired[fault] = engine->ring;
	engine->ring |= 1ull << row->key;
	engine->sign_key = row->key;
	for (uint32_t i = 0; i < engine->server_count; i++) {
		struct server *server = &engine->servers[i];

		/* What is down or hangs hears of it when it starts. */
		if (!server->up || server->hung || i == except)
			continue;
		server->keys |= 1ull << row->key;
		server->sign_key = row->key;
		key_emit(engine, EVENT_CREATE, i, row->key, REASON_ROTATED, cause);
	}
	if (row->overlap_ns == 0)
		retire(engine, fault, cause);
	else
		engine_after(engine, row->overlap_ns, PHASE_FAULT, TIMER_RETIRED, fault, 0);
}

void
signing_retire(struct engine *engine, const struct timer *timer)
{
	retire(engine, timer->row, NONE32);
}
