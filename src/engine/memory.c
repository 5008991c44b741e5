/* Memory of servers, where it is bounded: how much each holds, what was used least recently, and
 * what goes when something new comes.  Nothing here runs while memory is unlimited. */
#include "base/check.h"
#include "engine/inside.h"

static struct server *
server_of(const struct engine *engine, const struct hold *hold)
{
	const struct actor *actor = &engine->trace->actors[hold->place];

	return actor->role == ROLE_SERVER ? &engine->servers[actor->index] : NULL;
}

static uint64_t
bytes_of(const struct engine *engine, uint32_t mask)
{
	uint64_t bytes = 0;

	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (mask & 1u << piece)
			bytes += engine->scenario->pieces[piece].bytes;
	return bytes;
}

/* ---- the order of use: a list for each server, the oldest first ---- */

static void
unlink_hold(struct engine *engine, struct server *server, uint32_t row)
{
	struct hold_link link = engine->hold_links[row];

	if (link.older == NONE32)
		server->oldest = link.newer;
	else
		engine->hold_links[link.older].newer = link.newer;
	if (link.newer == NONE32)
		server->newest = link.older;
	else
		engine->hold_links[link.newer].older = link.older;
}

static void
append_hold(struct engine *engine, struct server *server, uint32_t row)
{
	engine->hold_links[row] = (struct hold_link){ server->newest, NONE32 };
	if (server->newest == NONE32)
		server->oldest = row;
	else
		engine->hold_links[server->newest].newer = row;
	server->newest = row;
}

void
memory_add(struct engine *engine, uint32_t row)
{
	struct server *server = server_of(engine, &engine->holds[row]);

	if (server == NULL)
		return;
	if (server->holds == 0)
		server->oldest = server->newest = NONE32;
	server->holds++;
	append_hold(engine, server, row);
}

void
memory_use(struct engine *engine, uint32_t row)
{
	struct server *server = server_of(engine, &engine->holds[row]);

	if (server == NULL || server->newest == row)
		return;
	unlink_hold(engine, server, row);
	append_hold(engine, server, row);
}

void
memory_put(struct engine *engine, uint32_t row, uint16_t piece)
{
	struct server *server = server_of(engine, &engine->holds[row]);

	if (server != NULL)
		server->held_bytes += engine->scenario->pieces[piece].bytes;
}

void
memory_take(struct engine *engine, uint32_t row, uint32_t pieces)
{
	struct server *server = server_of(engine, &engine->holds[row]);

	if (server == NULL)
		return;
	CHECK(server->held_bytes >= bytes_of(engine, pieces));
	server->held_bytes -= bytes_of(engine, pieces);
}

void
memory_remove(struct engine *engine, uint32_t row)
{
	struct server *server = server_of(engine, &engine->holds[row]);

	if (server == NULL)
		return;
	unlink_hold(engine, server, row);
	server->holds--;
}

/* ---- room for something new ---- */

static void
push_out_piece(struct engine *engine, uint32_t row, uint16_t piece, uint32_t *cause)
{
	const struct hold *hold = &engine->holds[row];
	struct event *event = engine_event(engine, EVENT_EVICT, hold->place, hold->place);

	event->cause = *cause;
	event->session = hold->user ? NONE32 : hold->owner;
	event->item = item_of(engine, piece, hold->owner, hold->owner);
	event->version = hold_version(engine, row, piece);
	event->home = (uint8_t)engine->scenario->pieces[piece].home;
	event->fields = engine_reason(engine, REASON_PUSHED_OUT);
	hold_take(engine, row, piece);
	*cause = engine_emit(engine, event, NULL);
}

/* All that one session, or user, has here goes; the login first. */
static void
push_out(struct engine *engine, uint32_t row, uint32_t *cause)
{
	uint32_t mask = engine->holds[row].mask;

	CHECK(mask != 0);
	if (engine->login != SCENARIO_NONE && mask & 1u << engine->login) {
		push_out_piece(engine, row, engine->login, cause);
		mask &= ~(1u << engine->login);
	}
	for (uint16_t piece = 0; piece < engine->piece_count; piece++)
		if (mask & 1u << piece)
			push_out_piece(engine, row, piece, cause);
}

