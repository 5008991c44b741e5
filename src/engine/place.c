/* Places: where a request goes that is free to go anywhere, one row each. */
#include "engine/inside.h"

bool
place_may_take(const struct engine *engine, const struct trip *trip, uint32_t server)
{
	const struct server *row = &engine->servers[server];

	return !RARE(!row->believed_up || row->drains || (trip != NULL &&
	    ((trip->has_tried && server_set_has(&trip->tried, server)) ||
	    (trip->displaced && row->old))));
}

void
place_recount(struct engine *engine)
{
	engine->closed_servers = 0;
	for (uint32_t i = 0; i < engine->server_count; i++)
		engine->closed_servers += !place_may_take(engine, NULL, i);
}

/* Every server may take it: nobody has to look at them one by one. */
static inline bool
all_may_take(const struct engine *engine, const struct trip *trip)
{
	return !RARE(engine->closed_servers > 0 || trip->has_tried || trip->displaced);
}

static inline uint32_t
next_of(const struct engine *engine, uint32_t server)
{
	return server + 1 >= engine->server_count ? 0 : server + 1;
}

/* Whose turn it is: servers may have gone since it was noted. */
static inline uint32_t
first_of(const struct engine *engine)
{
	return engine->turn < engine->server_count ? engine->turn :
	    engine->turn % engine->server_count;
}

/* The next server in turn that may take it, NONE32 if none. */
static uint32_t
place_in_turn(struct engine *engine, const struct trip *trip)
{
	uint32_t count = engine->server_count;

	uint32_t server = engine->turn < count ? engine->turn : 0;

	for (uint32_t step = 0; step < count; step++) {
		if (place_may_take(engine, trip, server))
			return server;
		server = server + 1 == count ? 0 : server + 1;
	}
	return NONE32;
}

static uint32_t
place_round_robin(struct engine *engine, const struct trip *trip)
{
	uint32_t server = place_in_turn(engine, trip);

	if (server != NONE32)
		engine->turn = server + 1 == engine->server_count ? 0 : server + 1;
	return server;
}

static uint32_t
place_random(struct engine *engine, const struct trip *trip)
{
	uint32_t count = engine->server_count, free = 0, pick;

	if (all_may_take(engine, trip))
		return (uint32_t)prng_below(&engine->place_prng, count);
	for (uint32_t server = 0; server < count; server++)
		free += place_may_take(engine, trip, server);
	if (free == 0)
		return NONE32;
	pick = (uint32_t)prng_below(&engine->place_prng, free);
	for (uint32_t server = 0;; server++)
		if (place_may_take(engine, trip, server) && pick-- == 0)
			return server;
}

static uint32_t
place_least_connections(struct engine *engine, const struct trip *trip)
{
	uint32_t server = first_of(engine), best = NONE32;

	for (uint32_t left = engine->server_count; left > 0; left--) {
		if (place_may_take(engine, trip, server) && (best == NONE32 ||
		    engine->servers[server].under_way < engine->servers[best].under_way))
			best = server;
		server = next_of(engine, server);
	}
	if (best != NONE32)
		engine->turn = next_of(engine, best);
	return best;
}

/* The servers that may take it, in the order of their turns, as far as the given one. */
static uint32_t
nth_in_turn(const struct engine *engine, const struct trip *trip, uint32_t nth)
{
	uint32_t count = engine->server_count;

	if (all_may_take(engine, trip))
		return (engine->turn + nth) % count;
	for (uint32_t step = 0;; step++) {
		uint32_t server = (engine->turn + step) % count;

		if (place_may_take(engine, trip, server) && nth-- == 0)
			return server;
	}
}

/* The less busy of two different servers; of two alike the one whose turn comes first. */
static uint32_t
place_two_choices(struct engine *engine, const struct trip *trip)
{
	uint32_t count = engine->server_count, frees = count;
	uint32_t first, second, a, b;

	if (!all_may_take(engine, trip)) {
		frees = 0;
		for (uint32_t server = 0; server < count; server++)
			frees += place_may_take(engine, trip, server);
	}
	if (frees == 0)
		return NONE32;
	first = (uint32_t)prng_below(&engine->place_prng, frees);
	second = frees == 1 ? first : (uint32_t)prng_below(&engine->place_prng, frees - 1);
	if (frees > 1 && second >= first)
		second++;
	a = nth_in_turn(engine, trip, first < second ? first : second);
	b = nth_in_turn(engine, trip, first < second ? second : first);
	if (engine->servers[b].under_way < engine->servers[a].under_way)
		a = b;
	engine->turn = (a + 1) % count;
	return a;
}

/* A server with a worker for it, none if it has to wait in the one queue. */
static uint32_t
place_shared_queue(struct engine *engine, const struct trip *trip)
{
	uint32_t server = first_of(engine);

	for (uint32_t left = engine->server_count; left > 0; left--) {
		const struct server *row = &engine->servers[server];

		if (place_may_take(engine, trip, server) &&
		    row->busy + row->queued + row->counting + row->coming <
		    engine->scenario->servers.workers) {
			engine->turn = next_of(engine, server);
			return server;
		}
		server = next_of(engine, server);
	}
	return NONE32;
}

typedef uint32_t place_fn(struct engine *engine, const struct trip *trip);
static place_fn *const place_table[PLACE_COUNT] = {
	[PLACE_ROUND_ROBIN] = place_round_robin,
	[PLACE_RANDOM] = place_random,
	[PLACE_LEAST_CONNECTIONS] = place_least_connections,
	[PLACE_TWO_CHOICES] = place_two_choices,
	[PLACE_SHARED_QUEUE] = place_shared_queue,
};

uint32_t
place_choose(struct engine *engine, const struct trip *trip)
{
	enum place place = engine->scenario->balancer.place;

	return place == PLACE_ROUND_ROBIN ? place_round_robin(engine, trip)
	    : place_table[place](engine, trip);
}

bool
place_is_possible(struct engine *engine, const struct trip *trip)
{
	return place_in_turn(engine, trip) != NONE32;
}
