/* Caches: what a server remembers for a while of pieces that the store or the database keeps.  Not
 * state: whoever loses it asks again.  Entries lie in a pool, found by a hash of server, piece and
 * owner; each lasts a set time from when it came, whether used or not. */
#include "base/check.h"
#include "engine/inside.h"

#define CACHE_MIN 64u

static bool
is_users(const struct engine *engine, uint16_t piece)
{
	return engine->user_pieces & 1u << piece;
}

static uint32_t *
bucket_of(const struct engine *engine, uint16_t server, uint16_t piece, uint32_t owner)
{
	uint64_t key = ((uint64_t)server << 40 | (uint64_t)piece << 32 | owner) *
	    0x9e3779b97f4a7c15u;

	return &engine->cache_buckets[(uint32_t)(key >> 32) & (engine->cache_bucket_count - 1)];
}

/* Row of an entry, NONE32. */
static uint32_t
cache_find(const struct engine *engine, uint16_t server, uint16_t piece, uint32_t owner)
{
	uint32_t row;

	if (engine->cache_bucket_count == 0 || owner == NONE32)
		return NONE32;
	for (row = *bucket_of(engine, server, piece, owner); row != NONE32;
	     row = engine->cache[row].next) {
		const struct cached *cached = &engine->cache[row];

		if (cached->server == server && cached->piece == piece && cached->owner == owner)
			break;
	}
	return row;
}

static void
cache_grow(struct engine *engine)
{
	uint32_t count = engine->cache_bucket_count ? engine->cache_bucket_count * 2 : CACHE_MIN;

	engine->cache_buckets = mem_grow(engine->cache_buckets, count,
	    sizeof(*engine->cache_buckets));
	engine->cache_bucket_count = count;
	for (uint32_t i = 0; i < count; i++)
		engine->cache_buckets[i] = NONE32;
	for (uint32_t row = 0; row < engine->cache_count; row++) {
		struct cached *cached = &engine->cache[row];
		uint32_t *bucket;

		if (!cached->used)
			continue;
		bucket = bucket_of(engine, cached->server, cached->piece, cached->owner);
		cached->next = *bucket;
		*bucket = row;
	}
}

static uint32_t
cache_make(struct engine *engine, uint16_t server, uint16_t piece, uint32_t owner)
{
	uint32_t row = engine->cache_free, *bucket;
	uint16_t generation = 0;

	if (engine->cache_used >= engine->cache_bucket_count)
		cache_grow(engine);
	if (row != NONE32) {
		engine->cache_free = engine->cache[row].next;
		generation = engine->cache[row].generation;
	} else {
		if (engine->cache_count == engine->cache_room) {
			engine->cache_room = engine->cache_room ? engine->cache_room * 2
			    : CACHE_MIN;
			engine->cache = mem_grow(engine->cache, engine->cache_room,
			    sizeof(*engine->cache));
		}
		row = engine->cache_count++;
	}
	bucket = bucket_of(engine, server, piece, owner);
	engine->cache[row] = (struct cached){ .owner = owner, .server = server, .piece = piece,
		.generation = generation, .used = true, .next = *bucket };
	*bucket = row;
	engine->cache_used++;
	return row;
}

static void
cache_remove(struct engine *engine, uint32_t row)
{
	struct cached *cached = &engine->cache[row];
	uint32_t *link = bucket_of(engine, cached->server, cached->piece, cached->owner);

	while (*link != row)
		link = &engine->cache[*link].next;
	*link = cached->next;
	cached->used = false;
	cached->generation++;
	cached->next = engine->cache_free;
	engine->cache_free = row;
	engine->cache_used--;
}

