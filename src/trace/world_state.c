/* The memory of a world: rows by actor, item, session and request, entries in lists, flights in
 * order. */
#include <string.h>

#include "base/check.h"
#include "trace/world_fold.h"

#define POOL_MIN 32u

/* Role -> whose memory it is. */
static const enum world_tier tier_of_role[ROLE_COUNT] = {
	[ROLE_CLIENT] = TIER_CLIENT, [ROLE_DEVICE] = TIER_CLIENT,
	[ROLE_BALANCER] = TIER_BALANCER, [ROLE_SERVER] = TIER_SERVERS,
	[ROLE_STORE] = TIER_STORE, [ROLE_DATABASE] = TIER_OTHER,
	[ROLE_ATTACKER] = TIER_OTHER,
};

void
world_init(struct world *world, const struct trace *trace)
{
	memset(world, 0, sizeof(*world));
	world->trace = trace;
	world->now = *trace->scenario;
	world->login_piece = trace_piece(trace, "login");
	world->store_copies = trace->scenario->store.copies;
	world->holding_free = NONE32;
	world->fresh = NONE32;
	world->servers = trace->scenario->servers.count;
	world_make_room(world);
}

void
world_release(struct world *world)
{
	mem_free(world->holdings);
	mem_free(world->item_first);
	mem_free(world->block_first);
	mem_free(world->flight_base);
	mem_free(world->places);
	mem_free(world->device_last);
	mem_free(world->losses);
	mem_free(world->cuts);
	mem_free(world->sessions);
	mem_free(world->logins);
	mem_free(world->requests);
	mem_free(world->attempts);
	memset(world, 0, sizeof(*world));
}

void
world_forget_events(struct world *world)
{
	for (uint32_t i = 0; i < world->holding_used; i++)
		world->holdings[i].event = 0;
	for (uint32_t i = 0; i < world->loss_count; i++)
		world->losses[i].event = world->losses[i].holding.event = 0;
	for (uint32_t i = 0; i < world->place_room; i++) {
		if (world->places[i].crash_event != NONE32)
			world->places[i].crash_event = 0;
		if (world->device_last[i] != NONE32)
			world->device_last[i] = 0;
	}
	for (uint32_t i = 0; i < world->request_room; i++)
		if (world->requests[i].newest != NONE32)
			world->requests[i].newest = 0;
	world->flight_count = 0;
	world->flights = world->flight_base;
	world->next = 0;
}

#define ROOM_LARGE 65536u

/* A room that holds `count` rows: all of a finished table at once, a growing one by an eighth, a
 * large one by less: its rows are written when it grows, and what is written is resident. */
static uint32_t
room_for(uint32_t room, uint32_t count)
{
	uint32_t more = room / (room < ROOM_LARGE ? 8 : 32);

	return count > room + more ? count : room + more;
}

static void
make_room_for_places(struct world *world, uint32_t count)
{
	uint32_t room = room_for(world->place_room, count);

	world->places = mem_grow(world->places, room, sizeof(*world->places));
	world->device_last = mem_grow(world->device_last, room, sizeof(*world->device_last));
	for (uint32_t actor = world->place_room; actor < room; actor++) {
		world->places[actor] = (struct place_state){
			.up = true, .believed_up = true, .reachable = true,
			.served_by = NONE16, .crash_event = NONE32,
			.first = NONE32, .last = NONE32,
		};
		world->device_last[actor] = NONE32;
	}
	world->place_room = room;
}

/* Rank of the login among the items that come and go with a session; NONE32: it is none. */
static uint32_t
login_rank(const struct world *world)
{
	const struct trace *trace = world->trace;

	for (uint32_t rank = 0; trace->recycles && rank < trace->block_items; rank++)
		if (trace->block_pieces[rank] == world->login_piece)
			return rank;
	return NONE32;
}

static bool
works_out_logins(const struct world *world)
{
	return login_rank(world) != NONE32;
}

