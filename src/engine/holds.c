/* Sessions, their items, and what places hold: flat pools, found by a hash of place and owner. */
#include <string.h>

#include "base/check.h"
#include "engine/inside.h"
#include "engine/store.h"

#define HOLDS_MIN 64u

/* ---- items and sessions ---- */

/* Zeroed rows for `count` at least. */
static uint32_t *
grow_versions(uint32_t *versions, uint32_t *room, uint32_t count)
{
	uint32_t old = *room;

	if (count <= old)
		return versions;
	/* An eighth more: what is zeroed is resident, used or not. */
	*room = count + old / 8 + 64;
	versions = mem_grow(versions, *room, sizeof(*versions));
	memset(versions + old, 0, (*room - old) * sizeof(*versions));
	return versions;
}

/* The newest version of an item. */
static uint32_t *
item_version(struct engine *engine, uint32_t item)
{
	uint32_t place = trace_item_place(engine->trace, item);

	CHECK(place != NONE32);
	if (place & TRACE_BLOCK)
		return &engine->block_versions[place & ~TRACE_BLOCK];
	engine->item_versions = grow_versions(engine->item_versions, &engine->item_room,
	    place + 1);
	return &engine->item_versions[place];
}

uint32_t
item_newest(struct engine *engine, uint32_t item)
{
	return *item_version(engine, item);
}

uint32_t
item_add(struct engine *engine, struct item item)
{
	uint32_t number = trace_add_item(engine->trace, item);

	*item_version(engine, number) = 0; /* its row may have been another's */
	return number;
}

/* The row of a session may have been another's: its items begin at version 0. */
static void
begin_block(struct engine *engine, uint32_t session)
{
	const struct trace *trace = engine->trace;
	uint32_t row = row_map_row(&trace->session_rows, session);

	if (!trace->recycles || trace->block_items == 0)
		return;
	engine->block_versions = grow_versions(engine->block_versions, &engine->block_room,
	    (row + 1) * trace->block_items);
	memset(engine->block_versions + row * trace->block_items, 0,
	    trace->block_items * sizeof(*engine->block_versions));
}

uint32_t
session_new(struct engine *engine, uint32_t person_row, uint32_t device, bool logged_in)
{
	struct person *person = &engine->persons[person_row];
	struct session session = { .client = person->actor,
		.device = engine->devices[device].actor, .logged_in = logged_in };
	struct prng prng;
	uint32_t number;

	/* By count, not by order of draws: a client's k-th login has one id in every design. */
	if (logged_in)
		engine_stream(engine, &prng, PURPOSE_LOGIN_ID, person->who, person->logins++);
	else
		engine_stream(engine, &prng, PURPOSE_MISS_ID, person->who, person->misses++);
	session.id_high = prng_next(&prng);
	session.id_low = prng_next(&prng);
	number = trace_add_session(engine->trace, session);
	trace_add_session_items(engine->trace, number, person->actor);
	begin_block(engine, number);
	return number;
}

uint32_t
item_of(const struct engine *engine, uint16_t piece, uint32_t session, uint32_t person)
{
	const struct session *row;

	if (engine->user_pieces & 1u << piece)
		return engine->persons[person].user_items + engine->rank[piece];
	row = trace_session_row(engine->trace, session);
	CHECK(row != NULL);
	return row->first_item + engine->rank[piece];
}

uint32_t
item_next_version(struct engine *engine, uint32_t item, uint32_t text)
{
	uint32_t version = ++*item_version(engine, item);

	if (engine->options.keep && engine->trace->dropped == 0 && text != NONE32)
		trace_add_content(engine->trace, item, version, text);
	return version;
}

/* ---- the hash ---- */

static uint32_t
hold_hash(uint16_t place, bool user, uint32_t owner)
{
	uint64_t key = ((uint64_t)place << 33 | (uint64_t)user << 32 | owner) *
	    0x9e3779b97f4a7c15u;

	return (uint32_t)(key >> 32);
}