/* An event of an entry at its server. */
static struct event *
cache_event(struct engine *engine, uint32_t row, enum event_kind kind, enum reason reason)
{
	const struct cached *cached = &engine->cache[row];
	uint16_t server = engine->servers[cached->server].actor;
	struct event *event = engine_event(engine, kind, server, server);

	event->session = is_users(engine, cached->piece) ? NONE32 : cached->owner;
	event->item = item_of(engine, cached->piece, cached->owner, cached->owner);
	event->version = cached->version;
	event->value = engine->scenario->pieces[cached->piece].bytes;
	event->home = HOME_SERVER;
	if (reason != REASON_NONE)
		event->fields = engine_reason(engine, reason);
	return event;
}

static uint32_t
owner_of(const struct engine *engine, const struct trip *trip, uint16_t piece)
{
	return is_users(engine, piece) ? trip->user : trip->session;
}

static void
read_one(struct engine *engine, struct trip *trip, uint16_t piece)
{
	uint32_t row = cache_find(engine, trip->server, piece, owner_of(engine, trip, piece));
	struct event *event = cache_event(engine, row, EVENT_READ, REASON_NONE);

	event->cause = trip->cause;
	event->request = trip->request;
	event->session = trip->session;
	event->attempt = trip->attempt;
	work_found(trip, piece, engine->cache[row].text, engine->cache[row].version);
	/* What is written later rests on this, as on what a store had said. */
	trip->seen |= 1u << piece;
	trip->held |= 1u << piece;
	trip->cause = engine_emit(engine, event, NULL);
}

bool
cache_read(struct engine *engine, struct trip *trip, uint32_t pieces)
{
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (pieces & 1u << piece && cache_find(engine, trip->server, piece,
		    owner_of(engine, trip, piece)) == NONE32)
			return false;
	if (engine->login != SCENARIO_NONE && pieces & 1u << engine->login) {
		read_one(engine, trip, engine->login);
		pieces &= ~(1u << engine->login);
	}
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (pieces & 1u << piece)
			read_one(engine, trip, piece);
	return true;
}

void
cache_fill(struct engine *engine, struct trip *trip, uint16_t from, uint16_t piece,
    uint32_t version, uint32_t text)
{
	uint32_t owner = owner_of(engine, trip, piece);
	uint32_t row = cache_find(engine, trip->server, piece, owner);
	struct event *event;

	if (row == NONE32)
		row = cache_make(engine, trip->server, piece, owner);
	else if (engine->cache[row].version > version)
		return; /* an answer that something newer has overtaken */
	engine->cache[row].version = version;
	engine->cache[row].text = text;
	event = cache_event(engine, row, EVENT_COPY, REASON_CACHE);
	event->other = event->actor;
	event->actor = from;
	event->cause = trip->cause;
	event->request = trip->request;
	event->attempt = trip->attempt;
	trip->cause = engine_emit(engine, event, NULL);
	/* What came again lasts its time anew: the timer of before speaks of nobody. */
	engine_after(engine, engine->scenario->servers.cache_ttl_ns, PHASE_EXPIRY, TIMER_CACHE,
	    row, ++engine->cache[row].generation);
}

void
cache_drop(struct engine *engine, struct trip *trip, uint16_t piece)
{
	uint32_t row = cache_find(engine, trip->server, piece, owner_of(engine, trip, piece));
	struct event *event;

	if (row == NONE32)
		return;
	event = cache_event(engine, row, EVENT_EVICT, REASON_LOGOUT);
	event->cause = trip->cause;
	event->request = trip->request;
	cache_remove(engine, row);
	trip->cause = engine_emit(engine, event, NULL);
}

void
cache_timer(struct engine *engine, const struct timer *timer)
{
	const struct cached *cached = &engine->cache[timer->row];
	struct event *event;

	if (!cached->used || cached->generation != timer->generation ||
	    engine->servers[cached->server].hung)
		return;
	event = cache_event(engine, timer->row, EVENT_EXPIRE, REASON_TTL);
	cache_remove(engine, timer->row);
	engine_emit(engine, event, NULL);
}

void
cache_empty(struct engine *engine, uint16_t server)
{
	for (uint32_t row = 0; row < engine->cache_count; row++)
		if (engine->cache[row].used && engine->cache[row].server == server)
			cache_remove(engine, row);
}