uint32_t
world_session_at(const struct world *world, uint32_t row)
{
	const struct row_map *map = &world->trace->session_rows;

	if (map->recycles)
		return row < map->room ? map->numbers[row] : NONE32;
	return row < map->next ? row : NONE32;
}

uint32_t
world_login(const struct world *world, uint32_t row)
{
	if (!world->sessions[row].has_login)
		return NONE32;
	if (world->logins != NULL)
		return world->logins[row];
	return trace_session_item(world->trace, world_session_at(world, row)) + login_rank(world);
}

static void
make_room_for_sessions(struct world *world, uint32_t count)
{
	uint32_t room = room_for(world->session_room, count);

	world->sessions = mem_grow(world->sessions, room, sizeof(*world->sessions));
	for (uint32_t session = world->session_room; session < room; session++)
		world->sessions[session] = (struct world_session){ .maker = NONE16 };
	if (!works_out_logins(world)) {
		world->logins = mem_grow(world->logins, room, sizeof(*world->logins));
		memset(world->logins + world->session_room, 0xff,
		    (room - world->session_room) * sizeof(*world->logins));
	}
	world->session_room = room;
}

static void
make_room_for_requests(struct world *world, uint32_t count)
{
	uint32_t room = room_for(world->request_room, count);

	world->requests = mem_grow(world->requests, room, sizeof(*world->requests));
	for (uint32_t request = world->request_room; request < room; request++)
		world->requests[request] = (struct world_request){
			.newest = NONE32, .place = NONE16, .stage = STAGE_NONE, .number = NONE32,
		};
	world->request_room = room;
}

static uint32_t *
make_room_for_items(uint32_t *first, uint32_t *known_room, uint32_t count)
{
	uint32_t room = room_for(*known_room, count);

	if (count <= *known_room)
		return first;
	first = mem_grow(first, room, sizeof(*first));
	memset(first + *known_room, 0xff, (room - *known_room) * sizeof(*first));
	*known_room = room;
	return first;
}

void
world_make_room(struct world *world)
{
	const struct trace *trace = world->trace;

	if (trace->actor_count > world->place_room)
		make_room_for_places(world, trace->actor_count);
	if (trace->session_rows.room > world->session_room) {
		make_room_for_sessions(world, trace->session_rows.room);
		world->block_first = make_room_for_items(world->block_first, &world->block_room,
		    world->session_room * trace->block_items);
	}
	if (trace->request_rows.room > world->request_room)
		make_room_for_requests(world, trace->request_rows.room);
	if (trace->item_rows.room > world->item_room)
		world->item_first = make_room_for_items(world->item_first, &world->item_room,
		    trace->item_rows.room);
}

/* What a session has left in words is nobody's. */
static void
forget_packed(const struct world *world, uint32_t row)
{
	uint32_t items = world->trace->block_items;

	for (uint32_t rank = 0; rank < items && world_packs(world); rank++)
		if (world_is_packed(world->block_first[row * items + rank]))
			world->block_first[row * items + rank] = NONE32;
}

void
world_let_go(struct world *world)
{
	const struct row_map *map = &world->trace->session_rows;

	for (uint32_t row = 0; row < map->room && row < world->session_room; row++) {
		if (world_session_at(world, row) != NONE32)
			continue;
		world->sessions[row] = (struct world_session){ .maker = NONE16 };
		forget_packed(world, row);
	}
}

struct world_session *
world_session_row(const struct world *world, uint32_t session)
{
	uint32_t row = row_map_row(&world->trace->session_rows, session);

	return row >= world->session_room ? NULL : &world->sessions[row];
}

struct world_request *
world_request_row(const struct world *world, uint32_t request)
{
	uint32_t row = row_map_row(&world->trace->request_rows, request);
	struct world_request *known;

	if (row >= world->request_room)
		return NULL;
	known = &world->requests[row];
	if (known->number != request)
		*known = (struct world_request){
			.newest = NONE32, .place = NONE16, .stage = STAGE_NONE, .number = request,
		};
	return known;
}

