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

/* What takes no room fits, also where there is too much since the bound became less. */
bool
memory_fits(const struct engine *engine, uint32_t server, uint32_t pieces)
{
	uint64_t bytes = bytes_of(engine, pieces);

	return bytes == 0 || is_within(engine, server, bytes);
}

bool
memory_admit(struct engine *engine, uint32_t row, bool user, uint32_t owner, uint32_t pieces,
    uint32_t *cause)
{
	struct server *server = &engine->servers[row];
	uint32_t own = hold_find(engine, server->actor, user, owner);

	if (own != NONE32)
		pieces &= ~engine->holds[own].mask;
	if (engine->scenario->servers.eviction == EVICTION_REFUSE)
		return memory_fits(engine, row, pieces);
	while (!memory_fits(engine, row, pieces)) {
		uint32_t victim = server->oldest;

		/* What nothing is kept in takes no room, and who asks does not push himself out. */
		while (victim == own || (victim != NONE32 && engine->holds[victim].mask == 0))
			victim = engine->hold_links[victim].newer;
		CHECK(victim != NONE32); /* all pieces of one owner fit: checked before the run */
		push_out(engine, victim, cause);
	}
	return true;
}

void
memory_change(struct engine *engine, uint32_t cause)
{
	if (!engine->bounds_memory || engine->scenario->servers.eviction != EVICTION_LRU)
		return;
	for (uint32_t row = 0; row < engine->server_count; row++) {
		uint32_t newest = cause;

		while (!is_within(engine, row, 0)) {
			uint32_t victim = engine->servers[row].oldest;

			while (engine->holds[victim].mask == 0)
				victim = engine->hold_links[victim].newer;
			push_out(engine, victim, &newest);
		}
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