static bool
is_within(const struct engine *engine, uint32_t server, uint64_t more_bytes)
{
	return !engine->bounds_memory ||
	    engine->scenario->servers.eviction == EVICTION_NONE ||
	    engine->servers[server].held_bytes + more_bytes <=
	    engine->scenario->servers.memory_bytes;
}

/* The hold that was used longest ago.  What nothing is kept in takes no room, and who asks does not
 * push himself out. */
static uint32_t
oldest_hold(const struct engine *engine, const struct server *server, uint32_t own)
{
	uint32_t row = server->holds == 0 ? NONE32 : server->oldest;

	while (row != NONE32 && (row == own || engine->holds[row].mask == 0))
		row = engine->hold_links[row].newer;
	return row;
}

/* The longest unused of all that a server keeps goes.  False: there is nothing else. */
static bool
push_out_oldest(struct engine *engine, const struct server *server, const struct shelf_own *own,
    uint32_t *cause)
{
	uint32_t hold = oldest_hold(engine, server, own->hold);
	struct shelf_item item = shelf_oldest(engine, &server->shelf, own);

	if (hold == NONE32 && item.row == NONE32)
		return false;
	if (hold == NONE32 ||
	    (item.row != NONE32 && item.used_ns <= engine->holds[hold].last_used_ns))
		*cause = shelf_push_out(engine, &item, *cause);
	else
		push_out(engine, hold, cause);
	return true;
}

/* What takes no room fits, also where there is too much since the bound became less. */
bool
memory_fits(const struct engine *engine, uint32_t server, uint32_t pieces)
{
	uint64_t bytes = bytes_of(engine, pieces);

	return bytes == 0 || is_within(engine, server, bytes);
}

bool
memory_make(struct engine *engine, uint32_t row, uint64_t bytes, const struct shelf_own *own,
    uint32_t *cause)
{
	bool goes_on = engine->scenario->servers.eviction == EVICTION_LRU &&
	    bytes <= engine->scenario->servers.memory_bytes;

	if (bytes == 0)
		return true;
	while (goes_on && !is_within(engine, row, bytes))
		goes_on = push_out_oldest(engine, &engine->servers[row], own, cause);
	return is_within(engine, row, bytes);
}

bool
memory_admit(struct engine *engine, uint32_t row, bool user, uint32_t owner, uint32_t pieces,
    uint32_t *cause)
{
	struct shelf_own own = { .record = NONE32, .denial = NONE32,
		.hold = hold_find(engine, engine->servers[row].actor, user, owner) };

	if (own.hold != NONE32)
		pieces &= ~engine->holds[own.hold].mask;
	return memory_make(engine, row, bytes_of(engine, pieces), &own, cause);
}

void
memory_change(struct engine *engine, uint32_t cause)
{
	const struct shelf_own none = { NONE32, NONE32, NONE32 };

	if (!engine->bounds_memory || engine->scenario->servers.eviction != EVICTION_LRU)
		return;
	for (uint32_t row = 0; row < engine->server_count; row++) {
		uint32_t newest = cause;
		bool goes_on = true;

		while (goes_on && !is_within(engine, row, 0))
			goes_on = push_out_oldest(engine, &engine->servers[row], &none, &newest);
	}
}

bool
memory_allows(const struct engine *engine, const struct trip *trip)
{
	uint32_t changed = plan_changed(engine, trip) & engine->memory_pieces, pieces = 0;

	if (engine->scenario->servers.eviction != EVICTION_REFUSE)
		return true;
	if (engine->scenario->actions[trip->action].makes_session)
		pieces = changed & engine->session_pieces;
	for (uint32_t user = 0; user < 2; user++) {
		uint32_t keyed = user ? engine->user_pieces : engine->session_pieces;
		uint32_t owner = user ? trip->user : trip->session;
		uint32_t own = hold_find(engine, engine->servers[trip->server].actor, user, owner);

		if (owner != NONE32)
			pieces |= changed & keyed &
			    ~(own == NONE32 ? 0u : (uint32_t)engine->holds[own].mask);
	}
	return memory_fits(engine, trip->server, pieces);
}