void
world_add_attempt(struct world *world, const struct world_request *row, uint32_t request)
{
	if (world->attempt_count == world->attempt_room) {
		world->attempt_room = world->attempt_room ? world->attempt_room * 2 : 8;
		world->attempts = mem_grow(world->attempts, world->attempt_room,
		    sizeof(*world->attempts));
	}
	world->attempts[world->attempt_count++] = (struct world_attempt){
		.since_ns = row->since_ns, .request = request,
		.place = row->place, .attempt = row->attempt, .stage = row->stage,
	};
}

bool
world_take_attempt(struct world *world, uint32_t request, uint16_t place, uint16_t number,
    enum request_stage stage, uint64_t *since_ns)
{
	for (uint32_t i = 0; i < world->attempt_count; i++) {
		const struct world_attempt *attempt = &world->attempts[i];

		if (attempt->request != request || attempt->stage != stage ||
		    attempt->place != place || attempt->attempt != number)
			continue;
		*since_ns = attempt->since_ns;
		world->attempts[i] = world->attempts[--world->attempt_count];
		return true;
	}
	return false;
}

uint32_t *
world_item_first(const struct world *world, uint32_t item)
{
	uint32_t place = trace_item_place(world->trace, item), *first;

	if (place == NONE32)
		return NULL;
	if (place & TRACE_BLOCK) {
		place &= ~TRACE_BLOCK;
		if (place >= world->block_room)
			return NULL;
		first = &world->block_first[place];
		if (world_is_packed(*first))
			return first;
	} else {
		if (place >= world->item_room)
			return NULL;
		first = &world->item_first[place];
	}
	if (*first != NONE32 && world->holdings[*first].item != item)
		*first = NONE32; /* of an item that had the place before */
	return first;
}

/* Copies `count` rows into memory that fits `room` of them. */
static void *
copy_rows(void *old, const void *rows, uint32_t count, uint32_t room, size_t size)
{
	void *copy = mem_grow(old, room, size);

	if (count > 0)
		memcpy(copy, rows, count * size);
	return copy;
}

void
world_copy(struct world *copy, const struct world *world)
{
	struct world old = *copy;

	*copy = *world;
	copy->holding_room = world->holding_used;
	copy->holdings = copy_rows(old.holdings, world->holdings, world->holding_used,
	    copy->holding_room, sizeof(*copy->holdings));
	copy->item_first = copy_rows(old.item_first, world->item_first, world->item_room,
	    world->item_room, sizeof(*copy->item_first));
	copy->block_first = copy_rows(old.block_first, world->block_first, world->block_room,
	    world->block_room, sizeof(*copy->block_first));
	copy->flight_room = world->flight_count;
	copy->flight_base = copy_rows(old.flight_base, world->flights, world->flight_count,
	    copy->flight_room, sizeof(*copy->flight_base));
	copy->flights = copy->flight_base;
	copy->places = copy_rows(old.places, world->places, world->place_room,
	    world->place_room, sizeof(*copy->places));
	copy->device_last = copy_rows(old.device_last, world->device_last, world->place_room,
	    world->place_room, sizeof(*copy->device_last));
	copy->loss_room = world->loss_count;
	copy->losses = copy_rows(old.losses, world->losses, world->loss_count,
	    copy->loss_room, sizeof(*copy->losses));
	copy->cut_room = world->cut_count;
	copy->cuts = copy_rows(old.cuts, world->cuts, world->cut_count, copy->cut_room,
	    sizeof(*copy->cuts));
	copy->sessions = copy_rows(old.sessions, world->sessions, world->session_room,
	    world->session_room, sizeof(*copy->sessions));
	if (world->logins != NULL)
		copy->logins = copy_rows(old.logins, world->logins, world->session_room,
		    world->session_room, sizeof(*copy->logins));
	else /* it has none, or works them out; the copy may have had some */
		mem_free(old.logins);
	copy->requests = copy_rows(old.requests, world->requests, world->request_room,
	    world->request_room, sizeof(*copy->requests));
	copy->attempt_room = world->attempt_count;
	copy->attempts = copy_rows(old.attempts, world->attempts, world->attempt_count,
	    copy->attempt_room, sizeof(*copy->attempts));
}