/* The slot of a hold, or the empty slot where it would stand. */
static uint32_t
hold_slot(const struct engine *engine, uint16_t place, bool user, uint32_t owner)
{
	uint32_t mask = engine->hold_slot_count - 1;
	uint32_t slot = hold_hash(place, user, owner) & mask;

	for (;; slot = (slot + 1) & mask) {
		uint32_t row = engine->hold_slots[slot];
		const struct hold *hold;

		if (row == 0)
			return slot;
		hold = &engine->holds[row - 1];
		if (hold->place == place && hold->user == user && hold->owner == owner)
			return slot;
	}
}

static void
hold_grow_slots(struct engine *engine)
{
	uint32_t count = engine->hold_slot_count ? engine->hold_slot_count * 2 : HOLDS_MIN * 2;

	mem_free(engine->hold_slots);
	engine->hold_slots = mem_alloc(count * sizeof(*engine->hold_slots));
	engine->hold_slot_count = count;
	for (uint32_t row = 0; row < engine->hold_count; row++) {
		const struct hold *hold = &engine->holds[row];

		if (hold->used)
			engine->hold_slots[hold_slot(engine, hold->place, hold->user,
			    hold->owner)] = row + 1;
	}
}

/* Takes a slot out and closes the gap, so that no search ends early. */
static void
hold_clear_slot(struct engine *engine, uint32_t slot)
{
	uint32_t mask = engine->hold_slot_count - 1, hole = slot;

	for (uint32_t next = (slot + 1) & mask;; next = (next + 1) & mask) {
		uint32_t row = engine->hold_slots[next], wanted;
		const struct hold *hold;

		if (row == 0)
			break;
		hold = &engine->holds[row - 1];
		wanted = hold_hash(hold->place, hold->user, hold->owner) & mask;
		if (((next - wanted) & mask) >= ((next - hole) & mask)) {
			engine->hold_slots[hole] = row;
			hole = next;
		}
	}
	engine->hold_slots[hole] = 0;
}

/* ---- holds ---- */

uint32_t
hold_find(const struct engine *engine, uint16_t place, bool user, uint32_t owner)
{
	if (engine->hold_slot_count == 0 || owner == NONE32)
		return NONE32;
	return engine->hold_slots[hold_slot(engine, place, user, owner)] - 1;
}

static uint32_t
hold_row(struct engine *engine)
{
	uint32_t row = engine->hold_free;

	if (row != NONE32) {
		engine->hold_free = engine->holds[row].owner;
		return row;
	}
	if (engine->hold_count == engine->hold_room) {
		size_t cells;

		engine->hold_room = engine->hold_room ? engine->hold_room * 2 : HOLDS_MIN;
		cells = (size_t)engine->hold_room * engine->piece_count;
		engine->holds = mem_grow(engine->holds, engine->hold_room, sizeof(*engine->holds));
		engine->hold_versions = mem_grow(engine->hold_versions, cells,
		    sizeof(*engine->hold_versions));
		engine->hold_texts = mem_grow(engine->hold_texts, cells,
		    sizeof(*engine->hold_texts));
		if (engine->replica_pieces != 0)
			engine->hold_copies = mem_grow(engine->hold_copies,
			    engine->hold_room, sizeof(*engine->hold_copies));
		if (engine->bounds_memory)
			engine->hold_links = mem_grow(engine->hold_links, engine->hold_room,
			    sizeof(*engine->hold_links));
		if (engine->evicts)
			engine->hold_lru = mem_grow(engine->hold_lru, engine->hold_room,
			    sizeof(*engine->hold_lru));
		if (engine->hold_blobs != NULL)
			engine->hold_blobs = mem_grow(engine->hold_blobs, engine->hold_room,
			    sizeof(*engine->hold_blobs));
	}
	row = engine->hold_count++;
	engine->holds[row].generation = 0;
	return row;
}

static void
forget_blob(struct engine *engine, uint32_t row)
{
	if (engine->hold_blobs != NULL)
		engine->hold_blobs[row] = NONE32;
}

