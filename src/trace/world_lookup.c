/* Questions to a world; world_fold.c makes it. */
#include "base/check.h"
#include "trace/world_fold.h"

static const struct holding *
holding_at(const struct world *world, uint32_t slot)
{
	return slot == NONE32 ? NULL : &world->holdings[slot];
}

bool
world_knows(const struct world *world)
{
	return !world->gap && world->trace->evidence_all;
}

const struct holding *
world_first(const struct world *world, uint16_t place)
{
	return place < world->place_room ? holding_at(world, world->places[place].first) : NULL;
}

const struct holding *
world_next(const struct world *world, const struct holding *holding)
{
	return holding_at(world, holding->place_next);
}

/* The first from here on that is state; what is only remembered is passed over. */
static const struct holding *
kept(const struct world *world, const struct holding *holding)
{
	while (holding != NULL && holding->cached)
		holding = holding_at(world, holding->item_next);
	return holding;
}

const struct holding *
world_of_item(const struct world *world, uint32_t item)
{
	const uint32_t *first = world_item_first(world, item);

	return first == NULL || world_is_packed(*first) ? NULL :
	    kept(world, holding_at(world, *first));
}

const struct holding *
world_next_of_item(const struct world *world, const struct holding *holding)
{
	return kept(world, holding_at(world, holding->item_next));
}

const struct holding *
world_find(const struct world *world, uint16_t place, uint32_t item)
{
	const struct holding *holding = world_of_item(world, item);

	while (holding != NULL && holding->place != place)
		holding = world_next_of_item(world, holding);
	return holding;
}

enum world_answer
world_holds(const struct world *world, uint16_t place, uint16_t piece, uint16_t client)
{
	const struct trace *trace = world->trace;

	if (world->gap)
		return WORLD_UNKNOWN;
	for (uint32_t item = trace_items_of(trace, piece, client); item != NONE32;
	     item = trace->items[item].older) {
		const struct holding *holding = world_of_item(world, item);

		for (; holding != NULL; holding = world_next_of_item(world, holding))
			if (trace_actor_is(trace, holding->place, place))
				return WORLD_YES;
	}
	return world_knows(world) ? WORLD_NO : WORLD_UNKNOWN;
}

bool
world_caches(const struct world *world, uint16_t place, uint16_t piece, uint16_t client)
{
	const struct holding *holding = world_first(world, place);

	for (; holding != NULL; holding = world_next(world, holding))
		if (holding->cached && world->trace->items[holding->item].piece == piece &&
		    world->trace->items[holding->item].client == client)
			return true;
	return false;
}

uint16_t
world_device(const struct world *world, uint16_t client)
{
	const struct trace *trace = world->trace;
	uint16_t best = NONE16;
	uint32_t best_event = NONE32;

	if (client >= trace->actor_count)
		return NONE16;
	for (uint32_t actor = client + 1u; actor < trace->actor_count &&
	     trace->actors[actor].client == client; actor++) {
		uint32_t event = world_device_last(world, (uint16_t)actor);

		if (best == NONE16 || (event != NONE32 &&
		    (best_event == NONE32 || event > best_event))) {
			best = (uint16_t)actor;
			best_event = event;
		}
	}
	return best;
}

/* The entry of an extra piece at a device; a device holds a handful. */
static const struct holding *
find_extra(const struct world *world, uint16_t device, enum trace_piece extra)
{
	uint16_t piece = trace_extra_piece(world->trace, extra);
	const struct holding *holding = world_first(world, device);

	while (holding != NULL && world->trace->items[holding->item].piece != piece)
		holding = world_next(world, holding);
	return holding;
}

const struct holding *
world_ticket(const struct world *world, uint16_t device)
{
	return find_extra(world, device, TRACE_PIECE_TICKET);
}

const struct holding *
world_route(const struct world *world, uint16_t device)
{
	return find_extra(world, device, TRACE_PIECE_ROUTE);
}

/* Of two entries the one that was written later; a may be NULL.  Of the same version the first:
 * what was copied or cached from it is no newer. */
static const struct holding *
newer(const struct holding *a, const struct holding *b)
{
	if (a != NULL && a->item == b->item && a->version != b->version)
		return b->version > a->version ? b : a;
	if (a != NULL && a->item == b->item)
		return b->event < a->event ? b : a;
	return a == NULL || b->event > a->event ? b : a;
}

/* The newest entry that lies in a token at the device, or NULL. */
static const struct holding *
find_carried(const struct world *world, uint16_t device)
{
	const struct holding *holding = world_first(world, device), *best = NULL;

	for (; holding != NULL; holding = world_next(world, holding))
		if (holding->home == HOME_TOKEN)
			best = newer(best, holding);
	return best;
}

uint32_t
world_token(const struct world *world, uint16_t device)
{
	const struct holding *carried = find_carried(world, device);

	return carried == NULL ? NONE32 : carried->token;
}