void
world_footprint(const struct world *world, struct footprint *footprint)
{
	footprint_add(footprint, "world, entries",
	    world->holding_room * sizeof(*world->holdings));
	footprint_add(footprint, "world, first entries of items",
	    world->item_room * sizeof(*world->item_first) +
	    world->block_room * sizeof(*world->block_first));
	footprint_add(footprint, "world, sessions",
	    world->session_room * (sizeof(*world->sessions) +
	    (world->logins != NULL ? sizeof(*world->logins) : 0)));
	footprint_add(footprint, "world, requests",
	    world->request_room * sizeof(*world->requests) +
	    world->attempt_room * sizeof(*world->attempts));
	footprint_add(footprint, "world, places",
	    world->place_room * (sizeof(*world->places) + sizeof(*world->device_last)) +
	    world->flight_room * sizeof(*world->flights) +
	    world->loss_room * sizeof(*world->losses) +
	    world->cut_room * sizeof(*world->cuts));
}

size_t
world_bytes(const struct world *world)
{
	struct footprint footprint = { 0 };

	world_footprint(world, &footprint);
	return sizeof(*world) + footprint_bytes(&footprint);
}

uint32_t
world_slot(const struct world *world, uint16_t place, uint32_t item)
{
	const uint32_t *first = world_item_first(world, item);
	uint32_t slot;

	for (slot = first == NULL || world_is_packed(*first) ? NONE32 : *first; slot != NONE32;
	     slot = world->holdings[slot].item_next)
		if (world->holdings[slot].place == place)
			break;
	return slot;
}

/* A free slot of the pool. */
static uint32_t
take_slot(struct world *world)
{
	uint32_t slot = world->holding_free;

	if (slot != NONE32) {
		world->holding_free = world->holdings[slot].item_next;
		return slot;
	}
	if (world->holding_used == world->holding_room) {
		world->holding_room = world->holding_room < POOL_MIN ? POOL_MIN :
		    world->holding_room * 2;
		world->holdings = mem_grow(world->holdings, world->holding_room,
		    sizeof(*world->holdings));
	}
	return world->holding_used++;
}

struct holding *
world_put(struct world *world, uint16_t place, uint32_t item)
{
	struct place_state *state = &world->places[place];
	struct holding *holding;
	uint32_t *first, slot;

	if (world_packs(world))
		world_unpack(world, item);
	slot = world_slot(world, place, item);
	if (slot != NONE32)
		return &world->holdings[slot];
	first = world_item_first(world, item);
	CHECK(first != NULL);
	slot = take_slot(world);
	holding = &world->holdings[slot];
	*holding = (struct holding){
		.item = item, .place = place, .route = NONE16, .text = NONE32,
		.session = NONE32, .token = NONE32, .event = NONE32,
		.place_next = NONE32, .place_previous = state->last,
		.item_next = *first,
	};
	if (state->last == NONE32)
		state->first = slot;
	else
		world->holdings[state->last].place_next = slot;
	state->last = slot;
	state->holding_count++;
	*first = slot;
	world->holding_count++;
	return holding;
}

enum world_tier
world_tier_of(const struct world *world, uint16_t place)
{
	return tier_of_role[world->trace->actors[place].role];
}

void
world_resize(struct world *world, struct holding *holding, uint64_t bytes)
{
	struct place_state *state = &world->places[holding->place];
	enum world_tier tier = world_tier_of(world, holding->place);

	state->held_bytes = state->held_bytes - holding->bytes + bytes;
	world->tier_bytes[tier] = world->tier_bytes[tier] - holding->bytes + bytes;
	holding->bytes = bytes;
}

