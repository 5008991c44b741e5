/* Keys: an address or a user is mapped to a server by a hash; the balancer keeps nothing.
 *
 * The map is over the servers that may take something new: believed up, not draining.  A server
 * that leaves this set gives its keys to others, and gets them back when it returns.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "engine/inside.h"

/* Names are hashed apart from those of another kind. */
enum kind_of_name { NAME_DEVICE = 1, NAME_GROUP, NAME_USER, NAME_VISITOR, NAME_SERVER, NAME_POINT };

/* A server may have 5/4 of the mean load, rounded up, before a bounded ring passes over it. */
#define BOUND_PART 5u
#define BOUND_WHOLE 4u

static uint64_t
mix(uint64_t hash)
{
	return prng_splitmix64(&hash);
}

static uint64_t
hash_name(uint64_t salt, enum kind_of_name kind, const char *name, uint64_t number)
{
	uint64_t hash = mix(salt ^ (uint64_t)kind << 56);

	for (; *name != '\0'; name++)
		hash = (hash ^ (uint8_t)*name) * 0x100000001b3u;
	return mix(mix(hash) ^ number);
}

/* ---- whose key ---- */

static const struct client *
client_of(const struct engine *engine, uint32_t person)
{
	return &engine->scenario->clients[engine->persons[person].client];
}

/* The row of a device's key: a user's is that of the first device, a group's that of the first
 * device of its first member. */
static uint32_t
key_row(const struct engine *engine, uint32_t person, uint32_t device)
{
	const char *group = client_of(engine, person)->network_group;
	uint32_t first = 0;

	if (engine->scenario->balancer.affinity == AFFINITY_KEY)
		return engine->persons[person].first_device;
	if (group == NULL)
		return device;
	for (uint32_t i = 0; i < engine->persons[person].client; i++) {
		const char *other = engine->scenario->clients[i].network_group;

		if (other != NULL && strcmp(other, group) == 0)
			break;
		first += engine->scenario->clients[i].count; /* they stand in this order */
	}
	return engine->persons[first].first_device;
}

static uint64_t
key_hash(const struct engine *engine, uint32_t person_row, uint32_t device)
{
	const struct person *person = &engine->persons[person_row];
	const struct client *client = client_of(engine, person_row);
	uint64_t salt = engine->keys.salt;

	/* Sessions of a load take names over from each other; each is somebody of its own. */
	if (person->load)
		return hash_name(salt, NAME_VISITOR, client->id, person->who);
	if (engine->scenario->balancer.affinity == AFFINITY_KEY)
		return hash_name(salt, NAME_USER, engine->trace->actors[person->actor].id, 0);
	if (client->network_group != NULL)
		return hash_name(salt, NAME_GROUP, client->network_group, 0);
	return hash_name(salt, NAME_DEVICE,
	    engine->trace->actors[engine->devices[device].actor].id, 0);
}

void
keys_forget(struct engine *engine, uint32_t person)
{
	if (engine->keys.on)
		engine->keys.rows[engine->persons[person].first_device].known = false;
}

/* ---- the maps: one row each ---- */

static uint32_t
map_modulo(const struct engine *engine, const struct trip *trip, uint64_t hash)
{
	uint32_t members = 0, pick;

	for (uint32_t server = 0; server < engine->server_count; server++)
		members += place_may_take(engine, trip, server);
	if (members == 0)
		return NONE32;
	pick = (uint32_t)(hash % members);
	for (uint32_t server = 0;; server++)
		if (place_may_take(engine, trip, server) && pick-- == 0)
			return server;
}