static uint32_t
make_used(struct engine *engine, uint16_t place, uint8_t home, bool user, uint32_t owner,
    uint64_t used_ns)
{
	uint32_t row = hold_find(engine, place, user, owner);
	uint16_t generation;

	if (row != NONE32)
		return row;
	if ((engine->holds_used + 1) * 2 > engine->hold_slot_count)
		hold_grow_slots(engine);
	row = hold_row(engine);
	generation = (uint16_t)(engine->holds[row].generation + 1);
	engine->holds[row] = (struct hold){
		.last_used_ns = used_ns, .owner = owner,
		.place = place, .generation = generation, .home = home, .user = user, .used = true,
	};
	forget_blob(engine, row);
	if (engine->evicts)
		engine->hold_lru[row] = (struct hold_link){ NONE32, NONE32 };
	if (engine->replica_pieces != 0)
		engine->hold_copies[row] = (struct hold_copies){ .told_ns = engine->now_ns };
	if (engine->bounds_memory)
		memory_add(engine, row);
	engine->holds_used++;
	engine->hold_slots[hold_slot(engine, place, user, owner)] = row + 1;
	if (engine->evicts && home == HOME_STORE)
		room_used(engine, row);
	/* One timer a session, re-armed when it comes up too early: a session touched a hundred
	 * times costs one entry of the queue. */
	if (!user && home != HOME_DATABASE) {
		uint64_t idle = engine->scenario->session.idle_ns, age = engine->now_ns - used_ns;

		engine_after(engine, age < idle ? idle - age : 0, PHASE_EXPIRY, TIMER_EXPIRE, row,
		    generation);
	}
	return row;
}

uint32_t
hold_make(struct engine *engine, uint16_t place, uint8_t home, bool user, uint32_t owner)
{
	return make_used(engine, place, home, user, owner, engine->now_ns);
}

uint32_t
hold_make_copy(struct engine *engine, uint16_t place, bool user, uint32_t owner, uint64_t used_ns)
{
	uint32_t row = make_used(engine, place, HOME_REPLICA, user, owner, used_ns);

	if (engine->holds[row].last_used_ns < used_ns)
		engine->holds[row].last_used_ns = used_ns;
	return row;
}

/* Bytes of entries in the store, where they are bounded. */
static void
count_bytes(struct engine *engine, const struct hold *hold, uint16_t piece, bool comes)
{
	uint64_t bytes = engine->scenario->pieces[piece].bytes;

	if (!engine->store.counts_bytes || hold->home != HOME_STORE)
		return;
	engine->store.used_bytes += comes ? bytes : 0 - bytes;
}

void
hold_drop(struct engine *engine, uint32_t row)
{
	struct hold *hold = &engine->holds[row];

	for (uint32_t piece = 0; engine->store.counts_bytes && piece < engine->piece_count; piece++)
		if (hold->mask & 1u << piece)
			count_bytes(engine, hold, (uint16_t)piece, false);
	if (engine->evicts && hold->home == HOME_STORE)
		room_left(engine, row);
	hold_clear_slot(engine, hold_slot(engine, hold->place, hold->user, hold->owner));
	if (engine->bounds_memory) {
		memory_take(engine, row, hold->mask);
		memory_remove(engine, row);
	}
	hold->used = false;
	hold->generation++;
	hold->mask = 0;
	hold->owner = engine->hold_free;
	engine->hold_free = row;
	engine->holds_used--;
}

void
hold_touch(struct engine *engine, uint32_t row)
{
	engine->holds[row].last_used_ns = engine->now_ns;
	if (engine->bounds_memory)
		memory_use(engine, row);
	if (engine->evicts && engine->holds[row].home == HOME_STORE)
		room_used(engine, row);
}