void
world_remove(struct world *world, uint32_t slot)
{
	struct holding *holding = &world->holdings[slot];
	struct place_state *state = &world->places[holding->place];
	uint32_t *link = world_item_first(world, holding->item);

	world_resize(world, holding, 0);
	if (holding->place_previous == NONE32)
		state->first = holding->place_next;
	else
		world->holdings[holding->place_previous].place_next = holding->place_next;
	if (holding->place_next == NONE32)
		state->last = holding->place_previous;
	else
		world->holdings[holding->place_next].place_previous = holding->place_previous;
	CHECK(link != NULL);
	while (*link != slot)
		link = &world->holdings[*link].item_next;
	*link = holding->item_next;
	state->holding_count--;
	world->holding_count--;
	if (world->fresh == slot)
		world->fresh = NONE32;
	holding->item_next = world->holding_free;
	world->holding_free = slot;
}

/* Flights lie in order of their sends inside flight_base, so that the older end is cut off cheaply:
 * with equal latencies messages arrive in the order in which they left. */
void
world_add_flight(struct world *world, struct flight flight)
{
	uint32_t offset = (uint32_t)(world->flights - world->flight_base);

	if (offset + world->flight_count == world->flight_room) {
		if (offset > 0 && offset >= world->flight_room / 2) {
			memmove(world->flight_base, world->flights,
			    world->flight_count * sizeof(flight));
			offset = 0;
		} else {
			world->flight_room = world->flight_room < POOL_MIN ? POOL_MIN :
			    world->flight_room * 2;
			world->flight_base = mem_grow(world->flight_base,
			    world->flight_room, sizeof(flight));
		}
		world->flights = world->flight_base + offset;
	}
	world->flights[world->flight_count++] = flight;
}

void
world_end_flight(struct world *world, uint32_t send)
{
	uint32_t low = 0, high = world->flight_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (world->flights[middle].send < send)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == world->flight_count || world->flights[low].send != send)
		return;
	world->flight_count--;
	if (low < world->flight_count / 2) {
		memmove(world->flights + 1, world->flights, low * sizeof(*world->flights));
		world->flights++;
	} else {
		memmove(world->flights + low, world->flights + low + 1,
		    (world->flight_count - low) * sizeof(*world->flights));
	}
}

void
world_add_loss(struct world *world, const struct holding *holding, uint32_t event)
{
	if (world->loss_count == world->loss_room) {
		world->loss_room = world->loss_room < POOL_MIN ? POOL_MIN : world->loss_room * 2;
		world->losses = mem_grow(world->losses, world->loss_room,
		    sizeof(*world->losses));
	}
	world->losses[world->loss_count++] = (struct loss){ holding->place, *holding, event };
}

void
world_drop_losses(struct world *world, uint16_t place)
{
	uint32_t kept = 0;

	for (uint32_t row = 0; row < world->loss_count; row++)
		if (world->losses[row].place != place)
			world->losses[kept++] = world->losses[row];
	world->loss_count = kept;
	world->places[place].lost_count = 0;
}

void
world_set_cut(struct world *world, uint16_t one, uint16_t other, bool cut)
{
	uint32_t kept = 0;

	for (uint32_t row = 0; row < world->cut_count; row++) {
		struct world_cut known = world->cuts[row];

		if (!(known.one == one && known.other == other) &&
		    !(known.one == other && known.other == one))
			world->cuts[kept++] = known;
	}
	world->cut_count = kept;
	if (!cut)
		return;
	if (world->cut_count == world->cut_room) {
		world->cut_room = world->cut_room < POOL_MIN ? POOL_MIN : world->cut_room * 2;
		world->cuts = mem_grow(world->cuts, world->cut_room, sizeof(*world->cuts));
	}
	world->cuts[world->cut_count++] = (struct world_cut){ one, other };
}
