/* Sessions, their items, and what places hold: flat pools, found by a hash of place and owner. */
#include <string.h>

#include "base/check.h"
#include "engine/inside.h"
#include "engine/store.h"

#define HOLDS_MIN 64u

/* ---- items and sessions ---- */

/* Newest versions of items, and which of them is this one's. */
static struct narrow *
versions_of(struct engine *engine, uint32_t item, uint32_t *index)
{
	uint32_t place = trace_item_place(engine->trace, item);

	CHECK(place != NONE32);
	*index = place & ~TRACE_BLOCK;
	return place & TRACE_BLOCK ? &engine->block_versions : &engine->item_versions;
}

uint32_t
item_newest(struct engine *engine, uint32_t item)
{
	uint32_t index;
	struct narrow *versions = versions_of(engine, item, &index);

	return narrow_get(versions, index);
}

uint32_t
item_add(struct engine *engine, struct item item)
{
	uint32_t number = trace_add_item(engine->trace, item);

	/* Its row may have been another's. */
	narrow_set(&engine->item_versions, trace_item_place(engine->trace, number), 0);
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
	for (uint32_t rank = 0; rank < trace->block_items; rank++)
		narrow_set(&engine->block_versions, row * trace->block_items + rank, 0);
}

uint32_t
session_new(struct engine *engine, uint32_t person_row, uint32_t device, bool logged_in)
{
	struct person *person = &engine->persons[person_row];
	struct session session = { .client = person->actor,
		.device = engine->devices[device].actor, .logged_in = logged_in };
	uint32_t number;

	/* By count, not by order of draws: a client's k-th login has one id in every design. */
	session.stream = logged_in ?
	    engine_stream_of(PURPOSE_LOGIN_ID, person->who, person->logins++) :
	    engine_stream_of(PURPOSE_MISS_ID, person->who, person->misses++);
	number = trace_add_session(engine->trace, session);
	trace_add_session_items(engine->trace, number, person->actor);
	begin_block(engine, number);
	return number;
}

uint32_t
item_of(const struct engine *engine, uint16_t piece, uint32_t session, uint32_t person)
{
	if (engine->user_pieces & 1u << piece)
		return engine->persons[person].user_items + engine->rank[piece];
	return trace_session_item(engine->trace, session) + engine->rank[piece];
}

uint32_t
item_next_version(struct engine *engine, uint32_t item, uint32_t text)
{
	uint32_t index;
	struct narrow *versions = versions_of(engine, item, &index);
	uint32_t version = narrow_get(versions, index) + 1;

	narrow_set(versions, index, version);
	if (engine->options.keep && engine->trace->dropped == 0 && text != NONE32)
		trace_add_content(engine->trace, item, version, text);
	return version;
}

/* ---- the hash: of a place and an owner ----
 *
 * A slot has a hold's row + 1 and, in its upper bits, four of the hash, so that hardly a wrong hold
 * is looked at.  Half of the slots are taken at most, where there are many four fifths. */

#define SLOTS_TIGHT 65536u /* holds from which on room counts for more than a look */

#define SLOT_ROW_BITS 28
#define SLOT_ROWS ((1u << SLOT_ROW_BITS) - 1)

static uint32_t
hold_hash(uint16_t place, bool user, uint32_t owner)
{
	uint64_t key = ((uint64_t)place << 33 | (uint64_t)user << 32 | owner) *
	    0x9e3779b97f4a7c15u;

	return (uint32_t)(key >> 32);
}

/* Where the search for a hash begins, and goes on. */
static inline uint32_t
slot_home(const struct engine *engine, uint32_t hash)
{
	return (uint32_t)((uint64_t)hash * engine->hold_slot_count >> 32);
}

static inline uint32_t
slot_next(const struct engine *engine, uint32_t slot)
{
	return slot + 1 == engine->hold_slot_count ? 0 : slot + 1;
}

static inline uint32_t
slot_distance(const struct engine *engine, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : to + engine->hold_slot_count - from;
}

/* The slot of a hold, or the empty slot where it would stand. */
static uint32_t
hold_slot(const struct engine *engine, uint16_t place, bool user, uint32_t owner)
{
	uint32_t hash = hold_hash(place, user, owner), slot = slot_home(engine, hash);

	for (;; slot = slot_next(engine, slot)) {
		uint32_t word = engine->hold_slots[slot];
		const struct hold *hold;

		if (word == 0)
			return slot;
		if ((word ^ hash << SLOT_ROW_BITS) >> SLOT_ROW_BITS != 0)
			continue;
		hold = &engine->holds[(word & SLOT_ROWS) - 1];
		if (hold->place == place && hold->user == user && hold->owner == owner)
			return slot;
	}
}