bool
hold_put(struct engine *engine, uint32_t row, uint16_t piece, uint32_t version, uint32_t text)
{
	struct hold *hold = &engine->holds[row];
	size_t cell = (size_t)row * engine->piece_count + piece;
	bool is_new = !(hold->mask & 1u << piece);

	if (engine->logs_tail && hold->home == HOME_STORE)
		followers_note(engine, row, piece);
	if (is_new)
		count_bytes(engine, hold, piece, true);
	if (engine->evicts && hold->home == HOME_STORE)
		room_used(engine, row);
	hold->mask |= 1u << piece;
	forget_blob(engine, row);
	hold->last_used_ns = engine->now_ns;
	engine->hold_versions[cell] = version;
	engine->hold_texts[cell] = text;
	if (engine->bounds_memory) {
		memory_use(engine, row);
		if (is_new)
			memory_put(engine, row, piece);
	}
	return is_new;
}

void
hold_take(struct engine *engine, uint32_t row, uint16_t piece)
{
	struct hold *hold = &engine->holds[row];

	if (engine->bounds_memory)
		memory_take(engine, row, hold->mask & 1u << piece);
	if (engine->logs_tail && hold->home == HOME_STORE)
		followers_note(engine, row, piece);
	count_bytes(engine, hold, piece, false);
	hold->mask &= ~(1u << piece);
	forget_blob(engine, row);
	if (hold->mask == 0)
		hold_drop(engine, row);
}

void
hold_empty_place(struct engine *engine, uint16_t place)
{
	for (uint32_t row = 0; row < engine->hold_count; row++)
		if (engine->holds[row].used && engine->holds[row].place == place)
			hold_drop(engine, row);
	ledger_empty_place(engine, place);
}

uint32_t
hold_text(const struct engine *engine, uint32_t row, uint16_t piece)
{
	return engine->hold_texts[(size_t)row * engine->piece_count + piece];
}

uint32_t
hold_blob(struct engine *engine, uint32_t row)
{
	uint32_t *blob;

	if (engine->hold_blobs == NULL) {
		engine->hold_blobs = mem_grow(NULL, engine->hold_room,
		    sizeof(*engine->hold_blobs));
		memset(engine->hold_blobs, 0xff, engine->hold_room * sizeof(*engine->hold_blobs));
	}
	blob = &engine->hold_blobs[row];
	if (*blob == NONE32)
		*blob = content_blob(engine,
		    engine->hold_texts + (size_t)row * engine->piece_count,
		    engine->holds[row].mask);
	return *blob;
}

uint32_t
hold_version(const struct engine *engine, uint32_t row, uint16_t piece)
{
	return engine->hold_versions[(size_t)row * engine->piece_count + piece];
}

static void
expire_piece(struct engine *engine, uint32_t row, uint16_t piece)
{
	const struct hold *hold = &engine->holds[row];
	struct event *event = engine_event(engine, EVENT_EXPIRE, hold->place, NONE16);

	event->item = item_of(engine, piece, hold->owner, NONE32);
	event->session = hold->owner;
	event->version = hold_version(engine, row, piece);
	event->value = engine->scenario->pieces[piece].bytes;
	event->home = hold->home;
	if (hold->home == HOME_SERVER || hold->home == HOME_REPLICA)
		event->home = (uint8_t)engine->scenario->pieces[piece].home;
	event->fields = engine_reason(engine, REASON_IDLE);
	engine_emit(engine, event, NULL);
}

void
hold_timer(struct engine *engine, const struct timer *timer)
{
	const struct hold *hold = &engine->holds[timer->row];
	uint64_t idle = engine->scenario->session.idle_ns;

	if (!hold->used || hold->generation != timer->generation)
		return;
	if (engine->now_ns - hold->last_used_ns < idle) {
		engine_after(engine, idle - (engine->now_ns - hold->last_used_ns), PHASE_EXPIRY,
		    TIMER_EXPIRE, timer->row, timer->generation);
		return;
	}
	if (hold->place == engine->balancer)
		table_expire(engine, timer->row);
	else if (engine->login != SCENARIO_NONE && hold->mask & 1u << engine->login)
		expire_piece(engine, timer->row, engine->login);
	for (uint32_t piece = 0; piece < engine->piece_count; piece++)
		if (hold->place != engine->balancer && hold->mask & 1u << piece &&
		    piece != engine->login)
			expire_piece(engine, timer->row, (uint16_t)piece);
	hold_drop(engine, timer->row);
}