uint32_t
world_session_of(const struct world *world, uint16_t device)
{
	const struct holding *ticket = world_ticket(world, device);
	const struct holding *holding;
	uint32_t token;

	if (ticket != NULL)
		return ticket->session;
	token = world_token(world, device);
	if (token < world->trace->token_count &&
	    world->trace->tokens[token].session != NONE32)
		return world->trace->tokens[token].session;
	/* A token without a sid still belongs to the session of its login. */
	for (holding = world_first(world, device); holding != NULL;
	     holding = world_next(world, holding))
		if (world->trace->items[holding->item].piece == world->login_piece)
			return holding->session;
	return NONE32;
}

/* Do two rows name the same session?  A ticket kept on a miss names an old row and a new one. */
static bool
same_session(const struct trace *trace, uint32_t a, uint32_t b)
{
	if (a == b)
		return true;
	if (a >= trace->session_count || b >= trace->session_count)
		return false;
	return trace->sessions[a].id_high == trace->sessions[b].id_high &&
	    trace->sessions[a].id_low == trace->sessions[b].id_low;
}

const struct holding *
world_entry(const struct world *world, uint16_t piece, uint16_t client)
{
	const struct trace *trace = world->trace;
	uint16_t device = world_device(world, client);
	uint32_t session = device == NONE16 ? NONE32 : world_session_of(world, device);
	const struct holding *best = NULL;

	for (uint32_t item = trace_items_of(trace, piece, client); item != NONE32;
	     item = trace->items[item].older) {
		const struct item *row = &trace->items[item];
		const struct holding *holding = world_of_item(world, item);

		for (; holding != NULL; holding = world_next_of_item(world, holding)) {
			enum role role = trace->actors[holding->place].role;
			/* A device carries what is its own; other devices lead nowhere. */
			bool led = role == ROLE_DEVICE || role == ROLE_ATTACKER ?
			    holding->place == device :
			    row->session == NONE32 ||
			    same_session(trace, row->session, session);

			if (led)
				best = newer(best, holding);
		}
	}
	return best;
}

uint16_t
world_holder(const struct world *world, uint16_t client)
{
	const struct trace *trace = world->trace;
	const struct holding *best = NULL;
	uint16_t last = client < world->place_room ? world->places[client].served_by : NONE16;

	/* Of several that hold a copy the one that served her last. */
	if (last != NONE16 && scenario_uses_home(trace->scenario, HOME_REPLICA) &&
	    world_holds(world, last, world->login_piece, client) == WORLD_YES)
		return last;

	for (uint32_t item = trace_items_of(trace, world->login_piece, client); item != NONE32;
	     item = trace->items[item].older) {
		const struct holding *holding = world_of_item(world, item);

		for (; holding != NULL; holding = world_next_of_item(world, holding))
			if (trace->actors[holding->place].role == ROLE_SERVER)
				best = newer(best, holding);
	}
	if (best != NULL)
		return best->place;
	if (client < world->place_room && world->places[client].served_by != NONE16)
		return world->places[client].served_by;
	for (uint32_t actor = 0; actor < trace->actor_count; actor++)
		if (trace->actors[actor].role == ROLE_SERVER)
			return (uint16_t)actor;
	return NONE16;
}

bool
world_is_there(const struct world *world, uint16_t actor)
{
	const struct actor *row = &world->trace->actors[actor];
	const struct place_state *place = &world->places[actor];

	return row->role != ROLE_SERVER ||
	    (!place->left && (place->joined || row->index < world->trace->scenario->servers.count));
}

static bool
joins(const struct world_cut *cut, uint16_t one, uint16_t other)
{
	return (cut->one == one && cut->other == other) || (cut->one == other && cut->other == one);
}

bool
world_is_cut(const struct world *world, uint16_t end, uint16_t other)
{
	const struct place_state *place = &world->places[end];
	enum role role = world->trace->actors[other].role;

	if (role == ROLE_BALANCER)
		return place->cut_off;
	if (role == ROLE_STORE)
		return place->cut_from_store;
	if (role == ROLE_DATABASE)
		return place->cut_from_database;
	for (uint32_t i = 0; i < world->cut_count; i++)
		if (joins(&world->cuts[i], end, other))
			return true;
	return false;
}

uint32_t
world_request_at(const struct world *world, uint32_t request)
{
	return request < world->request_room ? world->requests[request].newest : NONE32;
}

uint32_t
world_device_last(const struct world *world, uint16_t device)
{
	return device < world->place_room ? world->device_last[device] : NONE32;
}

bool
world_alone(const struct world *world, const struct holding *holding)
{
	const struct holding *other = world_of_item(world, holding->item);

	if (holding->cached ||
	    world->trace->items[holding->item].piece >= world->trace->scenario->piece_count)
		return false;
	for (; other != NULL; other = world_next_of_item(world, other))
		if (other != holding && other->version >= holding->version)
			return false;
	return true;
}