static void
slot_fill(struct engine *engine, uint32_t row)
{
	const struct hold *hold = &engine->holds[row];
	uint32_t slot = hold_slot(engine, hold->place, hold->user, hold->owner);

	CHECK(row + 1 < SLOT_ROWS);
	engine->hold_slots[slot] = (row + 1) |
	    hold_hash(hold->place, hold->user, hold->owner) << SLOT_ROW_BITS;
}

/* Room for one more. */
static void
hold_grow_slots(struct engine *engine)
{
	uint32_t used = engine->holds_used + 1, count = engine->hold_slot_count;

	if (used <= (used < SLOTS_TIGHT ? count / 2 : count / 5 * 4))
		return;
	mem_free(engine->hold_slots);
	engine->hold_slot_count = used < SLOTS_TIGHT ? used * 4 + HOLDS_MIN : used + used / 2;
	engine->hold_slots = mem_alloc(engine->hold_slot_count * sizeof(*engine->hold_slots));
	for (uint32_t row = 0; row < engine->hold_count; row++)
		if (engine->holds[row].used)
			slot_fill(engine, row);
}

/* Takes a slot out and closes the gap, so that no search ends early. */
static void
hold_clear_slot(struct engine *engine, uint32_t slot)
{
	uint32_t hole = slot;

	for (uint32_t next = slot_next(engine, slot);; next = slot_next(engine, next)) {
		uint32_t word = engine->hold_slots[next], home;
		const struct hold *hold;

		if (word == 0)
			break;
		hold = &engine->holds[(word & SLOT_ROWS) - 1];
		home = slot_home(engine, hold_hash(hold->place, hold->user, hold->owner));
		if (slot_distance(engine, home, next) >= slot_distance(engine, hole, next)) {
			engine->hold_slots[hole] = word;
			hole = next;
		}
	}
	engine->hold_slots[hole] = 0;
}

/* ---- holds ---- */

/* Where a hold has what is known of a piece: by the piece's rank among those of its key.  A row of
 * the balancer's table has cells of its own (table.c). */
static uint32_t
hold_cell(const struct engine *engine, uint32_t row, uint16_t piece)
{
	uint32_t cell = engine->holds[row].place == engine->balancer ? piece : engine->rank[piece];

	return row * engine->hold_cells + cell;
}

uint32_t
hold_find(const struct engine *engine, uint16_t place, bool user, uint32_t owner)
{
	uint32_t word;

	if (engine->hold_slot_count == 0 || owner == NONE32)
		return NONE32;
	word = engine->hold_slots[hold_slot(engine, place, user, owner)];
	return word == 0 ? NONE32 : (word & SLOT_ROWS) - 1;
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
		engine->hold_room += engine->hold_room / 4 + HOLDS_MIN;
		engine->holds = mem_grow(engine->holds, engine->hold_room, sizeof(*engine->holds));
		engine->hold_texts = mem_grow(engine->hold_texts,
		    (size_t)engine->hold_room * engine->hold_cells,
		    sizeof(*engine->hold_texts));
		if (engine->replica_pieces != 0)
			copies_grow(engine);
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
		copies_told(engine, row, &(struct server_set){ { 0 } });
	if (engine->bounds_memory)
		memory_add(engine, row);
	engine->holds_used++;
	slot_fill(engine, row);
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
	uint32_t cell = hold_cell(engine, row, piece);
	bool is_new = !(hold->mask & 1u << piece);

	if (engine->logs_tail && hold->home == HOME_STORE)
		followers_note(engine, row, piece);
	if (is_new)
		count_bytes(engine, hold, piece, true);
	if (engine->evicts && hold->home == HOME_STORE)
		room_used(engine, row);
	hold->mask |= (uint16_t)(1u << piece);
	forget_blob(engine, row);
	hold->last_used_ns = engine->now_ns;
	narrow_set(&engine->hold_versions, cell, version);
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
	hold->mask &= (uint16_t)~(1u << piece);
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
	return engine->hold_texts[hold_cell(engine, row, piece)];
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
	if (*blob == NONE32) {
		uint32_t texts[LIMIT_PIECES], mask = engine->holds[row].mask;

		for (uint16_t piece = 0; piece < engine->piece_count; piece++)
			texts[piece] = mask & 1u << piece ? hold_text(engine, row, piece) : NONE32;
		*blob = content_blob(engine, texts, mask);
	}
	return *blob;
}

uint32_t
hold_version(const struct engine *engine, uint32_t row, uint16_t piece)
{
	return narrow_get(&engine->hold_versions, hold_cell(engine, row, piece));
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
	if (engine->logs_tail && hold->home == HOME_STORE)
		followers_expired(engine, hold->user, hold->owner);
	hold_drop(engine, timer->row);
}