/* The first point at or behind the hash. */
static uint32_t
ring_first(const struct keys *keys, uint64_t hash)
{
	uint32_t low = 0, high = keys->ring_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (keys->ring[middle].at < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low == keys->ring_count ? 0 : low;
}

/* Onwards from the key to the first server with fewer than `most` requests under way. */
static uint32_t
ring_walk(const struct engine *engine, const struct trip *trip, uint64_t hash, uint64_t most)
{
	const struct keys *keys = &engine->keys;
	uint32_t at = ring_first(keys, hash);

	for (uint32_t step = 0; step < keys->ring_count; step++) {
		uint32_t server = keys->ring[at].server;

		if (server < engine->server_count && place_may_take(engine, trip, server) &&
		    engine->servers[server].under_way < most)
			return server;
		at = at + 1 == keys->ring_count ? 0 : at + 1;
	}
	return NONE32;
}

static uint32_t
map_ring(const struct engine *engine, const struct trip *trip, uint64_t hash)
{
	return ring_walk(engine, trip, hash, UINT64_MAX);
}

static uint32_t
map_rendezvous(const struct engine *engine, const struct trip *trip, uint64_t hash)
{
	uint64_t best_weight = 0;
	uint32_t best = NONE32;

	for (uint32_t server = 0; server < engine->server_count; server++) {
		uint64_t weight;

		if (!place_may_take(engine, trip, server))
			continue;
		weight = mix(hash ^ engine->keys.server_hashes[server]);
		if (best == NONE32 || weight > best_weight) {
			best = server;
			best_weight = weight;
		}
	}
	return best;
}

/* The share of the load that a server may have, this request counted. */
static uint64_t
bound_of(const struct engine *engine, const struct trip *trip)
{
	uint64_t members = 0, load = 1;

	for (uint32_t server = 0; server < engine->server_count; server++) {
		if (!place_may_take(engine, trip, server))
			continue;
		members++;
		load += engine->servers[server].under_way;
	}
	members *= BOUND_WHOLE;
	return members == 0 ? 0 : (load * BOUND_PART + members - 1) / members;
}

typedef uint32_t map_fn(const struct engine *engine, const struct trip *trip, uint64_t hash);
/* A bounded ring moves keys as a ring does; its bound is looked at for each request. */
static map_fn *const map_table[MAP_COUNT] = {
	[MAP_MODULO] = map_modulo,
	[MAP_RING] = map_ring,
	[MAP_RENDEZVOUS] = map_rendezvous,
	[MAP_BOUNDED] = map_ring,
};

uint32_t
keys_place(struct engine *engine, const struct trip *trip)
{
	struct keys *keys = &engine->keys;
	struct key *key = &keys->rows[engine->devices[trip->device].key];

	if (!key->known) {
		key->known = true;
		key->hash = key_hash(engine, trip->person, trip->device);
		key->server = (uint16_t)map_table[keys->map](engine, NULL, key->hash);
	}
	if (keys->map == MAP_BOUNDED)
		return ring_walk(engine, trip, key->hash, bound_of(engine, trip));
	if (key->server != NONE16 && place_may_take(engine, trip, key->server))
		return key->server;
	return map_table[keys->map](engine, trip, key->hash);
}

/* ---- what a change of the set moves ---- */

/* A visitor of the load that is gone: nobody is there whom a change could move. */
static bool
has_left(const struct engine *engine, uint32_t device)
{
	const struct person *person = &engine->persons[engine->devices[device].person];

	return person->load && person->done;
}

/* Without any server keys lead where they led: nothing else is known of them. */
static uint64_t
count_moved(struct engine *engine)
{
	struct keys *keys = &engine->keys;
	uint64_t moved = 0;

	for (uint32_t row = 0; row < engine->device_count; row++) {
		struct key *key = &keys->rows[row];
		uint32_t server;

		if (!key->known || has_left(engine, row))
			continue;
		server = map_table[keys->map](engine, NULL, key->hash);
		if (server == NONE32)
			return 0;
		moved += key->server != NONE16 && key->server != server;
		key->server = (uint16_t)server;
	}
	return moved;
}

void
keys_remap(struct engine *engine, uint32_t cause)
{
	struct event *event;
	uint64_t moved;

	if (!engine->keys.on || !balancer_works(engine))
		return;
	moved = count_moved(engine);
	if (moved == 0)
		return;
	event = engine_event(engine, EVENT_CHANGE, engine->balancer, NONE16);
	event->cause = cause;
	event->value = moved;
	event->fields = engine_reason(engine, REASON_REMAPPED);
	engine_emit(engine, event, NULL);
}

/* ---- at the start ---- */

static int
compare_points(const void *a, const void *b)
{
	const struct ring_point *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->server < y->server ? -1 : x->server > y->server;
}

static void
ring_start(struct engine *engine)
{
	struct keys *keys = &engine->keys;
	uint32_t points = engine->scenario->balancer.virtual_nodes;
	uint32_t servers = scenario_server_room(engine->scenario);

	keys->ring = arena_array(&engine->arena, (size_t)points * servers, sizeof(*keys->ring));
	for (uint32_t server = 0; server < servers; server++)
		for (uint32_t point = 0; point < points; point++)
			keys->ring[keys->ring_count++] = (struct ring_point){
				.at = hash_name(keys->server_hashes[server], NAME_POINT, "", point),
				.server = server,
			};
	qsort(keys->ring, keys->ring_count, sizeof(*keys->ring), compare_points);
}

static bool
settings_are_keyed(const struct scenario *scenario)
{
	return scenario->balancer.affinity == AFFINITY_IP ||
	    scenario->balancer.affinity == AFFINITY_KEY;
}

void
keys_start(struct engine *engine)
{
	const struct scenario *scenario = engine->scenario;
	struct keys *keys = &engine->keys;

	keys->on = settings_are_keyed(scenario);
	if (!keys->on)
		return;
	keys->affinity = scenario->balancer.affinity;
	keys->map = scenario->balancer.map == MAP_NONE ? MAP_MODULO : scenario->balancer.map;
	keys->salt = mix(scenario->seed);
	keys->rows = arena_array(&engine->arena, engine->device_room + 1, sizeof(*keys->rows));
	for (uint32_t server = 0; server < LIMIT_SERVERS; server++)
		keys->server_hashes[server] = hash_name(keys->salt, NAME_SERVER, "s", server + 1);
	if (keys->map == MAP_RING || keys->map == MAP_BOUNDED)
		ring_start(engine);
	for (uint32_t person = 0; person < engine->person_count; person++)
		keys_join(engine, person);
}

/* Maps begin, end or are others: what is known of keys is worked out anew, and counted.  Rows that
 * the balancer has in a table, and cookies that clients have, stay; nobody asks for them. */
void
keys_change(struct engine *engine, uint32_t cause)
{
	struct keys *keys = &engine->keys;
	const struct keys then = *keys;
	struct key *rows = keys->rows;
	bool moves = then.on && settings_are_keyed(engine->scenario) &&
	    then.affinity == engine->scenario->balancer.affinity;

	*keys = (struct keys){ 0 };
	keys_start(engine);
	if (!moves)
		return;
	keys->rows = rows; /* the same keys, which may lead elsewhere now */
	keys_remap(engine, cause);
}

void
keys_join(struct engine *engine, uint32_t person)
{
	uint32_t first = engine->persons[person].first_device;
	uint32_t count = client_of(engine, person)->device_count;

	for (uint32_t device = first; engine->keys.on && device < first + count; device++)
		engine->devices[device].key = key_row(engine, person, device);
}
